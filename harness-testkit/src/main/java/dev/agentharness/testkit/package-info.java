/**
 * For tests of what is built with the core. {@link dev.agentharness.testkit.InstructionsAssert} notices a prompt that was
 * changed; {@link dev.agentharness.testkit.SideBySide} shows what the change does.
 */
@NullMarked
package dev.agentharness.testkit;

import org.jspecify.annotations.NullMarked;
