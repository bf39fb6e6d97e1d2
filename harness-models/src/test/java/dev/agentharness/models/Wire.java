package dev.agentharness.models;

import dev.agentharness.model.ModelClient;
import dev.agentharness.model.ModelSpec;

/** The four APIs, for tests that run over all of them. */
enum Wire {
    MESSAGES("anthropic.messages"),
    CHAT("openai.chat"),
    RESPONSES("openai.responses"),
    GEMINI("gemini.generateContent");

    /** The API's name in the recordings' manifest. */
    final String api;

    Wire(String api) {
        this.api = api;
    }

    /** Whose it is. */
    String provider() {
        return switch (this) {
            case MESSAGES -> "anthropic";
            case CHAT, RESPONSES -> "openai";
            case GEMINI -> "google";
        };
    }

    HttpModelBuilder<?> builder() {
        return switch (this) {
            case MESSAGES -> Anthropic.builder();
            case CHAT -> OpenAiChat.builder();
            case RESPONSES -> OpenAiResponses.builder();
            case GEMINI -> Gemini.builder();
        };
    }

    ModelClient client(String baseUrl, boolean streaming) {
        return builder().model("m").baseUrl(baseUrl).streaming(streaming).build();
    }

    Dialect dialect(String model) {
        return dialect(model, true, ToolWords.NONE);
    }

    /** The dialect with all that servers may or may not take turned on, but for the usage of streams in chat. */
    Dialect dialect(String model, boolean usageInStream, ToolWords words) {
        return switch (this) {
            case MESSAGES ->
                new AnthropicDialect(
                        ModelSpec.builder("anthropic", model).build(), AnthropicDialect.isAdaptive(model), words);
            case CHAT ->
                new ChatDialect(
                        ModelSpec.builder("openai", model).build(),
                        new ChatHabits(
                                "max_completion_tokens", usageInStream, true, true, false, Integer.MAX_VALUE, false),
                        words);
            case RESPONSES ->
                new ResponsesDialect(
                        ModelSpec.builder("openai", model)
                                .origin("openai.responses")
                                .build(),
                        new ResponsesDialect.Habits(false, false, true),
                        words);
            case GEMINI ->
                new GeminiDialect(ModelSpec.builder("google", model).build(), GeminiDialect.hasThinkingLevels(model));
        };
    }
}
