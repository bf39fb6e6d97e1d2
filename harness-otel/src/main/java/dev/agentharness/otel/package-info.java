/**
 * Traces and metrics from run events, with OpenTelemetry's API and its names for generative AI.
 *
 * <p>Start reading at {@link dev.agentharness.otel.Tracing}; behind it a {@code RunTrace} holds the spans of one run, and
 * {@code Moments} says what becomes of events that are neither a model call nor a tool call.
 * {@link dev.agentharness.otel.Metrics} counts. Both are listeners: they watch, and change nothing.
 */
package dev.agentharness.otel;
