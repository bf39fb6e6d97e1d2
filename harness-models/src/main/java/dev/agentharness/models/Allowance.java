package dev.agentharness.models;

import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import okhttp3.Headers;

/**
 * What a provider still allows of one thing that it limits, as it says in the headers of an answer:
 * {@code x-ratelimit-remaining-tokens}, {@code anthropic-ratelimit-requests-reset}, {@code ratelimit} and their like.
 *
 * @param subject what is limited, in the provider's words: {@code requests}, {@code tokens}, {@code input-tokens}; empty if it is
 *     one thing only
 * @param limit the most there can be, or empty if unsaid
 * @param remaining what is left of it, or empty if unsaid
 * @param refill how long it is until all of it is there again, or empty if unsaid
 */
public record Allowance(String subject, OptionalLong limit, OptionalLong remaining, Optional<Duration> refill) {

    public Allowance {
        Objects.requireNonNull(subject, "subject");
        Objects.requireNonNull(limit, "limit");
        Objects.requireNonNull(remaining, "remaining");
        Objects.requireNonNull(refill, "refill");
    }

    /** Which header it is: the word stands before what is limited, or behind it, and Mistral counts requests by their size. */
    private static final Pattern NAME =
            Pattern.compile(".*ratelimit(bysize)?-(?:(.+)-)?(limit|remaining|reset)(?:-(.+))?");

    private static final Pattern NUMBER = Pattern.compile("\\d{1,15}(\\.\\d{1,9})?");

    /** What the standard to be says of one limit in a header of its own: {@code "default";r=0;t=30}. */
    private static final Pattern ITEM = Pattern.compile("\"([^\"]*)\"([^\",]*)");

    private static final Pattern LEFT = Pattern.compile(";\\s*r=(\\d{1,15})");
    private static final Pattern TIME = Pattern.compile(";\\s*t=(\\d{1,15})");

    /** What the headers say, each thing once, in the order of their names. */
    static List<Allowance> in(Headers headers, Instant now) {
        Map<String, Map<String, String>> said = new TreeMap<>();
        for (int i = 0; i < headers.size(); i++) {
            Matcher name = NAME.matcher(headers.name(i).toLowerCase(Locale.ROOT));
            if (name.matches()) {
                String subject = Stream.of(name.group(1), name.group(2), name.group(4))
                        .filter(Objects::nonNull)
                        .collect(Collectors.joining("-"));
                said.computeIfAbsent(subject, first -> new TreeMap<>())
                        .put(name.group(3), headers.value(i).strip());
            }
        }
        List<Allowance> all = new ArrayList<>();
        said.forEach((subject, words) -> all.add(new Allowance(
                subject,
                count(words.getOrDefault("limit", "")),
                count(words.getOrDefault("remaining", "")),
                Wait.until(words.getOrDefault("reset", ""), now))));
        standard(headers.values("ratelimit"), all);
        return all;
    }

    private static OptionalLong count(String number) {
        return NUMBER.matcher(number).matches()
                ? OptionalLong.of(new BigDecimal(number).longValue())
                : OptionalLong.empty();
    }

    /** The header of draft-ietf-httpapi-ratelimit-headers, which has all of its limits in one list. */
    private static void standard(List<String> lines, List<Allowance> all) {
        Matcher item = ITEM.matcher(String.join(",", lines));
        while (item.find()) {
            Matcher left = LEFT.matcher(item.group(2));
            Matcher time = TIME.matcher(item.group(2));
            all.add(new Allowance(
                    item.group(1),
                    OptionalLong.empty(),
                    left.find() ? count(left.group(1)) : OptionalLong.empty(),
                    time.find() ? Wait.number(time.group(1), 0) : Optional.empty()));
        }
    }
}
