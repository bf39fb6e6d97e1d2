/**
 * Models behind HTTP as {@code ModelClient}s.
 *
 * <p>Start with {@link dev.agentharness.models.Anthropic} or {@link dev.agentharness.models.OpenAiChat}; everything that
 * is not public is behind them. There, {@code HttpModel} makes the call, a {@code Dialect} writes the request, an
 * {@code Answer} reads what comes back, and an {@code Assembly} makes one message of it.
 */
package dev.agentharness.models;
