/**
 * Lists that grow with a run. Not exported.
 *
 * <p>A conversation is in the run's state and in each request of it: {@link dev.agentharness.list.Appended} is the list
 * that both can hold without a copy.
 */
@NullMarked
package dev.agentharness.list;

import org.jspecify.annotations.NullMarked;
