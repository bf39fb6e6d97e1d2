package dev.agentharness.tools.web;

import java.util.Optional;
import okhttp3.HttpUrl;
import org.jspecify.annotations.Nullable;

/**
 * What may be fetched, by how its address is written. What is checked is what is then connected to: the address is taken
 * apart once.
 */
final class Targets {

    private static final int MOST_CHARS = 2_000;

    private final Optional<AllowedHosts> hosts;
    private final boolean plainHttp;

    /**
     * @param hosts empty for all: for tests of what then gets through
     * @param plainHttp whether {@code http} will do as well as {@code https}
     */
    Targets(Optional<AllowedHosts> hosts, boolean plainHttp) {
        this.hosts = hosts;
        this.plainHttp = plainHttp;
    }

    /** Reads an address as a model writes it. */
    HttpUrl parse(String address) {
        if (address.length() > MOST_CHARS) {
            throw new IllegalArgumentException("an address of " + address.length() + " characters is too long");
        }
        if (address.chars().anyMatch(c -> c <= ' ' || c == '\\' || c == 0x7F)) {
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
        if (!url.isHttps() && !plainHttp) {
            throw new IllegalArgumentException("only https is allowed");
        }
        if (!url.username().isEmpty() || !url.password().isEmpty()) {
            throw new IllegalArgumentException("an address with a user or password is not allowed");
        }
        boolean usualPort = url.port() == HttpUrl.defaultPort(url.scheme());
        if (hosts.isPresent() && !hosts.get().allow(url.host(), url.port(), usualPort)) {
            throw new IllegalArgumentException(
                    "'" + url.host() + (usualPort ? "" : ":" + url.port()) + "' is not allowed; allowed are "
                            + String.join(", ", hosts.get().names()));
        }
        return url;
    }
}
