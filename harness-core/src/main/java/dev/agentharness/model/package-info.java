/**
 * What is said to a model and by it: messages, tool calls, results, usage, prices.
 *
 * <p>Start with {@link dev.agentharness.model.ModelClient}, the one interface between the harness and a provider, then
 * {@link dev.agentharness.model.Message} and {@link dev.agentharness.model.Content}. Everything else here is data. This
 * package knows nothing of runs, budgets or tools that act.
 */
@NullMarked
package dev.agentharness.model;

import org.jspecify.annotations.NullMarked;
