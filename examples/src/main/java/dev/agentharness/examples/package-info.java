/**
 * Small programs: start with {@link dev.agentharness.examples.HelloHarness}, then
 * {@link dev.agentharness.examples.CustomTool}; {@link dev.agentharness.examples.SupportDesk} has its prompt in files;
 * {@code riskreassessment} is a whole one.
 */
@NullMarked
package dev.agentharness.examples;

import org.jspecify.annotations.NullMarked;
