/**
 * A place to run commands, and what is said to it and by it.
 *
 * <p>Start with {@link dev.agentharness.sandbox.Sandbox}, which opens a {@link dev.agentharness.sandbox.SandboxSession} on
 * a workspace, a folder; there a {@link dev.agentharness.sandbox.Command} is carried out. What a sandbox protects from is
 * said by each implementation. This package knows nothing of models, runs and budgets.
 */
@NullMarked
package dev.agentharness.sandbox;

import org.jspecify.annotations.NullMarked;
