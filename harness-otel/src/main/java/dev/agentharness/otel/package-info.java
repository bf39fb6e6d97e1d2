/**
 * The run listener that turns events into OpenTelemetry traces and metrics. There is no code here yet.
 */
package dev.agentharness.otel;
