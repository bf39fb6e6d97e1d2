/**
 * Models behind HTTP as {@code ModelClient}s.
 *
 * <p>Start with {@link dev.agentharness.models.Anthropic} or {@link dev.agentharness.models.OpenAiChat};
 * {@link dev.agentharness.models.CircuitBreaking} wraps any model. Everything that is not public is behind the first two.
 * There, {@code HttpModel} makes the call, a {@code Dialect} writes the request, an {@code Answer} reads what comes back,
 * and an {@code Assembly} makes one message of it.
 */
package dev.agentharness.models;
