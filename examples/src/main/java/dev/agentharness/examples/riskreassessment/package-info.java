/**
 * A whole agent: it renews the risk view of one vendor from a folder of documents, within a budget.
 *
 * <p>Start with {@link dev.agentharness.examples.riskreassessment.RiskReassessment}, which puts it together; then
 * {@code VendorTools}, what the model may do; {@code RiskView}, what it has to hand in; and {@code RuleBasedAnalyst}, the
 * stand-in that plays the model where there is no key.
 */
@NullMarked
package dev.agentharness.examples.riskreassessment;

import org.jspecify.annotations.NullMarked;
