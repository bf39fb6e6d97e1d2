package dev.agentharness.models;

import java.math.BigDecimal;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import okhttp3.Headers;

/**
 * When a limit that is used up is filled again: {@code anthropic-ratelimit-requests-reset}, {@code x-ratelimit-reset-tokens}
 * and their like, each beside the {@code …remaining…} that says what is left.
 */
final class RateLimitReset {

    /** Go's way to write a duration, which OpenAI and Groq use: {@code 1h2m3.5s}, {@code 20ms}. */
    private static final Pattern SPAN =
            Pattern.compile("(?:(\\d{1,6})h)?(?:(\\d{1,6})m(?!s))?(?:(\\d{1,9}(?:\\.\\d{1,9})?)(m?)s)?");

    private static final Pattern NUMBER = Pattern.compile("\\d{1,15}(\\.\\d{1,9})?");
    private static final BigDecimal EPOCH_SECONDS = new BigDecimal("1e9");
    private static final BigDecimal EPOCH_MILLIS = new BigDecimal("1e12");

    private RateLimitReset() {}

    /** The wait until every limit that is used up has something again, or empty if none says that it is. */
    static Optional<Duration> in(Headers headers, Instant now) {
        return headers.names().stream()
                .map(name -> name.toLowerCase(Locale.ROOT))
                .filter(name -> name.contains("ratelimit-") && name.contains("reset"))
                .filter(name -> "0".equals(headers.get(name.replace("reset", "remaining"))))
                .flatMap(name -> wait(String.valueOf(headers.get(name)).strip(), now).stream())
                .max(Duration::compareTo);
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
