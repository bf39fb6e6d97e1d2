package dev.agentharness.tools.web;

import static dev.agentharness.tools.web.AnswerAttacks.call;
import static dev.agentharness.tools.web.AnswerAttacks.isSecret;

import dev.agentharness.tool.Tool;
import dev.agentharness.tools.Attacks;
import dev.agentharness.tools.ToolCalls;
import dev.agentharness.tools.web.Targets.Check;
import java.io.IOException;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.UnaryOperator;
import javax.net.SocketFactory;
import okhttp3.OkHttpClient;

/**
 * Ways to reach a server that is not for models. What a server can do is in {@link AnswerAttacks}. {@code 127.0.0.2} plays the public Internet here, {@code 127.0.0.1} the
 * house's own network.
 */
public final class WebAttacks implements AutoCloseable {

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
        new AnswerAttacks(site).addTo(attacks);
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
                        block + " is not public",
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
                "names lead to public addresses",
                () -> isSecret(call(site.careful(), site.address("internal.test"))),
                () -> isSecret(call(site.weak(site.names(), as -> as), site.address("internal.test"))));
        attacks.row(
                "an allowed name that leads outside and inside",
                "each of a name's addresses is looked at",
                () -> reaches(site.careful(), site.address("both.test")),
                () -> reaches(site.weak(site.names(), as -> as), site.address("both.test")));
        attacks.row(
                "a name that leads outside when it is checked and inside when it is used",
                "what was checked is what is connected to",
                () -> {
                    Resolver turning = site.checked(site.turning());
                    Fetcher fetcher = site.weak(turning, as -> as);
                    String first = call(fetcher, site.address("site.test"));
                    return isSecret(first + call(fetcher, site.address("site.test", "/missing")));
                },
                () -> {
                    Resolver turning = site.turning();
                    return isSecret(call(
                            site.weak(
                                    host -> {
                                        site.checked(turning).addresses(host);
                                        return turning.addresses(host);
                                    },
                                    as -> as),
                            site.address("site.test")));
                });
    }

    private void literals(Attacks attacks) {
        for (String host : List.of(
                "127.0.0.1",
                "127.1",
                "2130706433",
                "localhost",
                "LOCALHOST",
                "0",
                "0.0.0.0",
                "127\u30020\u30020\u30021",
                "\u2460\u2461\u2466.0.0.1",
                "%31%32%37.0.0.1",
                "[::1]",
                "[::]",
                "[::ffff:127.0.0.1]",
                "[::127.0.0.1]",
                "[0:0:0:0:0:ffff:7f00:1]",
                "[64:ff9b::7f00:1]",
                "[fe80::1]")) {
            attacks.row(
                    "http://" + host,
                    "hosts are on a list, by name, and names lead to public addresses",
                    () -> isTried(site.checked(site.names()), Set.of(), site.address(host)),
                    () -> isTried(site.names(), Set.of(Check.HOST), site.address(host)));
        }
        for (String host : List.of("0177.0.0.1", "[fe80::1%25eth0]", "[fe80::1%eth0]", "127.0.0.1%00.site.test")) {
            attacks.held(
                    "http://" + host,
                    "neither OkHttp nor the JDK reads it so",
                    () -> isTried(site.names(), Set.of(Check.HOST), site.address(host)));
        }
        for (String host : List.of("localhost.", "0x7f000001", "0x7f.0.0.1", "127.0.0.1.")) {
            attacks.held(
                    "http://" + host,
                    "it is on no list, and few systems read it so",
                    () -> isTried(site.checked(site.names()), Set.of(), site.address(host)));
        }
        for (String rule : List.of("127.0.0.1", "[::1]")) {
            attacks.row(
                    "a list with " + rule,
                    "a list holds names and no addresses",
                    () -> {
                        try {
                            return AllowedHosts.of(rule).allow("127.0.0.1", 80, true);
                        } catch (IllegalArgumentException e) {
                            return false;
                        }
                    },
                    () -> new AllowedHosts(List.of(new AllowedHosts.Rule(rule, false, 80))).allow(rule, 80, false));
        }
    }

    /** Whether anything is tried to be connected to that is not public. */
    private boolean isTried(Resolver resolver, Set<Check> off, String address) throws Exception {
        List<InetAddress> tried = new ArrayList<>();
        SocketFactory noting = new SocketFactory() {
            @Override
            public Socket createSocket() {
                return new Socket() {
                    @Override
                    public void connect(SocketAddress to, int timeout) throws IOException {
                        tried.add(((InetSocketAddress) to).getAddress());
                        throw new ConnectException("noted");
                    }
                };
            }

            @Override
            public Socket createSocket(String host, int port) {
                throw new UnsupportedOperationException();
            }

            @Override
            public Socket createSocket(String host, int port, InetAddress from, int localPort) {
                throw new UnsupportedOperationException();
            }

            @Override
            public Socket createSocket(InetAddress host, int port) {
                throw new UnsupportedOperationException();
            }

            @Override
            public Socket createSocket(InetAddress host, int port, InetAddress from, int localPort) {
                throw new UnsupportedOperationException();
            }
        };
        UnaryOperator<OkHttpClient.Builder> otherwise = client -> client.socketFactory(noting);
        call(site.weak(resolver, otherwise, off.toArray(Check[]::new)), address);
        return tried.stream()
                .anyMatch(one -> PublicAddresses.NOT_PUBLIC.stream().anyMatch(block -> block.contains(one)));
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
                    "hosts are on a list",
                    () -> reaches(site.careful(), site.address(host)),
                    () -> reaches(site.without(Check.HOST), site.address(host)));
        }
        String masked = "http://site.test:" + site.port() + "@other.test:" + site.port() + "/";
        attacks.row(
                "http://site.test:80@other.test",
                "hosts are on a list, and no address has a user",
                () -> reaches(site.careful(), masked),
                () -> reaches(site.without(Check.HOST, Check.USER), masked));
        String turned = "http://other.test:" + site.port() + "\\@site.test:" + site.port() + "/";
        attacks.row(
                "http://other.test\\@site.test",
                "hosts are on a list, and no address has a '\\'",
                () -> reaches(site.careful(), turned),
                () -> reaches(site.without(Check.HOST, Check.CHARACTERS), turned));
        String user = "http://user:secret@site.test:" + site.port() + "/";
        attacks.row(
                "a user and a password",
                "no address has a user",
                () -> reaches(site.careful(), user),
                () -> reaches(site.without(Check.USER), user));
        String otherPort = "http://site.test:" + site.otherPort() + "/";
        attacks.row(
                "another port of an allowed host",
                "hosts are on a list, each with a port",
                () -> isSecret(call(site.careful(), otherPort)),
                () -> isSecret(call(site.without(Check.HOST), otherPort)));
        attacks.row(
                "http where only https is allowed",
                "the scheme is https unless told",
                () -> reaches(
                        FetchTool.builder("site.test:" + site.port())
                                .resolver(site.names())
                                .build(),
                        site.address("site.test")),
                () -> reaches(site.careful(), site.address("site.test")));
        String lineEnd = site.address("site.test") + "\r\nX: y";
        attacks.row(
                "a line end in an address",
                "no address has control characters",
                () -> reaches(site.careful(), lineEnd),
                () -> reaches(site.without(Check.CHARACTERS), lineEnd));
        String secretInIt = site.address("site.test") + "a".repeat(10_000);
        attacks.row(
                "an address of 10,000 characters, to carry a file away",
                "an address has so many characters and no more",
                () -> reaches(site.careful(), secretInIt),
                () -> reaches(site.without(Check.LENGTH), secretInIt));
        for (String address : List.of(
                "file:///etc/passwd",
                "jar:file:/x!/y",
                "ftp://site.test/",
                "gopher://site.test/",
                "//site.test/",
                "javascript:1",
                "data:text/plain,x",
                "")) {
            attacks.held(
                    "an address " + address,
                    "OkHttp knows http and https",
                    () -> !call(site.without(Check.values()), address).startsWith("error: "));
        }
    }

    private boolean reaches(Tool tool, String address) throws Exception {
        int before = site.requests().size();
        ToolCalls.call(tool, Map.of("url", address));
        return site.requests().size() > before;
    }

    private boolean reaches(Fetcher fetcher, String address) throws Exception {
        int before = site.requests().size();
        call(fetcher, address);
        return site.requests().size() > before;
    }
}
