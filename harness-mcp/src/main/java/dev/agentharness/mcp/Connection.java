package dev.agentharness.mcp;

import com.fasterxml.jackson.core.JsonProcessingException;
import dev.agentharness.mcp.McpException.Kind;
import io.modelcontextprotocol.client.McpAsyncClient;
import io.modelcontextprotocol.client.McpClient;
import io.modelcontextprotocol.json.schema.JsonSchemaValidator.ValidationResponse;
import io.modelcontextprotocol.spec.McpClientTransport;
import io.modelcontextprotocol.spec.McpError;
import io.modelcontextprotocol.spec.McpSchema;
import io.modelcontextprotocol.spec.McpSchema.CallToolResult;
import io.modelcontextprotocol.spec.McpSchema.ProgressNotification;
import io.modelcontextprotocol.spec.McpTransportSessionNotFoundException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import reactor.core.publisher.Mono;
import reactor.util.context.Context;

/**
 * A server that is being spoken to, from the handshake until it is lost or closed; it is not connected to again.
 * Thread-safe. The server may ask which folders to work on, if there are any, and for nothing else: not for a model or a
 * person. What else it asks for is answered with an error at once.
 */
final class Connection implements AutoCloseable {

    static final int MOST_MESSAGE_BYTES = 16 << 20;

    private static final Logger log = LoggerFactory.getLogger(Connection.class);

    /** The SDK's own limit is out of the way: each wait has its own here. */
    private static final Duration NEVER = Duration.ofDays(365);

    private static final Duration PROBE = Duration.ofSeconds(5);
    private static final int MOST_TOOLS = 500;

    private final String server;
    private final TrackedTransport transport;
    private final McpAsyncClient client;
    private final Map<String, Consumer<ProgressNotification>> progress = new ConcurrentHashMap<>();
    private final AtomicLong calls = new AtomicLong();
    private final AtomicBoolean probing = new AtomicBoolean();
    private volatile String loss = "";
    private final AtomicBoolean toolsChanged = new AtomicBoolean(true);
    private final ReentrantLock listing = new ReentrantLock();
    private List<Declaration> tools = List.of();

    private Connection(String server, McpClientTransport wire, List<Path> roots) {
        this.server = server;
        this.transport = new TrackedTransport(wire, () -> toolsChanged.set(true), this::trouble);
        McpClient.AsyncSpec spec = McpClient.async(transport)
                .clientInfo(
                        McpSchema.Implementation.builder("agentharness", "1").build())
                .requestTimeout(NEVER)
                .initializationTimeout(NEVER)
                .jsonSchemaValidator((schema, value) -> ValidationResponse.asValid(""))
                .progressConsumer(told -> Mono.fromRunnable(() -> progressed(told)));
        this.client = offering(spec, roots).build();
    }

    private static McpClient.AsyncSpec offering(McpClient.AsyncSpec spec, List<Path> roots) {
        McpSchema.ClientCapabilities.Builder capabilities = McpSchema.ClientCapabilities.builder();
        if (roots.isEmpty()) {
            return spec.capabilities(capabilities.build());
        }
        return spec.capabilities(capabilities.roots(false).build())
                .roots(roots.stream()
                        .map(root -> new McpSchema.Root(root.toUri().toString(), String.valueOf(root.getFileName())))
                        .toList());
    }

    /**
     * Shakes hands.
     *
     * @throws McpException if it does not come to that; the wire is closed then
     */
    static Connection open(String server, McpClientTransport wire, List<Path> roots, Duration timeout)
            throws InterruptedException {
        Connection connection = new Connection(server, wire, roots);
        boolean open = false;
        try {
            connection.await(connection.client.initialize(), timeout, Kind.UNREACHABLE);
            open = true;
            return connection;
        } catch (TimeoutException e) {
            throw connection.failure(Kind.UNREACHABLE, "did not answer within " + timeout.toMillis() + " ms", e);
        } finally {
            if (!open) {
                connection.close();
            }
        }
    }

    /** The tools that the server offers now. It is asked again only when it has said that they changed. */
    List<Declaration> tools(Duration timeout) throws InterruptedException {
        listing.lockInterruptibly();
        try {
            if (toolsChanged.getAndSet(false)) {
                boolean listed = false;
                try {
                    tools = list(timeout);
                    listed = true;
                } finally {
                    toolsChanged.compareAndSet(false, !listed);
                }
            }
            return tools;
        } catch (TimeoutException e) {
            throw failure(Kind.UNREACHABLE, "did not list its tools within " + timeout.toMillis() + " ms", e);
        } finally {
            listing.unlock();
        }
    }

    private List<Declaration> list(Duration timeout) throws InterruptedException, TimeoutException {
        List<Declaration> all = new ArrayList<>();
        if (client.getServerCapabilities().tools() == null) {
            return all;
        }
        Optional<String> cursor = Optional.empty();
        do {
            McpSchema.ListToolsResult page =
                    await(client.listTools(cursor.orElse(McpSchema.FIRST_PAGE)), timeout, Kind.UNREACHABLE);
            page.tools().forEach(tool -> all.add(Declaration.of(tool)));
            cursor = Optional.ofNullable(page.nextCursor()).filter(next -> !next.isEmpty());
            if (all.size() > MOST_TOOLS || (page.tools().isEmpty() && cursor.isPresent())) {
                throw failure(Kind.UNUSABLE, "lists tools without end; " + MOST_TOOLS + " is the most", null);
            }
        } while (cursor.isPresent());
        return List.copyOf(all);
    }

    /**
     * Has a tool called. When the time is up or the thread is interrupted, the server is told that nobody waits.
     *
     * @param listener hears of progress, on a thread that must not be kept
     */
    CallToolResult call(
            String tool, Map<String, Object> arguments, Duration timeout, Consumer<ProgressNotification> listener)
            throws InterruptedException, TimeoutException {
        String token = "call-" + calls.incrementAndGet();
        progress.put(token, listener);
        try {
            return await(
                    client.callTool(McpSchema.CallToolRequest.builder(tool)
                            .arguments(arguments)
                            .progressToken(token)
                            .build()),
                    timeout,
                    Kind.LOST);
        } catch (InterruptedException e) {
            cancel(token, "the run was stopped");
            throw e;
        } catch (TimeoutException e) {
            cancel(token, "it took longer than " + timeout.toMillis() + " ms");
            throw e;
        } finally {
            progress.remove(token);
        }
    }

    private void cancel(String token, String reason) {
        transport.cancel(token, reason, client.getCurrentInitializationResult().protocolVersion());
    }

    private void progressed(ProgressNotification told) {
        Optional.ofNullable(progress.get(String.valueOf(told.progressToken())))
                .ifPresent(listener -> listener.accept(told));
    }

    /** Waits for an answer. A failure of the connection is of the given kind. */
    private <T> T await(Mono<T> answer, Duration timeout, Kind kind) throws InterruptedException, TimeoutException {
        CompletableFuture<T> future = answer.toFuture();
        try {
            return Objects.requireNonNull(future.get(timeout.toNanos(), TimeUnit.NANOSECONDS), "no answer");
        } catch (ExecutionException e) {
            throw failure(kind, McpError.findRootCause(e));
        } catch (NullPointerException e) {
            throw failure(kind, e);
        } finally {
            future.cancel(true);
        }
    }

    private McpException failure(Kind kind, Throwable cause) {
        if (isForgotten(cause)) {
            return failure(Kind.UNREACHABLE, "has forgotten this session; nothing was done", cause);
        }
        if (cause instanceof McpError) {
            return failure(Kind.REFUSED, "answered: " + cause.getMessage(), cause);
        }
        if (cause instanceof JsonProcessingException
                || cause instanceof IllegalArgumentException
                || cause instanceof NullPointerException) { // by which the SDK says that an answer has another shape
            return failure(Kind.UNUSABLE, "answered with something that is no answer", cause);
        }
        String what = kind == Kind.UNREACHABLE ? "cannot be reached: " : "is lost: ";
        return failure(kind, what + (isLost() ? loss : words(cause)), cause);
    }

    private McpException failure(Kind kind, String what, @Nullable Throwable cause) {
        return new McpException(kind, "The MCP server '" + server + "' " + ServerText.line(what, 1_000), cause);
    }

    /** Something went wrong with the wire: if the server is still there, only the request in question is. */
    private void trouble(Throwable e) {
        if (isLost() || !probing.compareAndSet(false, true)) {
            return;
        }
        if (isForgotten(e)) {
            markLost(words(e)); // the SDK tells the request that met with it, and only that one had no effect
            return;
        }
        if (!client.isInitialized()) {
            lost(e);
            return;
        }
        log.debug("trouble with the MCP server {}: is it still there?", server, e);
        client.ping()
                .timeout(PROBE)
                .doFinally(signal -> probing.set(false))
                .subscribe(answer -> {}, noAnswer -> lost(e));
    }

    /** Has every call that waits fail. */
    private void lost(Throwable e) {
        if (markLost(words(e))) {
            log.warn("the MCP server {} is lost: {}", server, ServerText.line(loss, 300));
            client.close();
        }
    }

    /** Whether the server has no such session any more. It has done nothing then and wants a new one. */
    static boolean isForgotten(@Nullable Throwable e) {
        return e instanceof McpTransportSessionNotFoundException;
    }

    private static String words(Throwable e) {
        return Optional.ofNullable(e.getMessage()).orElse(e.getClass().getSimpleName());
    }

    private synchronized boolean markLost(String reason) {
        boolean first = loss.isEmpty();
        if (first) {
            loss = reason;
        }
        return first;
    }

    boolean isLost() {
        return !loss.isEmpty();
    }

    /** Says goodbye and waits a little for it to be heard; a process is gone then. */
    @Override
    public void close() {
        markLost("it was closed");
        try {
            client.closeGracefully().toFuture().get(PROBE.toMillis() + 1_000, TimeUnit.MILLISECONDS);
        } catch (ExecutionException | TimeoutException e) {
            log.debug("the MCP server {} did not hear the goodbye", server, e);
        } catch (InterruptedException e) {
            client.close();
            Thread.currentThread().interrupt();
        }
    }

    /** What the SDK's transports look up when they send something by themselves. */
    static Context spoken(Context context, String protocolVersion) {
        return context.put(McpAsyncClient.NEGOTIATED_PROTOCOL_VERSION, protocolVersion);
    }
}
