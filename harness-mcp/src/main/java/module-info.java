import org.jspecify.annotations.NullMarked;

/** Tools served by MCP servers. */
@NullMarked
module dev.agentharness.mcp {
    requires static org.jspecify;
    requires transitive dev.agentharness.core;
    requires com.fasterxml.jackson.databind;
    requires io.modelcontextprotocol.sdk.mcp.core;
    requires io.modelcontextprotocol.sdk.mcp.json.jackson2;
    requires java.net.http;
    requires org.reactivestreams;
    requires org.slf4j;
    requires reactor.core;

    exports dev.agentharness.mcp;
}
