/**
 * Tool registries backed by MCP servers. There is no code here yet.
 */
package dev.agentharness.mcp;
