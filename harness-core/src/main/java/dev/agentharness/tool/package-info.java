/**
 * What a model may ask for: tools, the context they run in, and the registry that offers them.
 *
 * <p>Start with {@link dev.agentharness.tool.Tool}. The words of the conversation about tools (spec, call, result, input,
 * output) are in {@code dev.agentharness.model}.
 */
@NullMarked
package dev.agentharness.tool;

import org.jspecify.annotations.NullMarked;
