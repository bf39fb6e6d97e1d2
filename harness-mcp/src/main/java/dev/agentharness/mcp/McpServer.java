package dev.agentharness.mcp;

import dev.agentharness.model.ToolSpec;
import dev.agentharness.tool.Tool;
import java.net.URI;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * An MCP server in use: a source of tools. Thread-safe; close it when no run needs its tools any more, which also ends the
 * process of a server that was started here.
 *
 * <p>The tools are imported once and stay as they were, whatever the server says later. Each counts as
 * {@code NON_IDEMPOTENT} and {@code DESTRUCTIVE}, so that a person is asked about every call, until the application
 * declares otherwise; what the server says of them itself is in {@link #hints()} and decides nothing. A tool that the
 * server describes otherwise later on is not called any more until {@link #accept()}. A server that is lost costs the
 * calls that were waiting an error result, and is started or connected to again when the next call comes.
 */
public final class McpServer implements AutoCloseable {

    private static final Logger log = LoggerFactory.getLogger(McpServer.class);

    private final Terms terms;
    private final Link link;
    private final Duration connectTimeout;
    private volatile Import imported;

    private McpServer(Terms terms, Link link, Duration connectTimeout, Import imported) {
        this.terms = terms;
        this.link = link;
        this.connectTimeout = connectTimeout;
        this.imported = imported;
    }

    /**
     * A server that is a program to be started here and spoken to over its standard input and output. It runs with the
     * rights of this JVM; to confine it, let the command be one that does so.
     *
     * @param name what to call it: its tools are called {@code name_tool}. Up to 24 letters, digits, {@code _}, {@code -}
     */
    public static Builder stdio(String name, String... command) {
        return new Builder(
                name, new Wire.Program(List.of(command), Map.of(), Path.of("").toAbsolutePath()));
    }

    /**
     * A server that runs elsewhere and speaks streamable HTTP.
     *
     * @param name what to call it: its tools are called {@code name_tool}. Up to 24 letters, digits, {@code _}, {@code -}
     * @param address such as {@code https://example.com/mcp}
     */
    public static Builder http(String name, URI address) {
        return new Builder(name, new Wire.Address(address, Map.of()));
    }

    private static McpServer open(Terms terms, Link link, Duration connectTimeout) throws InterruptedException {
        boolean open = false;
        try {
            Import imported = Import.of(link.tools(connectTimeout), terms);
            report(terms.server(), imported.findings());
            McpServer server = new McpServer(terms, link, connectTimeout, imported);
            open = true;
            return server;
        } finally {
            if (!open) {
                link.close();
            }
        }
    }

    /** Its tools, as they were imported. */
    public List<Tool> tools() {
        List<Tool> tools = new ArrayList<>();
        imported.specs().forEach((declared, spec) -> tools.add(new McpTool(spec, declared, link)));
        return List.copyOf(tools);
    }

    /** What a person should know of its tools, as they were imported. */
    public List<Finding> findings() {
        return imported.findings();
    }

    /** What the server says of the nature of its tools, by their names here. For people: nothing is decided by it. */
    public Map<String, McpHints> hints() {
        Map<String, McpHints> hints = new LinkedHashMap<>();
        imported.specs()
                .forEach((declared, spec) ->
                        hints.put(spec.name(), McpHints.of(declared.tool().annotations())));
        return Map.copyOf(hints);
    }

    /**
     * How its tools differ now from those that were imported; empty if they do not. Asks the server.
     *
     * @throws McpException if it cannot be asked
     */
    public List<Finding> changes() throws InterruptedException {
        List<Finding> changes = imported.driftTo(link.tools(connectTimeout));
        report(terms.server(), changes);
        return changes;
    }

    /**
     * Imports its tools anew, on the same terms. From now on {@link #tools()} has these; of those handed out before, the
     * unchanged ones go on to work and the others go on to refuse, so a run keeps what it began with.
     *
     * @throws McpException if it cannot be asked, or lacks a tool that was declared
     */
    public List<Tool> accept() throws InterruptedException {
        Import anew = Import.of(link.tools(connectTimeout), terms);
        report(terms.server(), anew.findings());
        imported = anew;
        return tools();
    }

    private static void report(String server, List<Finding> findings) {
        findings.forEach(finding -> log.warn("MCP server {}: {}", server, finding));
    }

    /** Ends the connection, and the process with everything it started. Calls that wait get an error result. */
    @Override
    public void close() {
        link.close();
    }

    @Override
    public String toString() {
        return "MCP server " + terms.server() + " "
                + imported.specs().values().stream().map(ToolSpec::name).toList();
    }

    /** Collects how to reach a server and on which terms to take its tools. Not thread-safe. */
    public static final class Builder {

        private final String name;
        private Wire wire;
        private final Set<String> only = new HashSet<>();
        private final Set<Path> roots = new LinkedHashSet<>();
        private final Map<String, List<Consumer<ToolSpec.Builder>>> declarations = new HashMap<>();
        private Duration connectTimeout = Duration.ofSeconds(30);
        private Clock clock = Clock.systemUTC();

        private Builder(String name, Wire wire) {
            if (!ToolName.isServerName(name)) {
                throw new IllegalArgumentException(
                        "an MCP server's name is up to 24 letters, digits, '_' and '-', not '" + name + "'");
            }
            this.name = name;
            this.wire = wire;
        }

        /** Takes these tools only, by the server's names; all unless told. */
        public Builder only(String... tools) {
            only.addAll(List.of(tools));
            return this;
        }

        /**
         * Says what a tool is, where the server's word does not count: its effect, its risk, its limits. Said twice, both
         * apply in turn.
         *
         * @param tool the server's name of it
         */
        public Builder declare(String tool, Consumer<ToolSpec.Builder> declaration) {
            declarations.computeIfAbsent(tool, key -> new ArrayList<>()).add(declaration);
            return this;
        }

        /** Gives a started server a variable of the environment; it gets {@code PATH}, {@code HOME} and a few like them. */
        public Builder environment(String variable, String value) {
            wire = wire.withVariable(variable, value);
            return this;
        }

        /** Where a started server begins; where this JVM did unless told. */
        public Builder directory(Path directory) {
            wire = wire.withDirectory(directory);
            return this;
        }

        /**
         * Tells the server, if it asks, that these folders are what it is to work on ({@code roots} in MCP); none unless
         * told. It is a hint: what the server can reach, it can reach.
         */
        public Builder roots(Path... folders) {
            for (Path folder : folders) {
                roots.add(folder.toAbsolutePath().normalize());
            }
            return this;
        }

        /** Sends a header with each request to a server that runs elsewhere, such as {@code Authorization}. */
        public Builder header(String header, String value) {
            wire = wire.withHeader(header, value);
            return this;
        }

        /** How long the server may take to start and shake hands, and again to list its tools; 30 seconds unless told. */
        public Builder connectTimeout(Duration timeout) {
            if (timeout.isNegative() || timeout.isZero()) {
                throw new IllegalArgumentException(
                        "the connect timeout of '" + name + "' must be positive: " + timeout);
            }
            this.connectTimeout = timeout;
            return this;
        }

        Builder clock(Clock clock) {
            this.clock = clock;
            return this;
        }

        /**
         * Starts or connects to the server and imports its tools.
         *
         * @throws McpException if it cannot be reached, makes no sense, or lacks a tool that was asked for or declared
         */
        public McpServer open() throws InterruptedException {
            Wire way = wire;
            Duration timeout = connectTimeout;
            List<Path> folders = List.copyOf(roots);
            Link link = new Link(name, () -> way.connect(name, folders, timeout), new Backoff(clock));
            return McpServer.open(new Terms(name, only, declarations), link, timeout);
        }
    }
}
