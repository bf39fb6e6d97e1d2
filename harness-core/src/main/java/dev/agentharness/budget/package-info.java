/**
 * Limits on what a run may take, and the ledger that holds them.
 *
 * <p>Start with {@link dev.agentharness.budget.Budget}, a value users write down, then
 * {@link dev.agentharness.budget.BudgetTracker}, which sets the worst case of a step aside before the step is taken, on
 * its own scope and on every scope above, so that a limit holds in any interleaving.
 */
@NullMarked
package dev.agentharness.budget;

import org.jspecify.annotations.NullMarked;
