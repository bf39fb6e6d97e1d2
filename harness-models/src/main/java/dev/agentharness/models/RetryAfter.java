package dev.agentharness.models;

import java.math.BigDecimal;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.OptionalLong;
import java.util.regex.Pattern;
import okhttp3.Headers;
import org.jspecify.annotations.Nullable;

/**
 * How long a provider asks to wait: {@code retry-after-ms}, or {@code retry-after} (RFC 9110, section 10.2.3), or until a
 * limit is filled again ({@link Allowance}).
 */
final class RetryAfter {

    private static final BigDecimal MOST_MILLIS =
            BigDecimal.valueOf(Duration.ofDays(365).toMillis());

    private static final Pattern NUMBER = Pattern.compile("[0-9]{1,15}(\\.[0-9]{1,9})?");

    private RetryAfter() {}

    /**
     * The wait, never negative, or null if the provider names none that makes sense.
     *
     * @param now what a date in the header is counted from
     */
    static @Nullable Duration in(Headers headers, Instant now) {
        String millis = headers.get("retry-after-ms");
        Duration wait = millis == null ? null : number(millis, 0);
        String header = headers.get("retry-after");
        if (wait == null && header != null) {
            wait = number(header, 3);
            wait = wait == null ? date(header, now) : wait;
        }
        return wait == null ? refill(headers, now) : wait;
    }

    /** Until everything that is used up is there again. */
    private static @Nullable Duration refill(Headers headers, Instant now) {
        return Allowance.in(headers, now).stream()
                .filter(allowance -> allowance.remaining().equals(OptionalLong.of(0)))
                .flatMap(allowance -> allowance.refill().stream())
                .max(Duration::compareTo)
                .orElse(null);
    }

    private static @Nullable Duration number(String text, int power) {
        if (!NUMBER.matcher(text.strip()).matches()) {
            return null;
        }
        BigDecimal millis = new BigDecimal(text.strip()).movePointRight(power);
        return Duration.ofMillis(millis.min(MOST_MILLIS).longValue());
    }

    private static @Nullable Duration date(String text, Instant now) {
        try {
            Duration wait =
                    Duration.between(now, ZonedDateTime.parse(text.strip(), DateTimeFormatter.RFC_1123_DATE_TIME));
            return wait.isNegative() ? Duration.ZERO : wait;
        } catch (DateTimeException e) {
            return null;
        }
    }
}
