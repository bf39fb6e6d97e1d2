package dev.agentharness.tools.web;

import java.util.Set;
import okhttp3.HttpUrl;
import org.jspecify.annotations.Nullable;

/**
 * What may be fetched, by how its address is written. What is checked is what is then connected to: the address is taken
 * apart once.
 */
final class Targets {

    private static final int MOST_CHARS = 2_000;

    /** One thing that is looked at. */
    enum Check {
        LENGTH,
        /** Readers of addresses differ in what they make of spaces and {@code '\\'}. */
        CHARACTERS,
        SCHEME,
        USER,
        HOST
    }

    private final AllowedHosts hosts;
    private final Set<Check> checks;

    /**
     * @param checks all, but for {@link Check#SCHEME} where {@code http} will do; fewer for tests of what then gets through
     */
    Targets(AllowedHosts hosts, Set<Check> checks) {
        this.hosts = hosts;
        this.checks = Set.copyOf(checks);
    }

    /** Reads an address as a model writes it. */
    HttpUrl parse(String address) {
        if (checks.contains(Check.LENGTH) && address.length() > MOST_CHARS) {
            throw new IllegalArgumentException("an address of " + address.length() + " characters is too long");
        }
        if (checks.contains(Check.CHARACTERS) && address.chars().anyMatch(c -> c <= ' ' || c == '\\' || c == 0x7F)) {
            throw new IllegalArgumentException("an address holds no spaces, control characters or '\\'");
        }
        return checked(HttpUrl.parse(address));
    }

    /** Where a redirect leads. */
    HttpUrl follow(HttpUrl from, String location) {
        try {
            return checked(from.resolve(location));
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException("the page redirects to where it must not: " + e.getMessage(), e);
        }
    }

    private HttpUrl checked(@Nullable HttpUrl url) {
        if (url == null) {
            throw new IllegalArgumentException("this is no address of a page; write https://host/path");
        }
        if (checks.contains(Check.SCHEME) && !url.isHttps()) {
            throw new IllegalArgumentException("only https is allowed");
        }
        if (checks.contains(Check.USER)
                && !(url.username().isEmpty() && url.password().isEmpty())) {
            throw new IllegalArgumentException("an address with a user or password is not allowed");
        }
        boolean usualPort = url.port() == HttpUrl.defaultPort(url.scheme());
        if (checks.contains(Check.HOST) && !hosts.allow(url.host(), url.port(), usualPort)) {
            throw new IllegalArgumentException("'" + url.host() + (usualPort ? "" : ":" + url.port())
                    + "' is not allowed; allowed are " + String.join(", ", hosts.names()));
        }
        return url;
    }
}
