/**
 * When a run ends or turns: {@link dev.agentharness.stop.StopCondition} ends it although the model would go on,
 * {@link dev.agentharness.stop.Reflector} looks back after each turn, and {@link dev.agentharness.stop.CompletionCheck}
 * checks an answer before it is believed.
 */
@NullMarked
package dev.agentharness.stop;

import org.jspecify.annotations.NullMarked;
