/** When a run is to end although the model would go on: {@link dev.agentharness.stop.StopCondition}. */
@NullMarked
package dev.agentharness.stop;

import org.jspecify.annotations.NullMarked;
