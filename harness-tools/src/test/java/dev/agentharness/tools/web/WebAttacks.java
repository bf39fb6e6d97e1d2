package dev.agentharness.tools.web;

import dev.agentharness.tool.Tool;
import dev.agentharness.tools.Attacks;
import dev.agentharness.tools.ToolCalls;
import java.io.IOException;
import java.net.InetAddress;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import okhttp3.HttpUrl;
import okhttp3.OkHttpClient;
import okhttp3.Request;
import okhttp3.Response;

/**
 * Ways to reach a server that is not for models. {@code 127.0.0.2} plays the public Internet here, {@code 127.0.0.1} the
 * house's own network.
 */
public final class WebAttacks implements AutoCloseable {

    private static final String SECRET = "the secret";

    /** An address of each block that is not public, under a name for the table. */
    private static final Map<String, List<String>> NOT_PUBLIC = Map.ofEntries(
            Map.entry("0.0.0.0/8", List.of("0.0.0.0", "0.1.2.3")),
            Map.entry("10.0.0.0/8", List.of("10.0.0.1", "10.255.255.255")),
            Map.entry("100.64.0.0/10", List.of("100.64.0.1", "100.100.100.200")),
            Map.entry("127.0.0.0/8", List.of("127.0.0.1", "127.255.255.254", "::ffff:127.0.0.1")),
            Map.entry("168.63.129.16/32", List.of("168.63.129.16")),
            Map.entry("169.254.0.0/16", List.of("169.254.169.254", "::ffff:169.254.169.254")),
            Map.entry("172.16.0.0/12", List.of("172.16.0.1", "172.31.255.255")),
            Map.entry("192.0.0.0/24", List.of("192.0.0.192")),
            Map.entry("192.0.2.0/24", List.of("192.0.2.1")),
            Map.entry("192.88.99.0/24", List.of("192.88.99.1")),
            Map.entry("192.168.0.0/16", List.of("192.168.1.1")),
            Map.entry("198.18.0.0/15", List.of("198.19.0.1")),
            Map.entry("198.51.100.0/24", List.of("198.51.100.1")),
            Map.entry("203.0.113.0/24", List.of("203.0.113.1")),
            Map.entry("224.0.0.0/4", List.of("224.0.0.1", "239.255.255.250")),
            Map.entry("240.0.0.0/4", List.of("240.0.0.1", "255.255.255.255")),
            Map.entry("0:0:0:0:0:0:0:0/3", List.of("::", "::1", "::127.0.0.1", "64:ff9b::7f00:1", "64:ff9b:1::a00:1")),
            Map.entry("4000:0:0:0:0:0:0:0/2", List.of("4000::1")),
            Map.entry("8000:0:0:0:0:0:0:0/1", List.of("fc00::1", "fd00:ec2::254", "fe80::1", "fec0::1", "ff02::1")),
            Map.entry("2001:0:0:0:0:0:0:0/23", List.of("2001:0:7f00:1::")),
            Map.entry("2001:db8:0:0:0:0:0:0/32", List.of("2001:db8::1")),
            Map.entry("2002:0:0:0:0:0:0:0/16", List.of("2002:7f00:1::")),
            Map.entry("3fff:0:0:0:0:0:0:0/20", List.of("3fff::1")));

    private final TestSite site;

    private WebAttacks(TestSite site) {
        this.site = site;
    }

    public static WebAttacks start() throws IOException {
        return new WebAttacks(TestSite.start());
    }

    @Override
    public void close() {
        site.close();
    }

    public void addTo(Attacks attacks) throws IOException {
        blocks(attacks);
        names(attacks);
        literals(attacks);
        writings(attacks);
        redirects(attacks);
        answers(attacks);
    }

    /** Each address is let through by a table that lacks its block. */
    private static void blocks(Attacks attacks) {
        for (AddressBlock block : PublicAddresses.NOT_PUBLIC) {
            List<AddressBlock> others = PublicAddresses.NOT_PUBLIC.stream()
                    .filter(other -> !other.equals(block))
                    .toList();
            for (String address : NOT_PUBLIC.get(block.toString())) {
                Resolver resolver = host -> List.of(InetAddress.getByName(address));
                attacks.row(
                        "a name that leads to " + address,
                        () -> resolves(new PublicAddresses(resolver)),
                        () -> resolves(new PublicAddresses(resolver, others)));
            }
        }
    }

    private static boolean resolves(Resolver resolver) throws IOException {
        try {
            return !resolver.addresses("site.test").isEmpty();
        } catch (PublicAddresses.NotPublic e) {
            return false;
        }
    }

    private void names(Attacks attacks) {
        attacks.row(
                "an allowed name that leads inside",
                () -> isSecret(site.tool(), site.address("internal.test")),
                () -> isSecret(site.tool(site.names()), site.address("internal.test")));
        attacks.row(
                "an allowed name that leads outside and inside",
                () -> reaches(site.tool(), site.address("both.test")),
                () -> reaches(site.tool(site.names()), site.address("both.test")));
        attacks.row(
                "a name that leads outside when it is checked and inside when it is used",
                () -> {
                    Resolver turning = site.turning();
                    String first = call(site.tool(site.checked(turning)), site.address("site.test"));
                    String then = call(site.tool(site.checked(turning)), site.address("site.test"));
                    return isSecret(first + then);
                },
                () -> {
                    Resolver turning = site.turning();
                    site.checked(turning).addresses("site.test");
                    return isSecret(site.tool(turning), site.address("site.test"));
                });
    }

    private void literals(Attacks attacks) {
        for (String host : List.of("127.0.0.1", "127.1", "2130706433", "localhost")) {
            attacks.row(
                    "http://" + host,
                    () -> isSecret(site.tool(), site.address(host)),
                    () -> isSecret(site.anything(), site.address(host)));
        }
        for (String host : List.of(
                "0177.0.0.1",
                "0x7f000001",
                "0x7f.0.0.1",
                "0",
                "127.0.0.1.",
                "[::1]",
                "[::ffff:127.0.0.1]",
                "[::127.0.0.1]",
                "[0:0:0:0:0:ffff:7f00:1]")) {
            attacks.row("http://" + host, () -> reaches(site.tool(), site.address(host)));
        }
        for (String rule :
                List.of("127.0.0.1", "2130706433", "0x7f000001", "*.1", "[::1]", "*", "", "a b", "user@site.test")) {
            attacks.row("a list that allows '" + rule + "'", () -> {
                try {
                    FetchTool.from(rule);
                    return true;
                } catch (IllegalArgumentException e) {
                    return false;
                }
            });
        }
    }

    private void writings(Attacks attacks) {
        for (String host : List.of(
                "other.test",
                "evil-site.test",
                "evilsite.test",
                "site.test.other.test",
                "s\u0456te.test",
                "site.test.")) {
            attacks.row(
                    "http://" + host,
                    () -> reaches(site.tool(), site.address(host)),
                    () -> reaches(site.anyHost(), site.address(host)));
        }
        String masked = "http://site.test:" + site.port() + "@other.test:" + site.port() + "/";
        attacks.row(
                masked.replaceAll("\\d+", "80"),
                () -> reaches(site.tool(), masked),
                () -> masked.startsWith("http://site.test:")
                        && reaches(site.anyHost(), masked.replaceAll("site.test:\\d+@", "")));
        attacks.row(
                "http://site.test\\@other.test",
                () -> reaches(site.tool(), "http://other.test:" + site.port() + "\\@site.test:" + site.port() + "/"));
        attacks.row(
                "a user and a password",
                () -> reaches(site.tool(), "http://user:secret@site.test:" + site.port() + "/"));
        attacks.row(
                "another port of an allowed host",
                () -> reaches(
                        FetchTool.builder("site.test")
                                .plainHttp()
                                .resolver(site.names())
                                .build(),
                        site.address("site.test")),
                () -> reaches(site.anyHost(), site.address("site.test")));
        attacks.row(
                "http where only https is allowed",
                () -> reaches(
                        FetchTool.builder("site.test:" + site.port())
                                .resolver(site.names())
                                .build(),
                        site.address("site.test")),
                () -> reaches(site.tool(), site.address("site.test")));
        for (String address : List.of(
                "file:///etc/passwd",
                "jar:file:/x!/y",
                "ftp://site.test/",
                "gopher://site.test/",
                "//site.test/",
                "javascript:1",
                "data:text/plain,x",
                "")) {
            attacks.row(
                    "an address " + address, () -> !call(site.tool(), address).startsWith("error: "));
        }
        attacks.row(
                "a line end in an address",
                () -> reaches(site.tool(), site.address("site.test") + " HTTP/1.1\r\nX: y"));
        attacks.row(
                "an address of 10,000 characters",
                () -> reaches(site.tool(), site.address("site.test") + "a".repeat(10_000)));
    }

    private void redirects(Attacks attacks) {
        attacks.row(
                "a redirect to an address inside",
                () -> isSecret(site.tool(), site.address("site.test", "/to?" + site.address("127.0.0.1"))),
                () -> isSecret(follow(site.address("site.test", "/to?" + site.address("127.0.0.1")))));
        attacks.row(
                "a redirect to an allowed name that leads inside",
                () -> isSecret(site.tool(), site.address("site.test", "/to?" + site.address("internal.test"))),
                () -> isSecret(follow(site.address("site.test", "/to?" + site.address("internal.test")))));
        attacks.row(
                "a redirect to another host",
                () -> call(site.tool(), site.address("site.test", "/to?" + site.address("other.test")))
                        .contains("host other"),
                () -> follow(site.address("site.test", "/to?" + site.address("other.test")))
                        .contains("host other"));
        attacks.row(
                "a redirect to a file",
                () -> !call(site.tool(), site.address("site.test", "/to?file:///etc/passwd"))
                        .startsWith("error: "));
        attacks.row("redirects without end", () -> {
            int before = site.requests().size();
            call(site.tool(), site.address("site.test", "/round"));
            return site.requests().size() - before > 6;
        });
        attacks.row(
                "a redirect from https to http",
                () -> follows(new Targets(Optional.of(AllowedHosts.of("site.test")), false)),
                () -> follows(new Targets(Optional.of(AllowedHosts.of("site.test")), true)));
    }

    private static boolean follows(Targets targets) {
        try {
            return !targets.follow(HttpUrl.get("https://site.test/"), "http://site.test/")
                    .isHttps();
        } catch (IllegalArgumentException e) {
            return false;
        }
    }

    private void answers(Attacks attacks) {
        attacks.row(
                "a page of 8 MB",
                () -> site.fetcher(1_000)
                                .fetch(site.address("site.test", "/huge"))
                                .text()
                                .length()
                        > 1_000,
                () -> site.fetcher(1 << 30)
                                .fetch(site.address("site.test", "/huge"))
                                .text()
                                .length()
                        > 1_000);
        attacks.row(
                "a page of 8 kB that unpacks to 8 MB",
                () -> site.fetcher(1_000)
                                .fetch(site.address("site.test", "/bomb"))
                                .text()
                                .length()
                        > 1_000,
                () -> site.fetcher(1 << 30)
                                .fetch(site.address("site.test", "/bomb"))
                                .text()
                                .length()
                        > 1_000);
        attacks.row(
                "a page that never ends",
                () -> !call(site.impatient(), site.address("site.test", "/drip"))
                        .startsWith("error: "));
        attacks.row(
                "something that is no text",
                () -> !call(site.tool(), site.address("site.test", "/image")).startsWith("error: "));
        attacks.row(
                "something that does not say what it is",
                () -> !call(site.tool(), site.address("site.test", "/unsaid")).startsWith("error: "));
        attacks.row("a cookie to be known by again", () -> {
            call(site.tool(), site.address("site.test", "/cookie"));
            return call(site.tool(), site.address("site.test", "/cookie")).contains("known");
        });
        attacks.row(
                "a proxy that the environment names",
                () -> isProxied(() ->
                        site.fetcher(1_000).fetch(site.address("site.test")).text()),
                () -> isProxied(() -> follow(site.address("site.test"))));
    }

    @FunctionalInterface
    private interface Fetching {
        String fetch() throws Exception;
    }

    private boolean isProxied(Fetching fetching) throws Exception {
        System.setProperty("http.proxyHost", "127.0.0.1");
        System.setProperty("http.proxyPort", String.valueOf(site.port()));
        try {
            return isSecret(fetching.fetch());
        } finally {
            System.clearProperty("http.proxyHost");
            System.clearProperty("http.proxyPort");
        }
    }

    /** As a client goes that only looks at the first address. */
    private String follow(String address) throws IOException {
        OkHttpClient client = new OkHttpClient.Builder()
                .dns(host -> site.names().addresses(host))
                .build();
        try (Response response =
                client.newCall(new Request.Builder().url(address).build()).execute()) {
            return response.body().string();
        }
    }

    private boolean reaches(Tool tool, String address) throws Exception {
        int before = site.requests().size();
        call(tool, address);
        return site.requests().size() > before;
    }

    private boolean reaches(Fetcher fetcher, String address) throws Exception {
        int before = site.requests().size();
        call(fetcher, address);
        return site.requests().size() > before;
    }

    private static boolean isSecret(Tool tool, String address) throws Exception {
        return isSecret(call(tool, address));
    }

    private static boolean isSecret(Fetcher fetcher, String address) throws Exception {
        return isSecret(call(fetcher, address));
    }

    private static boolean isSecret(String text) {
        return text.contains(SECRET);
    }

    private static String call(Tool tool, String address) throws Exception {
        var output = ToolCalls.call(tool, Map.of("url", address));
        return (output.error() ? "error: " : "") + ToolCalls.text(output);
    }

    private static String call(Fetcher fetcher, String address) throws Exception {
        try {
            return fetcher.fetch(address).text();
        } catch (IOException | IllegalArgumentException e) {
            return "error: " + e.getMessage();
        }
    }
}
