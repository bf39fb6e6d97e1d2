import org.jspecify.annotations.NullMarked;

/** Tools served by MCP servers. */
@NullMarked
module dev.agentharness.mcp {
    requires static org.jspecify;
    requires transitive dev.agentharness.core;
}
