/**
 * Tools made from records, lambdas and methods, tools around tools, and answers in the shape of a record.
 *
 * <p>Start with {@link dev.agentharness.tools.Tools}: a record says what a model may write, a lambda does the work; or the
 * methods of an object, annotated with {@link dev.agentharness.tools.ToolMethod}, are the tools. Then
 * {@link dev.agentharness.tools.JsonOutput}, which asks for an answer as a record. All are described to the model by
 * {@code RecordSchema}, checked by {@code SchemaCheck} and read by {@code RecordJson}; a program with a {@code module-info}
 * opens the packages of such records and methods to {@code com.fasterxml.jackson.databind} and to this module.
 *
 * <p>{@code DryRun}, {@code Redacting}, {@code Retrying}, {@code Timeout}, {@code Validating} and {@code ToolCache} wrap a tool.
 */
@NullMarked
package dev.agentharness.tools;

import org.jspecify.annotations.NullMarked;
