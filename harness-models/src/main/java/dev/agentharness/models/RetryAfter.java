package dev.agentharness.models;

import dev.agentharness.model.ModelException.Kind;
import java.time.Duration;
import java.time.Instant;
import java.util.Date;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import okhttp3.Headers;
import org.jspecify.annotations.Nullable;

/**
 * How long a provider asks to wait: {@code retry-after-ms}, or {@code retry-after} (RFC 9110, section 10.2.3), or what
 * the error itself says, or until a limit is filled again ({@link Allowance}).
 */
final class RetryAfter {

    private RetryAfter() {}

    /**
     * The wait, never negative and never more than a year, or null if the provider names none that makes sense.
     *
     * @param now what a date in the header is counted from
     */
    static @Nullable Duration in(Headers headers, ErrorBody error, Instant now) {
        return millis("retry-after-ms", headers)
                .or(() -> millis("x-ms-retry-after-ms", headers)) // Azure's
                .or(() -> retryAfter(headers, now))
                .or(error::retryAfter)
                .or(() -> refill(Allowance.in(headers, now), error.kind() == Kind.RATE_LIMITED))
                .orElse(null);
    }

    private static Optional<Duration> millis(String name, Headers headers) {
        return Optional.ofNullable(headers.get(name)).flatMap(text -> Wait.number(text.strip(), -3));
    }

    private static Optional<Duration> retryAfter(Headers headers, Instant now) {
        Date date = headers.getDate("retry-after"); // in each of HTTP's three forms, with whatever day of the week
        if (date != null) {
            return Optional.of(Wait.until(date.toInstant(), now));
        }
        return Optional.ofNullable(headers.get("retry-after")).flatMap(text -> Wait.number(text.strip(), 0));
    }

    /**
     * Until everything that is used up is there again.
     *
     * @param limited whether the provider says that a limit is in the way: where none is used up, it may be one that does
     *     not say what is left, or one of tokens, of which too few are left for this request
     */
    private static Optional<Duration> refill(List<Allowance> allowances, boolean limited) {
        Optional<Duration> usedUp = longest(allowances.stream()
                .filter(allowance -> allowance.remaining().equals(OptionalLong.of(0)))
                .toList());
        if (usedUp.isPresent() || !limited) {
            return usedUp;
        }
        return longest(allowances.stream()
                .filter(allowance ->
                        allowance.remaining().isEmpty() || (allowance.subject().contains("tokens") && isLow(allowance)))
                .toList());
    }

    /** So little is left that one request may not have fitted. */
    private static boolean isLow(Allowance allowance) {
        return allowance.limit().isEmpty()
                || allowance.remaining().orElse(0) <= allowance.limit().getAsLong() / 4;
    }

    private static Optional<Duration> longest(List<Allowance> allowances) {
        return allowances.stream()
                .flatMap(allowance -> allowance.refill().stream())
                .max(Duration::compareTo);
    }
}
