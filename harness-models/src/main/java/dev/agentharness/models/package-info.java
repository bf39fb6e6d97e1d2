/**
 * Models behind HTTP as {@code ModelClient}s.
 *
 * <p>Start with {@link dev.agentharness.models.Anthropic}, {@link dev.agentharness.models.OpenAiResponses},
 * {@link dev.agentharness.models.OpenAiChat} or {@link dev.agentharness.models.Gemini};
 * {@link dev.agentharness.models.Resilient} chains models, {@link dev.agentharness.models.CircuitBreaking} wraps one,
 * {@link dev.agentharness.models.Catalogue} knows sizes and prices. Everything that is not public is behind the first four.
 * There, {@code HttpModel} makes the call, a {@code Dialect} writes the request, an {@code Answer} reads what comes back,
 * and an {@code Assembly} makes one message of it.
 */
package dev.agentharness.models;
