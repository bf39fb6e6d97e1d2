package dev.agentharness.tools.web;

import dev.agentharness.tools.Attacks;
import dev.agentharness.tools.web.Targets.Check;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.FutureTask;
import java.util.function.UnaryOperator;
import okhttp3.Cookie;
import okhttp3.CookieJar;
import okhttp3.HttpUrl;
import okhttp3.OkHttpClient;

/** Ways in which a server that may be asked can lead on to others, or keep the tool busy. */
final class AnswerAttacks {

    private static final UnaryOperator<OkHttpClient.Builder> FOLLOWING =
            client -> client.followRedirects(true).followSslRedirects(true);

    private final TestSite site;

    AnswerAttacks(TestSite site) {
        this.site = site;
    }

    void addTo(Attacks attacks) {
        redirects(attacks);
        sizes(attacks);
        clients(attacks);
    }

    private void redirects(Attacks attacks) {
        String guard = "where a redirect leads is checked as the first address is";
        for (String to : List.of(
                site.address("127.0.0.1"),
                site.address("[::ffff:127.0.0.1]"),
                "http://site.test:" + site.otherPort() + "/",
                "//127.0.0.1:" + site.port() + "/")) {
            attacks.row(
                    "a redirect to " + to.replaceAll(":\\d+/", ":(port)/"),
                    guard,
                    () -> isSecret(call(site.careful(), site.address("site.test", "/to?" + to))),
                    () -> isSecret(call(following(), site.address("site.test", "/to?" + to))));
        }
        String internal = site.address("site.test", "/to?" + site.address("internal.test"));
        attacks.row(
                "a redirect to an allowed name that leads inside",
                "names lead to public addresses, each time",
                () -> isSecret(call(site.careful(), internal)),
                () -> isSecret(call(site.weak(site.names(), as -> as), internal)));
        for (String to :
                List.of(site.address("other.test"), site.address("site.test").replace("//", "//user:secret@"))) {
            attacks.row(
                    "a redirect to " + to.replaceAll(":\\d+/", ":(port)/"),
                    guard,
                    () -> call(site.careful(), site.address("site.test", "/to?" + to))
                            .startsWith("host "),
                    () -> call(following(), site.address("site.test", "/to?" + to))
                            .startsWith("host "));
        }
        attacks.row(
                "redirects without end",
                "so many are followed and no more",
                () -> isAskedOften(site.careful()),
                () -> isAskedOften(following()));
        attacks.row(
                "a redirect from https to http",
                "the scheme is looked at each time",
                () -> follows(EnumSet.allOf(Check.class)),
                () -> follows(EnumSet.complementOf(EnumSet.of(Check.SCHEME))));
        attacks.held(
                "a redirect to a file",
                "OkHttp knows http and https",
                () -> !call(following(), site.address("site.test", "/to?file:///etc/passwd"))
                                .isEmpty()
                        && !call(site.careful(), site.address("site.test", "/to?file:///etc/passwd"))
                                .startsWith("error: "));
    }

    private Fetcher following() {
        return site.weak(site.checked(site.names()), FOLLOWING);
    }

    private boolean isAskedOften(Fetcher fetcher) throws Exception {
        int before = site.requests().size();
        call(fetcher, site.address("site.test", "/round"));
        return site.requests().size() - before > 6;
    }

    private static boolean follows(Set<Check> checks) {
        try {
            return !new Targets(AllowedHosts.of("site.test"), checks)
                    .follow(HttpUrl.get("https://site.test/"), "http://site.test/")
                    .isHttps();
        } catch (IllegalArgumentException e) {
            return false;
        }
    }

    private void sizes(Attacks attacks) {
        for (String path : List.of("/huge", "/bomb")) {
            attacks.row(
                    path.equals("/huge") ? "a page of 8 MB" : "a page of 8 kB that unpacks to 8 MB",
                    "so much of a page is read, as unpacked, and no more",
                    () -> length(path, TestSite.MOST_BYTES) > TestSite.MOST_BYTES,
                    () -> length(path, 1 << 30) > TestSite.MOST_BYTES);
        }
        attacks.row(
                "a page that ends when the server pleases",
                "a page has so much time and no more",
                () -> isWaitedFor(Duration.ofMillis(300)),
                () -> isWaitedFor(Duration.ofDays(1)));
    }

    private int length(String path, int maxBytes) throws Exception {
        return site.bounded(maxBytes, Duration.ofSeconds(20))
                .fetch(site.address("site.test", path))
                .text()
                .length();
    }

    /** The server goes on once somebody waits for a day, or has given up. */
    private boolean isWaitedFor(Duration timeout) throws Exception {
        Fetcher fetcher = site.bounded(TestSite.MOST_BYTES, timeout);
        FutureTask<String> fetching = new FutureTask<>(() -> call(fetcher, site.address("site.test", "/slow")));
        int before = site.requests().size();
        new Thread(fetching).start();
        while (site.requests().size() == before) {
            Thread.onSpinWait();
        }
        if (timeout.toDays() > 0) {
            site.letGo();
        }
        return fetching.get().contains("the end");
    }

    private void clients(Attacks attacks) {
        attacks.row(
                "a cookie to be known by again",
                "cookies are not kept",
                () -> isKnownAgain(site.careful()),
                () -> isKnownAgain(site.weak(
                        site.checked(site.names()), client -> client.cookieJar(new Cookies(new ArrayList<>())))));
        attacks.row(
                "a proxy that the environment names",
                "no proxy is used",
                () -> isProxied(site.careful()),
                () -> isProxied(site.weak(site.checked(site.names()), client -> client.proxy(null))));
    }

    private record Cookies(List<Cookie> kept) implements CookieJar {

        @Override
        public void saveFromResponse(HttpUrl url, List<Cookie> cookies) {
            kept.addAll(cookies);
        }

        @Override
        public List<Cookie> loadForRequest(HttpUrl url) {
            return List.copyOf(kept);
        }
    }

    private boolean isKnownAgain(Fetcher fetcher) throws Exception {
        call(fetcher, site.address("site.test", "/cookie"));
        return call(fetcher, site.address("site.test", "/cookie")).contains("known");
    }

    private boolean isProxied(Fetcher fetcher) throws Exception {
        System.setProperty("http.proxyHost", "127.0.0.1");
        System.setProperty("http.proxyPort", String.valueOf(site.port()));
        try {
            return isSecret(call(fetcher, site.address("site.test")));
        } finally {
            System.clearProperty("http.proxyHost");
            System.clearProperty("http.proxyPort");
        }
    }

    static boolean isSecret(String text) {
        return text.contains("the secret");
    }

    static String call(Fetcher fetcher, String address) throws Exception {
        try {
            return fetcher.fetch(address).text();
        } catch (IOException | IllegalArgumentException e) {
            return "error: " + e.getMessage();
        }
    }
}
