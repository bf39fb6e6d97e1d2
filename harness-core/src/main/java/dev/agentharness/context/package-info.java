/**
 * What the model is shown: {@link dev.agentharness.context.ContextBuilder} makes a request of a run's state.
 */
@NullMarked
package dev.agentharness.context;

import org.jspecify.annotations.NullMarked;
