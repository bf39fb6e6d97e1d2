package dev.agentharness.models;

import dev.agentharness.model.ModelListener;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.function.Consumer;
import okhttp3.Headers;
import org.jspecify.annotations.Nullable;

/** A user's listener, and what this library has to know of it: whether it was told anything, and whether it threw. */
final class HeardListener implements ModelListener {

    /** For whom nobody makes texts of bytes. */
    static final Consumer<String> NO_RAW = json -> {};
    /** For whom nobody reads headers. */
    static final Consumer<List<Allowance>> NO_ALLOWANCES = allowances -> {};

    private final ModelListener listener;
    private final Consumer<String> raw;
    private final Consumer<List<Allowance>> allowances;
    private Headers headers = Headers.EMPTY;
    private boolean begun;
    private @Nullable Throwable thrown;

    /**
     * @param raw is told what the provider wrote; that counts as nothing told of the answer
     * @param allowances is told what the provider says of its limits; likewise
     */
    HeardListener(ModelListener listener, Consumer<String> raw, Consumer<List<Allowance>> allowances) {
        this.listener = listener;
        this.raw = raw;
        this.allowances = allowances;
    }

    @Override
    public void onText(String delta) {
        begun = true;
        tell(() -> listener.onText(delta));
    }

    @Override
    public void onThinking(String delta) {
        begun = true;
        tell(() -> listener.onThinking(delta));
    }

    /**
     * The headers of an answer, good or bad.
     *
     * @param failures knows what time it is for who wrote them
     */
    void onHeaders(Headers arrived, Failures failures) {
        headers = arrived;
        if (allowances == NO_ALLOWANCES) {
            return;
        }
        List<Allowance> said = Allowance.in(arrived, failures.now(arrived));
        if (!said.isEmpty()) {
            tell(() -> allowances.accept(said));
        }
    }

    /** The headers of the answer; empty before it came. */
    Headers headers() {
        return headers;
    }

    /** What the provider wrote: a whole answer, or the data of an event. */
    void onRaw(byte[] json, int length) {
        if (raw != NO_RAW) {
            tell(() -> raw.accept(new String(json, 0, length, StandardCharsets.UTF_8)));
        }
    }

    /** Whether a part of the answer is there. */
    boolean begun() {
        return begun;
    }

    /** Whether somebody heard a part of the answer, which cannot be taken back. */
    boolean told() {
        return begun && listener != ModelListener.none();
    }

    /** Whether the listener threw this: then it is the caller's, not a fault of the answer. */
    boolean threw(Throwable candidate) {
        return candidate == thrown;
    }

    private void tell(Runnable saying) {
        try {
            saying.run();
        } catch (RuntimeException e) {
            thrown = e;
            throw e;
        }
    }
}
