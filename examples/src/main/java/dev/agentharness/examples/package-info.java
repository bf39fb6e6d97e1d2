/**
 * Small programs: start with {@link dev.agentharness.examples.HelloHarness}, then
 * {@link dev.agentharness.examples.CustomTool}; {@code riskreassessment} is a whole one.
 */
@NullMarked
package dev.agentharness.examples;

import org.jspecify.annotations.NullMarked;
