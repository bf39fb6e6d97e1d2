/**
 * For tests of what is built with the core. {@link dev.agentharness.testkit.InstructionsAssert} notices a prompt that was
 * changed; {@link dev.agentharness.testkit.SideBySide} shows what the change does.
 *
 * <p>Contract suites show whether an implementation of an interface of the core does what it should:
 * {@link dev.agentharness.testkit.MemoryStoreContract}.
 */
@NullMarked
package dev.agentharness.testkit;

import org.jspecify.annotations.NullMarked;
