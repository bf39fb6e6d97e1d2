package dev.agentharness.models;

import java.math.BigDecimal;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** How providers write down how long something takes. What is read is never negative, and never more than a year. */
final class Wait {

    private static final Duration LONGEST = Duration.ofDays(365);
    private static final BigDecimal MOST_NANOS = BigDecimal.valueOf(LONGEST.toNanos());

    /** More digits than that are no time. */
    private static final Pattern NUMBER = Pattern.compile("\\d{1,100}(\\.\\d{1,100})?");

    /** Go's way to write a duration, which OpenAI, Groq and Google use: {@code 1h2m3.5s}, {@code 20ms}; and days. */
    private static final Pattern SPAN = Pattern.compile(
            "(?:(\\d{1,6})d)?(?:(\\d{1,6})h)?(?:(\\d{1,6})m(?!s))?(?:(\\d{1,9}(?:\\.\\d{1,9})?)(m?)s)?");

    /** What OpenAI, Google and Azure write into a message, and often nowhere else. */
    private static final Pattern ASKED_FOR = Pattern.compile(
            "(?:try again|retry) (?:in|after) (?:((?:\\d{1,9}(?:\\.\\d{1,9})?(?:d|h|ms|m|s))+)\\b|(\\d{1,9}) seconds?\\b)",
            Pattern.CASE_INSENSITIVE);

    private static final BigDecimal EPOCH_SECONDS = new BigDecimal("1e9");
    private static final BigDecimal EPOCH_MILLIS = new BigDecimal("1e12");

    private Wait() {}

    /**
     * A number of them.
     *
     * @param power what a unit is in seconds, as a power of ten: -3 for milliseconds
     */
    static Optional<Duration> number(String text, int power) {
        return isNumber(text) ? Optional.of(seconds(new BigDecimal(text).movePointRight(power))) : Optional.empty();
    }

    /** A span such as {@code 6m0s}. */
    static Optional<Duration> span(String text) {
        Matcher span = SPAN.matcher(text);
        if (text.isEmpty() || !span.matches()) {
            return Optional.empty();
        }
        BigDecimal seconds = new BigDecimal(span.group(4) == null ? "0" : span.group(4));
        return Optional.of(bounded(Duration.ofDays(whole(span.group(1)))
                .plusHours(whole(span.group(2)))
                .plusMinutes(whole(span.group(3)))
                .plus(seconds("m".equals(span.group(5)) ? seconds.movePointLeft(3) : seconds))));
    }

    /** A span, seconds from now, or a moment: seconds or milliseconds since 1970, or as RFC 3339 has it. */
    static Optional<Duration> until(String text, Instant now) {
        if (isNumber(text)) {
            return Optional.of(counted(new BigDecimal(text), now));
        }
        Optional<Duration> span = span(text);
        if (span.isPresent()) {
            return span;
        }
        try {
            return Optional.of(until(OffsetDateTime.parse(text).toInstant(), now));
        } catch (DateTimeException e) {
            return Optional.empty();
        }
    }

    static Duration until(Instant moment, Instant now) {
        return bounded(Duration.between(now, moment));
    }

    /** The wait that a message asks for in words. */
    static Optional<Duration> askedForIn(String message) {
        Matcher asked = ASKED_FOR.matcher(message);
        if (!asked.find()) {
            return Optional.empty();
        }
        return asked.group(1) == null ? number(asked.group(2), 0) : span(asked.group(1));
    }

    private static boolean isNumber(String text) {
        return NUMBER.matcher(text).matches();
    }

    /** No limit takes decades to be filled. */
    private static Duration counted(BigDecimal number, Instant now) {
        if (number.compareTo(EPOCH_SECONDS) < 0) {
            return seconds(number);
        }
        boolean millis = number.compareTo(EPOCH_MILLIS) >= 0;
        BigDecimal passed = BigDecimal.valueOf(now.toEpochMilli(), 3);
        return seconds((millis ? number.movePointLeft(3) : number).subtract(passed));
    }

    private static Duration seconds(BigDecimal count) {
        return Duration.ofNanos(
                count.movePointRight(9).min(MOST_NANOS).max(BigDecimal.ZERO).longValue());
    }

    private static Duration bounded(Duration wait) {
        return wait.isNegative() ? Duration.ZERO : wait.compareTo(LONGEST) > 0 ? LONGEST : wait;
    }

    private static long whole(String digits) {
        return digits == null ? 0 : Long.parseLong(digits);
    }
}
