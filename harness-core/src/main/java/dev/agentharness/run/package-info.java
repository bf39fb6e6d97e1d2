/**
 * What happened in a run, and how it ended.
 *
 * <p>The events are the run: {@link dev.agentharness.run.RunEvent} lists all that can happen, and each event knows how it
 * changes the {@link dev.agentharness.run.RunState}. Whoever has the events has the run: replaying them gives the same
 * state anywhere. {@link dev.agentharness.run.Outcome} lists all the ways to end. Nothing here looks at a clock, waits or
 * does I/O.
 */
@NullMarked
package dev.agentharness.run;

import org.jspecify.annotations.NullMarked;
