/**
 * Sandboxes that run commands in a plain process (for development), in bubblewrap and in an OCI
 * container. There is no code here yet.
 */
package dev.agentharness.sandboxes;
