package dev.agentharness.models;

import java.math.BigDecimal;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
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
 * {@code x-ratelimit-remaining-tokens}, {@code anthropic-ratelimit-requests-reset} and their like.
 *
 * @param of what is limited, in the provider's words: {@code requests}, {@code tokens}, {@code input-tokens}; empty if it is
 *     one thing only
 * @param limit the most there can be, or empty if unsaid
 * @param remaining what is left of it, or empty if unsaid
 * @param refill how long it is until all of it is there again, or empty if unsaid
 */
public record Allowance(String of, OptionalLong limit, OptionalLong remaining, Optional<Duration> refill) {

    /** Which header it is: the word stands before what is limited, or behind it, and Mistral counts requests by their size. */
    private static final Pattern NAME =
            Pattern.compile(".*ratelimit(bysize)?-(?:(.+)-)?(limit|remaining|reset)(?:-(.+))?");

    /** Go's way to write a duration, which OpenAI and Groq use: {@code 1h2m3.5s}, {@code 20ms}. */
    private static final Pattern SPAN =
            Pattern.compile("(?:(\\d{1,6})h)?(?:(\\d{1,6})m(?!s))?(?:(\\d{1,9}(?:\\.\\d{1,9})?)(m?)s)?");

    private static final Pattern NUMBER = Pattern.compile("\\d{1,15}(\\.\\d{1,9})?");
    private static final BigDecimal EPOCH_SECONDS = new BigDecimal("1e9");
    private static final BigDecimal EPOCH_MILLIS = new BigDecimal("1e12");

    /** What the headers say, each thing once, in the order of their names. */
    static List<Allowance> in(Headers headers, Instant now) {
        Map<String, Map<String, String>> said = new TreeMap<>();
        for (int i = 0; i < headers.size(); i++) {
            Matcher name = NAME.matcher(headers.name(i).toLowerCase(Locale.ROOT));
            if (name.matches()) {
                String of = Stream.of(name.group(1), name.group(2), name.group(4))
                        .filter(Objects::nonNull)
                        .collect(Collectors.joining("-"));
                said.computeIfAbsent(of, first -> new TreeMap<>())
                        .put(name.group(3), headers.value(i).strip());
            }
        }
        List<Allowance> all = new ArrayList<>();
        said.forEach((of, words) -> all.add(new Allowance(
                of,
                count(words.getOrDefault("limit", "")),
                count(words.getOrDefault("remaining", "")),
                wait(words.getOrDefault("reset", ""), now))));
        return all;
    }

    private static OptionalLong count(String number) {
        return NUMBER.matcher(number).matches()
                ? OptionalLong.of(new BigDecimal(number).longValue())
                : OptionalLong.empty();
    }

    private static Optional<Duration> wait(String reset, Instant now) {
        Matcher span = SPAN.matcher(reset);
        if (NUMBER.matcher(reset).matches()) {
            return Optional.of(notNegative(counted(new BigDecimal(reset), now)));
        } else if (!reset.isEmpty() && span.matches()) {
            BigDecimal seconds = new BigDecimal(span.group(3) == null ? "0" : span.group(3));
            boolean millis = "m".equals(span.group(4));
            return Optional.of(Duration.ofHours(whole(span.group(1)))
                    .plusMinutes(whole(span.group(2)))
                    .plusNanos(seconds.movePointRight(millis ? 6 : 9).longValue()));
        }
        try {
            return Optional.of(notNegative(
                    Duration.between(now, OffsetDateTime.parse(reset).toInstant())));
        } catch (DateTimeException e) {
            return Optional.empty();
        }
    }

    /** Seconds from now, or seconds or milliseconds since 1970: no limit takes decades to be filled. */
    private static Duration counted(BigDecimal number, Instant now) {
        if (number.compareTo(EPOCH_MILLIS) >= 0) {
            return Duration.between(now, Instant.ofEpochMilli(number.longValue()));
        } else if (number.compareTo(EPOCH_SECONDS) >= 0) {
            return Duration.between(now, Instant.ofEpochSecond(number.longValue()));
        }
        return Duration.ofNanos(number.movePointRight(9).longValue());
    }

    private static Duration notNegative(Duration wait) {
        return wait.isNegative() ? Duration.ZERO : wait;
    }

    private static long whole(String digits) {
        return digits == null ? 0 : Long.parseLong(digits);
    }
}
