/**
 * Tools made from a record and a lambda, and answers in the shape of a record.
 *
 * <p>Start with {@link dev.agentharness.tools.Tools}: a record says what a model may write, a lambda does the work. Then
 * {@link dev.agentharness.tools.JsonOutput}, which asks for an answer as a record. Both are described to the model by
 * {@code RecordSchema} and read by {@code RecordJson}; a program with a {@code module-info} opens the packages of such
 * records to {@code com.fasterxml.jackson.databind}.
 */
@NullMarked
package dev.agentharness.tools;

import org.jspecify.annotations.NullMarked;
