package dev.agentharness.tools.web;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.agentharness.tool.Tool;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import java.util.zip.GZIPOutputStream;
import okhttp3.OkHttpClient;

/**
 * Servers: on {@code 127.0.0.2}, which plays the public Internet, one, and one at another port, which has a secret; on
 * {@code 127.0.0.1} one with a secret.
 */
final class TestSite implements AutoCloseable {

    static final int MOST_BYTES = 1_000;

    private static final int LARGE = 8 << 20;

    private static final InetAddress INSIDE = InetAddress.getLoopbackAddress();
    private static final InetAddress OUTSIDE = literal("127.0.0.2");

    /** As usual, but that only one address of this machine is not public. */
    private static final List<AddressBlock> NOT_PUBLIC = Stream.concat(
                    PublicAddresses.NOT_PUBLIC.stream().filter(block -> !block.equals(AddressBlock.of("127.0.0.0/8"))),
                    Stream.of(AddressBlock.of("127.0.0.1/32")))
            .toList();

    private static final Map<String, List<InetAddress>> NAMES =
            Map.of("internal.test", List.of(INSIDE), "both.test", List.of(OUTSIDE, INSIDE));

    private final HttpServer outside;
    private final HttpServer inside;
    private final HttpServer elsewhere;
    private final ExecutorService threads = Executors.newCachedThreadPool();
    private final Queue<String> requests = new ConcurrentLinkedQueue<>();
    private final CountDownLatch closing = new CountDownLatch(1);
    private final CountDownLatch gate = new CountDownLatch(1);

    private TestSite(HttpServer outside, HttpServer inside, HttpServer elsewhere) {
        this.outside = outside;
        this.inside = inside;
        this.elsewhere = elsewhere;
    }

    static TestSite start() throws IOException {
        HttpServer outside = HttpServer.create(new InetSocketAddress(OUTSIDE, 0), 0);
        HttpServer inside = HttpServer.create(
                new InetSocketAddress(INSIDE, outside.getAddress().getPort()), 0);
        HttpServer elsewhere = HttpServer.create(new InetSocketAddress(OUTSIDE, 0), 0);
        TestSite site = new TestSite(outside, inside, elsewhere);
        outside.createContext("/", site::answer);
        elsewhere.createContext("/", site::secret);
        inside.createContext("/", site::secret);
        outside.setExecutor(site.threads);
        inside.setExecutor(site.threads);
        outside.start();
        inside.start();
        elsewhere.start();
        return site;
    }

    int port() {
        return outside.getAddress().getPort();
    }

    /** A port of the outside at which there is a secret. */
    int otherPort() {
        return elsewhere.getAddress().getPort();
    }

    /** Has {@code /slow} end, for now and from now on. */
    void letGo() {
        gate.countDown();
    }

    String address(String host) {
        return address(host, "/");
    }

    String address(String host, String path) {
        return "http://" + host + ":" + port() + path;
    }

    /** What either server was asked for so far. */
    Queue<String> requests() {
        return requests;
    }

    /** What the names here lead to, whether it is public or not: any but two to the outside. */
    Resolver names() {
        return host -> host.endsWith(".test") || host.endsWith(".test.")
                ? NAMES.getOrDefault(host, List.of(OUTSIDE))
                : Resolver.SYSTEM.addresses(host);
    }

    /** Leads outside at first, then inside. */
    Resolver turning() {
        AtomicInteger asked = new AtomicInteger();
        return host -> List.of(asked.getAndIncrement() == 0 ? OUTSIDE : INSIDE);
    }

    Resolver checked(Resolver resolver) {
        return new PublicAddresses(resolver, NOT_PUBLIC);
    }

    /** The tool as users have it, but for what is public here. */
    Tool tool() {
        return tool(checked(names()));
    }

    Tool tool(Resolver resolver) {
        return builder().resolver(resolver).build();
    }

    Tool impatient() {
        return builder()
                .resolver(checked(names()))
                .timeout(Duration.ofMillis(300))
                .build();
    }

    private FetchTool.Builder builder() {
        return FetchTool.builder(hosts()).plainHttp();
    }

    private String[] hosts() {
        return Stream.of("site.test", "internal.test", "both.test")
                .map(host -> host + ":" + port())
                .toArray(String[]::new);
    }

    /** What is behind the tool, for this host and both that lead inside. */
    Fetcher careful() {
        return weak(checked(names()), UnaryOperator.identity());
    }

    /** The same without one check or more of how an address is written. */
    Fetcher without(Targets.Check... off) {
        return weak(checked(names()), UnaryOperator.identity(), off);
    }

    /** The same with another idea of where names lead, another client, and without some checks. */
    Fetcher weak(Resolver resolver, UnaryOperator<OkHttpClient.Builder> otherwise, Targets.Check... off) {
        return new Fetcher(targets(off), resolver, MOST_BYTES, Duration.ofSeconds(20), otherwise);
    }

    Fetcher bounded(int maxBytes, Duration timeout) {
        return new Fetcher(targets(), checked(names()), maxBytes, timeout);
    }

    private Targets targets(Targets.Check... off) {
        Set<Targets.Check> checks = EnumSet.allOf(Targets.Check.class);
        checks.remove(Targets.Check.SCHEME);
        checks.removeAll(Set.of(off));
        return new Targets(AllowedHosts.of(hosts()), checks);
    }

    private void answer(HttpExchange exchange) throws IOException {
        requests.add(exchange.getRequestURI().toString());
        try (exchange) {
            switch (exchange.getRequestURI().getPath()) {
                case "/to" -> redirect(exchange, exchange.getRequestURI().getQuery());
                case "/round" -> redirect(exchange, "/round");
                case "/huge" -> send(exchange, "text/plain", "x".repeat(LARGE).getBytes(StandardCharsets.UTF_8));
                case "/bomb" -> {
                    exchange.getResponseHeaders().set("Content-Encoding", "gzip");
                    send(exchange, "text/plain", bomb());
                }
                case "/drip" -> drip(exchange, closing);
                case "/slow" -> drip(exchange, gate);
                case "/image" -> send(exchange, "image/png", new byte[] {1, 2, 3});
                case "/unsaid" -> send(exchange, "", "text".getBytes(StandardCharsets.UTF_8));
                case "/missing" -> exchange.sendResponseHeaders(404, -1);
                case "/cookie" -> {
                    exchange.getResponseHeaders().set("Set-Cookie", "id=1");
                    boolean known = exchange.getRequestHeaders().containsKey("Cookie");
                    send(exchange, "text/plain", (known ? "known" : "new").getBytes(StandardCharsets.UTF_8));
                }
                case "/latin" ->
                    send(exchange, "text/html; charset=iso-8859-1", new byte[] {'c', 'a', 'f', (byte) 0xE9});
                case "/long" ->
                    send(
                            exchange,
                            "application/json",
                            "0123456789".repeat(3_000).getBytes(StandardCharsets.UTF_8));
                default ->
                    send(
                            exchange,
                            "text/plain; charset=utf-8",
                            ("host " + exchange.getRequestHeaders().getFirst("Host")).getBytes(StandardCharsets.UTF_8));
            }
        }
    }

    private void secret(HttpExchange exchange) throws IOException {
        requests.add(exchange.getRequestURI().toString());
        try (exchange) {
            send(exchange, "text/plain", "the secret".getBytes(StandardCharsets.UTF_8));
        }
    }

    private static void redirect(HttpExchange exchange, String location) throws IOException {
        exchange.getResponseHeaders().set("Location", location);
        exchange.sendResponseHeaders(302, -1);
    }

    private static void send(HttpExchange exchange, String type, byte[] body) throws IOException {
        if (!type.isEmpty()) {
            exchange.getResponseHeaders().set("Content-Type", type);
        }
        exchange.sendResponseHeaders(200, body.length);
        exchange.getResponseBody().write(body);
    }

    /** A first byte, and then nothing until somebody opens the gate. */
    private static void drip(HttpExchange exchange, CountDownLatch gate) throws IOException {
        exchange.getResponseHeaders().set("Content-Type", "text/plain");
        exchange.sendResponseHeaders(200, 0);
        exchange.getResponseBody().write('x');
        exchange.getResponseBody().flush();
        try {
            gate.await();
            exchange.getResponseBody().write("the end".getBytes(StandardCharsets.UTF_8));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private static byte[] bomb() throws IOException {
        ByteArrayOutputStream packed = new ByteArrayOutputStream();
        try (GZIPOutputStream gzip = new GZIPOutputStream(packed)) {
            gzip.write(new byte[LARGE]);
        }
        return packed.toByteArray();
    }

    private static InetAddress literal(String literal) {
        try {
            return InetAddress.getByName(literal);
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }

    @Override
    public void close() {
        closing.countDown();
        letGo();
        outside.stop(0);
        inside.stop(0);
        elsewhere.stop(0);
        threads.shutdownNow();
    }
}
