package dev.agentharness.mcp;

import dev.agentharness.mcp.McpException.Kind;
import io.modelcontextprotocol.client.transport.HttpClientStreamableHttpTransport;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpRequest;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import reactor.core.publisher.Mono;

/** How a server is reached. Each connection is a new process or a new session. Immutable. */
sealed interface Wire {

    /**
     * @param roots the folders that the server is told of if it asks
     * @throws McpException if there comes no connection of it
     */
    Connection connect(String server, List<Path> roots, Duration timeout) throws InterruptedException;

    /** The same with one more variable in the environment. */
    default Wire withVariable(String variable, String value) {
        throw new IllegalStateException("only a server that is started here gets an environment, not " + this);
    }

    /** The same, begun in another directory. */
    default Wire withDirectory(Path directory) {
        throw new IllegalStateException("only a server that is started here begins in a directory, not " + this);
    }

    /** The same with one more header. */
    default Wire withHeader(String header, String value) {
        throw new IllegalStateException("only a server elsewhere gets headers, not " + this);
    }

    private static Map<String, String> plus(Map<String, String> map, String key, String value) {
        Map<String, String> all = new HashMap<>(map);
        all.put(key, value);
        return all;
    }

    /**
     * A program that is started.
     *
     * @param environment what it gets besides what every program needs
     */
    record Program(List<String> command, Map<String, String> environment, Path directory) implements Wire {
        public Program {
            command = List.copyOf(command);
            environment = Map.copyOf(environment);
            if (command.isEmpty()) {
                throw new IllegalArgumentException("an MCP server is started by a command; there is none");
            }
        }

        @Override
        public Wire withVariable(String variable, String value) {
            return new Program(command, plus(environment, variable, value), directory);
        }

        @Override
        public Wire withDirectory(Path directory) {
            return new Program(command, environment, directory);
        }

        @Override
        public Connection connect(String server, List<Path> roots, Duration timeout) throws InterruptedException {
            ServerProcess process;
            try {
                process = ServerProcess.start(server, command, environment, directory);
            } catch (IOException e) {
                throw new McpException(
                        Kind.UNREACHABLE, "The MCP server '" + server + "' cannot be started: " + e.getMessage(), e);
            }
            try {
                return Connection.open(server, new StdioTransport(process, WireJson.forSdk()), roots, timeout);
            } catch (McpException e) {
                String words = process.lastWords();
                throw words.isEmpty() ? e : new McpException(e.kind(), e.getMessage() + "\nIt said: " + words, e);
            }
        }

        /** Without the arguments and the environment, in which secrets may be. */
        @Override
        public String toString() {
            return command.get(0);
        }
    }

    /**
     * A server elsewhere.
     *
     * @param headers what is sent with each request
     */
    record Address(URI address, Map<String, String> headers) implements Wire {
        public Address {
            headers = Map.copyOf(headers);
            if (!List.of("http", "https").contains(address.getScheme()) || address.getHost() == null) {
                throw new IllegalArgumentException("an MCP server's address is like https://host/path, not " + address);
            }
        }

        @Override
        public Wire withHeader(String header, String value) {
            return new Address(address, plus(headers, header, value));
        }

        @Override
        public Connection connect(String server, List<Path> roots, Duration timeout) throws InterruptedException {
            HttpRequest.Builder request = HttpRequest.newBuilder();
            headers.forEach(request::header);
            return Connection.open(
                    server,
                    HttpClientStreamableHttpTransport.builder(address.getScheme() + "://" + address.getRawAuthority())
                            .endpoint(endpoint())
                            .jsonMapper(WireJson.forSdk())
                            .requestBuilder(request)
                            .addAsyncHttpRequestCustomizer((one, method, uri, body, context) ->
                                    method.equals("DELETE") && !TrackedTransport.isFarewell(context)
                                            ? Mono.never()
                                            : Mono.just(one))
                            .connectTimeout(timeout)
                            .maxResponseSize(Connection.MOST_MESSAGE_BYTES)
                            .build(),
                    roots,
                    timeout);
        }

        private String endpoint() {
            String path = address.getRawPath().isEmpty() ? "/" : address.getRawPath();
            return address.getRawQuery() == null ? path : path + "?" + address.getRawQuery();
        }

        /** Without the headers, in which secrets may be. */
        @Override
        public String toString() {
            return address.getScheme() + "://" + address.getRawAuthority() + address.getRawPath();
        }
    }
}
