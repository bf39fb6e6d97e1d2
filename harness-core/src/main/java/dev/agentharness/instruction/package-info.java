/**
 * What the model is told before any task, from files: {@link dev.agentharness.instruction.Instructions} reads a policy,
 * {@code AGENTS.md} files, specifications and skills, refuses what is not in order, and makes one prompt of them.
 * {@link dev.agentharness.instruction.InstructionLock} notices when they change.
 *
 * <p>Whoever reads the code starts with {@code Composition}. Everything here happens when a harness is built, except that
 * a skill is handed out when the model asks for it.
 */
@NullMarked
package dev.agentharness.instruction;

import org.jspecify.annotations.NullMarked;
