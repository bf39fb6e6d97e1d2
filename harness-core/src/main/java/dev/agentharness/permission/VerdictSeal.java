package dev.agentharness.permission;

import dev.agentharness.json.Json;
import dev.agentharness.model.ToolCall;
import dev.agentharness.run.Verdict;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.time.Clock;
import java.time.Duration;
import java.util.Base64;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.jspecify.annotations.Nullable;

/**
 * Seals verdicts for a way through hands that are not trusted, such as a browser or a mail with two links: what comes back
 * is the very verdict that was sealed, on the very call, or it is refused. Immutable and thread-safe.
 *
 * <p>A seal shows that whoever has the key offered this verdict, not who chose it: have people log in before they are
 * shown one. A sealed verdict can be read by anybody. It counts once because a call that was answered no longer waits.
 */
public final class VerdictSeal {

    private static final int LEAST_KEY = 32;
    private static final int LONGEST = 100_000;
    private static final String PURPOSE = "dev.agentharness verdict 1\n";

    private final SecretKeySpec key;
    private final Duration validity;
    private final Clock clock;

    private VerdictSeal(byte[] key, Duration validity, Clock clock) {
        if (key.length < LEAST_KEY) {
            throw new IllegalArgumentException(
                    "the key of a seal has " + LEAST_KEY + " random bytes or more, not " + key.length);
        }
        if (validity.isNegative() || validity.isZero()) {
            throw new IllegalArgumentException("a seal must hold for some time, not for " + validity);
        }
        this.key = new SecretKeySpec(key, "HmacSHA256");
        this.validity = validity;
        this.clock = clock;
    }

    /**
     * A seal by HMAC-SHA256.
     *
     * @param key random bytes, 32 or more, that only those have who may seal
     * @param validity how long a sealed verdict is accepted
     */
    public static VerdictSeal of(byte[] key, Duration validity, Clock clock) {
        return new VerdictSeal(key, validity, clock);
    }

    /** The verdict, bound to this call of this run, as a text fit for an address. */
    public String seal(String runId, ToolCall call, Verdict verdict) {
        if (!verdict.fits(runId, call)) {
            throw new IllegalArgumentException("the verdict about call '" + verdict.callId() + "' is none about call '"
                    + call.id() + "' of run " + runId);
        }
        return seal(verdict.boundTo(runId, call));
    }

    /**
     * The verdict, which is bound to a call as those are that a waiting call gives, as a text fit for an address.
     *
     * @throws IllegalArgumentException if it is bound to none
     */
    public String seal(Verdict verdict) {
        Verdict.Binding bound = verdict.binding()
                .orElseThrow(() -> new IllegalArgumentException("the verdict about call '" + verdict.callId()
                        + "' is bound to no run: bind it before it travels"));
        Map<String, @Nullable Object> members = new HashMap<>();
        members.put("run", bound.runId());
        members.put("call", verdict.callId());
        members.put("on", bound.call());
        members.put("allowed", verdict.allowed());
        members.put("note", verdict.note());
        members.put("changed", verdict.changed().orElse(null));
        members.put("forRun", verdict.forRun());
        members.put("until", BigDecimal.valueOf(clock.instant().plus(validity).toEpochMilli()));
        byte[] content = Json.canonical(members).getBytes(StandardCharsets.UTF_8);
        return encode(content) + "." + encode(mac(content));
    }

    /**
     * The verdict in a sealed text. What it binds to is checked when a run is resumed with it.
     *
     * @throws IllegalArgumentException if the seal is broken, another's, or no longer valid
     */
    public Verdict open(String sealed) {
        Map<String, @Nullable Object> members = Json.object(new String(content(sealed), StandardCharsets.UTF_8));
        if (!(members.get("until") instanceof BigDecimal until)
                || until.compareTo(BigDecimal.valueOf(clock.millis())) <= 0) {
            throw new IllegalArgumentException("the sealed verdict is no longer valid");
        }
        return new Verdict(
                text(members, "call"),
                Boolean.TRUE.equals(members.get("allowed")),
                text(members, "note"),
                Optional.ofNullable(members.get("changed")).map(Object::toString),
                Boolean.TRUE.equals(members.get("forRun")),
                Optional.of(new Verdict.Binding(text(members, "run"), text(members, "on"))));
    }

    private byte[] content(String sealed) {
        int dot = sealed.indexOf('.');
        if (sealed.length() > LONGEST || dot < 0) {
            throw new IllegalArgumentException("this is no sealed verdict");
        }
        byte[] content = Base64.getUrlDecoder().decode(sealed.substring(0, dot));
        byte[] mac = Base64.getUrlDecoder().decode(sealed.substring(dot + 1));
        if (!MessageDigest.isEqual(mac, mac(content))) { // in a time that tells nothing
            throw new IllegalArgumentException("the seal of the verdict is broken or another's");
        }
        return content;
    }

    private byte[] mac(byte[] content) {
        try {
            Mac mac = Mac.getInstance("HmacSHA256");
            mac.init(key);
            mac.update(PURPOSE.getBytes(StandardCharsets.UTF_8));
            return mac.doFinal(content);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every Java platform has HmacSHA256", e);
        }
    }

    private static String encode(byte[] bytes) {
        return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
    }

    private static String text(Map<String, @Nullable Object> members, String name) {
        return String.valueOf(members.get(name));
    }
}
