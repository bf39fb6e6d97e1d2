/**
 * Tools that run commands in a sandbox. Start with {@link dev.agentharness.tools.shell.ShellTools}; what a command can do is
 * the sandbox's business, see {@code dev.agentharness.sandbox}.
 */
@NullMarked
package dev.agentharness.tools.shell;

import org.jspecify.annotations.NullMarked;
