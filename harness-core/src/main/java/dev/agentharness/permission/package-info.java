/**
 * Who may do what: {@link dev.agentharness.permission.PermissionPolicy} decides on every call, and an
 * {@link dev.agentharness.permission.Approver} answers where the policy asks for a person.
 */
@NullMarked
package dev.agentharness.permission;

import org.jspecify.annotations.NullMarked;
