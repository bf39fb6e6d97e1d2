package dev.agentharness.mcp;

import static dev.agentharness.mcp.Calls.until;
import static org.assertj.core.api.Assumptions.assumeThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Servers that nobody here wrote, from npm: {@code -Dharness.mcpServers} names the folder they are installed in. */
final class RealServers {

    private static final String FOLDER = System.getProperty("harness.mcpServers", "");

    private RealServers() {}

    /** Why they cannot be used here, if so. */
    static Optional<String> missing() {
        if (FOLDER.isEmpty()) {
            return Optional.of("-Dharness.mcpServers not given");
        }
        try {
            new ProcessBuilder("node", "--version").start().waitFor();
            return Optional.empty();
        } catch (IOException e) {
            return Optional.of("there is no node");
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Skips the test, and says why, where they are missing. */
    static void need() {
        assumeThat(missing()).as("the MCP servers from npm").isEmpty();
    }

    /** The command for one of them, such as {@code everything}. */
    static String[] command(String server, String... arguments) {
        List<String> command = new ArrayList<>(List.of(
                "node",
                Path.of(FOLDER, "node_modules/@modelcontextprotocol/server-" + server + "/dist/index.js")
                        .toString()));
        command.addAll(List.of(arguments));
        return command.toArray(String[]::new);
    }

    static McpServer.Builder stdio(String server, String... arguments) {
        return McpServer.stdio(server, command(server, arguments));
    }

    /** {@code server-everything} behind HTTP, until it is closed. */
    record Http(Process process, int port, Path log) implements AutoCloseable {

        static Http start() throws IOException {
            int port;
            try (ServerSocket free = new ServerSocket(0)) {
                port = free.getLocalPort();
            }
            return start(port);
        }

        static Http start(int port) throws IOException {
            Path log = Files.createTempFile("mcp-http", ".log");
            ProcessBuilder builder = new ProcessBuilder(command("everything", "streamableHttp"))
                    .redirectErrorStream(true)
                    .redirectOutput(log.toFile());
            builder.environment().put("PORT", Integer.toString(port));
            Http server = new Http(builder.start(), port, log);
            until("it listens", server::isListening);
            return server;
        }

        /** It says so; to try would sometimes connect the port to itself. */
        private boolean isListening() {
            try {
                return Files.readString(log).contains("listening on port");
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }

        URI address() {
            return URI.create("http://127.0.0.1:" + port + "/mcp");
        }

        @Override
        public void close() {
            process.destroyForcibly().onExit().join();
            try {
                Files.delete(log);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }
}
