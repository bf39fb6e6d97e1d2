package dev.agentharness.mcp;

import io.modelcontextprotocol.common.McpTransportContext;
import io.modelcontextprotocol.json.TypeRef;
import io.modelcontextprotocol.spec.McpClientTransport;
import io.modelcontextprotocol.spec.McpSchema;
import io.modelcontextprotocol.spec.McpSchema.JSONRPCMessage;
import io.modelcontextprotocol.spec.McpSchema.JSONRPCNotification;
import io.modelcontextprotocol.spec.McpSchema.JSONRPCRequest;
import io.modelcontextprotocol.spec.McpSchema.JSONRPCResponse;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import reactor.core.publisher.Mono;

/**
 * Another transport, with a memory of the requests that are open. The SDK keeps their ids to itself; cancelling a request
 * takes its id, and a request that is cancelled or lost must be forgotten by the SDK, too. Thread-safe.
 */
final class TrackedTransport implements McpClientTransport {

    private static final Logger log = LoggerFactory.getLogger(TrackedTransport.class);

    private static final McpTransportContext FAREWELL = McpTransportContext.create(Map.of("farewell", true));

    private final McpClientTransport wire;
    private final Runnable toolsChanged;

    /** Request id to the progress token of the call, which is empty for other requests. */
    private final Map<Object, String> open = new ConcurrentHashMap<>();

    private volatile Function<Mono<JSONRPCMessage>, Mono<JSONRPCMessage>> sdk = message -> message;

    /**
     * @param toolsChanged told when the server says that its list of tools has changed; must not block
     * @param trouble told what goes wrong with the wire; must not block. The SDK is not: it would connect anew by itself,
     *     and nobody would look at the tools again.
     */
    TrackedTransport(McpClientTransport wire, Runnable toolsChanged, Consumer<Throwable> trouble) {
        this.wire = wire;
        this.toolsChanged = toolsChanged;
        wire.setExceptionHandler(trouble);
    }

    @Override
    public Mono<Void> connect(Function<Mono<JSONRPCMessage>, Mono<JSONRPCMessage>> handler) {
        sdk = handler;
        return wire.connect(messages -> messages.flatMap(this::receive));
    }

    private Mono<JSONRPCMessage> receive(JSONRPCMessage message) {
        if (message instanceof JSONRPCNotification told
                && McpSchema.METHOD_NOTIFICATION_TOOLS_LIST_CHANGED.equals(told.method())) {
            toolsChanged.run();
            return Mono.empty();
        }
        if (message instanceof JSONRPCResponse answer && (answer.id() == null || open.remove(answer.id()) == null)) {
            log.debug("an answer to a request that is not open (any more) is dropped");
            return Mono.empty();
        }
        return sdk.apply(Mono.just(message));
    }

    @Override
    public Mono<Void> sendMessage(JSONRPCMessage message) {
        if (message instanceof JSONRPCRequest request) {
            open.put(request.id(), token(request));
        }
        return wire.sendMessage(message);
    }

    private static String token(JSONRPCRequest request) {
        return request.params() instanceof McpSchema.Request params && params.progressToken() != null
                ? params.progressToken().toString()
                : "";
    }

    /** Tells the server that nobody waits for a call any longer, and has the SDK forget it. Does not wait. */
    void cancel(String token, String reason, String protocolVersion) {
        Optional<Object> id = open.entrySet().stream()
                .filter(request -> request.getValue().equals(token))
                .<Object>map(Map.Entry::getKey)
                .findAny();
        if (id.isEmpty() || open.remove(id.get()) == null) {
            return; // it is answered
        }
        sdk.apply(Mono.just(JSONRPCResponse.error(
                        id.get(),
                        new JSONRPCResponse.JSONRPCError(McpSchema.ErrorCodes.INTERNAL_ERROR, "cancelled: " + reason))))
                .subscribe();
        wire.sendMessage(new JSONRPCNotification(
                        "notifications/cancelled", Map.of("requestId", id.get(), "reason", reason)))
                .contextWrite(context -> Connection.spoken(context, protocolVersion))
                .subscribe(nothing -> {}, e -> log.debug("the server could not be told of a cancelled call", e));
    }

    @Override
    public Mono<Void> closeGracefully() {
        return wire.closeGracefully().contextWrite(context -> context.put(McpTransportContext.KEY, FAREWELL));
    }

    /**
     * Whether the end of a session is to be told. The SDK tells it also of one that the server has just forgotten, and once
     * that is answered drops what is open; a request that met with the news is then never told of it, and waits for ever.
     *
     * @param context what the SDK says something in
     */
    static boolean isFarewell(McpTransportContext context) {
        return FAREWELL.equals(context);
    }

    @Override
    public <T> T unmarshalFrom(Object data, TypeRef<T> type) {
        return wire.unmarshalFrom(data, type);
    }

    @Override
    public List<String> protocolVersions() {
        return wire.protocolVersions();
    }
}
