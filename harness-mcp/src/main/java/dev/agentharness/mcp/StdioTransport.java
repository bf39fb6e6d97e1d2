package dev.agentharness.mcp;

import io.modelcontextprotocol.json.McpJsonMapper;
import io.modelcontextprotocol.json.TypeRef;
import io.modelcontextprotocol.spec.McpClientTransport;
import io.modelcontextprotocol.spec.McpSchema;
import io.modelcontextprotocol.spec.McpSchema.ErrorCodes;
import io.modelcontextprotocol.spec.McpSchema.JSONRPCMessage;
import io.modelcontextprotocol.spec.McpSchema.JSONRPCResponse;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Schedulers;

/**
 * Messages as lines over the standard input and output of a process. Used for one connection only. Thread-safe.
 *
 * <p>Unlike the SDK's own, it can be written to by many threads, survives lines that are no messages, tells of the end of
 * the process at once, hands no environment on, and leaves no process behind.
 */
final class StdioTransport implements McpClientTransport {

    private static final Logger log = LoggerFactory.getLogger(StdioTransport.class);

    private static final int MOST_WAITING = 1_000;
    private static final byte[] END = {};

    /** How far the end of the process and the end of its output may lie apart. */
    private static final Duration PATIENCE = Duration.ofSeconds(1);

    private final ServerProcess process;
    private final McpJsonMapper json;
    private final BlockingQueue<byte[]> outgoing = new ArrayBlockingQueue<>(MOST_WAITING);
    private final AtomicBoolean connected = new AtomicBoolean();
    private final AtomicBoolean ended = new AtomicBoolean();
    private volatile Consumer<Throwable> trouble = e -> log.debug("unheard trouble", e);

    StdioTransport(ServerProcess process, McpJsonMapper json) {
        this.process = process;
        this.json = json;
    }

    @Override
    public void setExceptionHandler(Consumer<Throwable> handler) {
        trouble = handler;
    }

    @Override
    public Mono<Void> connect(Function<Mono<JSONRPCMessage>, Mono<JSONRPCMessage>> handler) {
        return Mono.fromRunnable(() -> {
            if (!connected.compareAndSet(false, true)) {
                throw new IllegalStateException("a process is connected to once");
            }
            process.thread("stdout", () -> read(handler));
            process.thread("stdin", this::write);
            process.thread("exit", this::awaitExit);
        });
    }

    private void read(Function<Mono<JSONRPCMessage>, Mono<JSONRPCMessage>> handler) {
        Lines lines = new Lines(process.output(), Connection.MOST_MESSAGE_BYTES);
        try {
            for (Optional<Lines.Line> line = lines.next(); line.isPresent(); line = lines.next()) {
                if (line.get().cut()) {
                    end("it wrote a message of over " + Connection.MOST_MESSAGE_BYTES + " bytes");
                    return;
                }
                message(line.get().text())
                        .ifPresent(message -> handler.apply(Mono.just(message))
                                .subscribe(done -> {}, e -> log.warn("a message could not be handled", e)));
            }
            end(process.end(PATIENCE));
        } catch (IOException e) {
            end("its output cannot be read: " + e.getMessage());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt(); // nobody does that; it would be the end of this thread all the same
        } finally {
            end("its output is not read any more");
        }
    }

    private Optional<JSONRPCMessage> message(String line) {
        if (line.isBlank()) {
            return Optional.empty();
        }
        try {
            return Optional.of(McpSchema.deserializeJsonRpcMessage(json, line));
        } catch (IOException | RuntimeException e) {
            log.warn("a line that is no message is dropped: {}", ServerText.line(line, 200));
            return brokenAnswer(line);
        }
    }

    /** A broken answer is one all the same: nobody is to wait for a better one. */
    private static Optional<JSONRPCMessage> brokenAnswer(String line) {
        try {
            Map<String, Object> message = WireJson.object(line);
            return Optional.ofNullable(message.get("id"))
                    .filter(id -> !message.containsKey("method"))
                    .map(id -> JSONRPCResponse.error(
                            id,
                            new JSONRPCResponse.JSONRPCError(
                                    ErrorCodes.INVALID_REQUEST, "something that is no answer")));
        } catch (IllegalArgumentException e) {
            return Optional.empty(); // it is not even JSON
        }
    }

    /** The end of its output comes later than its own, or never if a child of it holds the pipe open. */
    private void awaitExit() {
        try {
            process.awaitExit();
            TimeUnit.MILLISECONDS.sleep(PATIENCE.toMillis());
            end(process.end(PATIENCE));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt(); // nobody does that; it would be the end of this thread all the same
        }
    }

    private void write() {
        try (OutputStream input = process.input()) {
            for (byte[] next = outgoing.take(); next != END; next = outgoing.take()) {
                input.write(next);
                input.flush();
            }
        } catch (IOException e) {
            end("it does not read: " + e.getMessage());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt(); // nobody does that; it would be the end of this thread all the same
        }
    }

    @Override
    public Mono<Void> sendMessage(JSONRPCMessage message) {
        return Mono.fromRunnable(() -> {
            byte[] line = (WireJson.write(message) + "\n").getBytes(StandardCharsets.UTF_8);
            if (ended.get()) {
                throw new IllegalStateException("it has ended");
            }
            if (!outgoing.offer(line)) {
                throw new IllegalStateException("it does not read what it is sent");
            }
        });
    }

    /** Tells of the end, once. */
    private void end(String reason) {
        if (ended.compareAndSet(false, true)) {
            trouble.accept(new IOException(reason));
        }
    }

    @Override
    public Mono<Void> closeGracefully() {
        return Mono.<Void>fromRunnable(this::close).subscribeOn(Schedulers.boundedElastic());
    }

    /** Waits until the process is gone. */
    @Override
    public void close() {
        ended.set(true);
        if (!outgoing.offer(END)) {
            outgoing.clear(); // it did not read them, and need not now
            outgoing.offer(END);
        }
        process.close();
    }

    @Override
    public <T> T unmarshalFrom(Object data, TypeRef<T> type) {
        return json.convertValue(data, type);
    }
}
