package dev.agentharness.mcp;

import dev.agentharness.mcp.McpException.Kind;
import io.modelcontextprotocol.spec.McpSchema.CallToolResult;
import io.modelcontextprotocol.spec.McpSchema.ProgressNotification;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The way to a server: a connection that is opened anew when it was lost and the next call comes. A server that keeps
 * failing is left alone for a while each time. Thread-safe.
 */
final class Link implements AutoCloseable {

    /** Opens a connection. */
    @FunctionalInterface
    interface Opener {
        Connection open() throws InterruptedException;
    }

    private final String server;
    private final Opener opener;
    private final Backoff backoff;
    private final ReentrantLock lock = new ReentrantLock();

    private @Nullable Connection connection;
    private boolean closed;

    Link(String server, Opener opener, Backoff backoff) {
        this.server = server;
        this.opener = opener;
        this.backoff = backoff;
    }

    /** The tools that the server offers now. */
    List<Declaration> tools(Duration timeout) throws InterruptedException {
        return connection().tools(timeout);
    }

    /**
     * Has a tool called, if it is still what it was; in a new session if the server has forgotten the one there was.
     *
     * @param declared what it was when it was imported
     * @param progress hears of progress, on a thread that must not be kept
     * @throws McpException if there is no result
     */
    CallToolResult call(
            Declaration declared,
            Map<String, Object> arguments,
            Duration timeout,
            Consumer<ProgressNotification> progress)
            throws InterruptedException, TimeoutException {
        CallToolResult result;
        try {
            result = callOnce(declared, arguments, timeout, progress);
        } catch (McpException e) {
            if (!Connection.isForgotten(e.getCause())) {
                throw e;
            }
            result = callOnce(declared, arguments, timeout, progress);
        }
        backoff.worked();
        return result;
    }

    private CallToolResult callOnce(
            Declaration declared,
            Map<String, Object> arguments,
            Duration timeout,
            Consumer<ProgressNotification> progress)
            throws InterruptedException, TimeoutException {
        Connection current = connection();
        checkUnchanged(declared, current.tools(timeout));
        return current.call(declared.name(), arguments, timeout, progress);
    }

    private void checkUnchanged(Declaration declared, List<Declaration> offered) {
        List<Declaration> now = offered.stream()
                .filter(one -> one.name().equals(declared.name()))
                .toList();
        if (now.isEmpty()) {
            throw new McpException(
                    Kind.UNUSABLE,
                    "The MCP server '" + server + "' offers this tool no longer. Go on without it.",
                    null);
        }
        if (now.size() > 1 || !now.get(0).fingerprint().equals(declared.fingerprint())) {
            throw new McpException(
                    Kind.UNUSABLE,
                    "Not called: the MCP server '" + server + "' has changed this tool since it was imported ("
                            + declared.differencesTo(now.get(now.size() - 1))
                            + "), and nobody has accepted the change yet. Go on without it.",
                    null);
        }
    }

    private Connection connection() throws InterruptedException {
        lock.lockInterruptibly();
        try {
            if (closed) {
                throw new McpException(Kind.UNREACHABLE, "The MCP server '" + server + "' is closed.", null);
            }
            Connection current = connection;
            if (current != null && !current.isLost()) {
                return current;
            }
            if (current != null) {
                connection = null;
                current.close();
                backoff.failed();
            }
            return reopen();
        } finally {
            lock.unlock();
        }
    }

    private Connection reopen() throws InterruptedException {
        Optional<Duration> left = backoff.left();
        if (left.isPresent()) {
            throw new McpException(
                    Kind.UNREACHABLE,
                    "The MCP server '" + server + "' keeps failing; it will be tried again in "
                            + left.get().toMillis() + " ms at the earliest.",
                    null);
        }
        try {
            Connection opened = opener.open();
            connection = opened;
            return opened;
        } catch (McpException e) {
            backoff.failed();
            throw e;
        }
    }

    @Override
    public void close() {
        lock.lock();
        try {
            closed = true;
            Connection last = connection;
            if (last != null) {
                last.close();
            }
        } finally {
            lock.unlock();
        }
    }
}
