/**
 * Sandboxes. So far there is {@link dev.agentharness.sandboxes.ProcessSandbox}, which runs commands as plain processes and
 * protects from nothing: for development, and inside a container or a machine that is a sandbox itself.
 *
 * <p>Behind it, {@code ProcessSession} starts a command and reads its output, and {@code ProcessTree} finds and kills
 * whatever a command started.
 */
@NullMarked
package dev.agentharness.sandboxes;

import org.jspecify.annotations.NullMarked;
