/**
 * Who may do what: {@link dev.agentharness.permission.PermissionPolicy} decides on every call, and an
 * {@link dev.agentharness.permission.Approver} answers where the policy asks for a person.
 *
 * <p>{@link dev.agentharness.permission.Permissions} is the policy in layers: {@link dev.agentharness.permission.Rules}
 * from a file, a ceiling, a {@link dev.agentharness.permission.Mode}, and a
 * {@link dev.agentharness.permission.DecisionPoint} outside. {@link dev.agentharness.permission.VerdictSeal} carries a
 * person's verdict through a browser.
 */
@NullMarked
package dev.agentharness.permission;

import org.jspecify.annotations.NullMarked;
