/**
 * Tools served by MCP servers. Start with {@link dev.agentharness.mcp.McpServer}.
 *
 * <p>What a server says is not believed: its tools count as the worst until the application declares otherwise, its texts
 * are cleaned before a model reads them, and a tool that changes after it was imported is not called. Behind the front
 * door {@code Import} makes tools of declarations, {@code Link} keeps a {@code Connection} alive, and
 * {@code TrackedTransport} stands between the SDK and the wire.
 */
@NullMarked
package dev.agentharness.mcp;

import org.jspecify.annotations.NullMarked;
