/**
 * Permission asked of a service: {@link dev.agentharness.tools.policy.HttpDecisionPoint}.
 */
@NullMarked
package dev.agentharness.tools.policy;

import org.jspecify.annotations.NullMarked;
