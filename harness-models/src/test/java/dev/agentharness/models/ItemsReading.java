package dev.agentharness.models;

import com.fasterxml.jackson.databind.JsonNode;
import dev.agentharness.model.Content;
import dev.agentharness.model.ModelResponse;
import dev.agentharness.model.ToolCall;
import dev.agentharness.model.Usage;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Compares what was read of a Responses or Gemini answer with what the manifest says. */
final class ItemsReading {

    private ItemsReading() {}

    static void responses(JsonNode expected, ModelResponse response, Differences differences) {
        List<String> items = new ArrayList<>();
        for (Content part : response.message().content()) {
            if (part instanceof Content.Thinking) {
                items.add("reasoning");
            } else if (part instanceof Content.Opaque opaque) {
                items.add(opaque.type());
            } else if (part instanceof ToolCall call) {
                items.add("function_call " + call.name() + " " + JsonDocument.isObject(call.arguments()));
            }
        }
        List<String> wanted = Recording.elements(expected.path("items"))
                .map(item -> item.path("type").asText()
                        + (item.has("name") ? " " + item.path("name").asText() + " " + item.path("args_valid") : ""))
                .toList();
        differences.same("items", wanted, items);
        String finish = expected.path("incomplete").isTextual()
                ? expected.path("incomplete").asText()
                : expected.path("status").asText();
        differences.same("finish", finish, response.details().getOrDefault("finish", ""));
        JsonNode usage = expected.path("usage");
        differences.same(
                "usage",
                usage.path("input_tokens") + " " + usage.path("output_tokens"),
                response.usage().map(u -> u.input() + " " + u.output()).orElse(" "));
    }

    static void gemini(JsonNode expected, ModelResponse response, Differences differences) throws IOException {
        int thought = 0;
        int signatures = 0;
        for (Content part : response.message().content()) {
            if (part instanceof Content.Thinking thinking) {
                thought += thinking.text().codePointCount(0, thinking.text().length());
                signatures += thinking.signature().isEmpty() ? 0 : 1;
            } else if (part instanceof ToolCall call) {
                signatures += call.extras().isEmpty() ? 0 : 1;
            } else if (part instanceof Content.Opaque opaque) {
                signatures += Recording.JSON.readTree(opaque.json()).has("thoughtSignature") ? 1 : 0;
            }
        }
        String text = response.message().text();
        differences.same(
                "text and thoughts",
                expected.path("text_len").asInt(),
                text.codePointCount(0, text.length()) + thought);
        differences.same(
                "thought signatures", expected.path("thought_signatures").asInt(), signatures);
        differences.same(
                "calls",
                Recording.elements(expected.path("function_calls"))
                        .filter(JsonNode::isTextual)
                        .map(JsonNode::asText)
                        .toList(),
                response.message().toolCalls().stream().map(ToolCall::name).toList());
        differences.same(
                "arguments that are objects",
                true,
                response.message().toolCalls().stream().allMatch(call -> JsonDocument.isObject(call.arguments())));
        String blocked = expected.path("promptFeedback").path("blockReason").asText();
        differences.same(
                "finish",
                expected.path("finish").asText(blocked),
                response.details().getOrDefault("finish", ""));
        differences.same("usage", usage(expected.path("usage")), response.usage());
    }

    /** Thoughts are output, and so is what only the total has. */
    private static Optional<Usage> usage(JsonNode usage) {
        if (!usage.has("promptTokenCount")) {
            return Optional.empty();
        }
        long input = usage.path("promptTokenCount").asLong()
                + usage.path("toolUsePromptTokenCount").asLong();
        long thoughts = usage.path("thoughtsTokenCount").asLong();
        long output = Math.max(
                usage.path("candidatesTokenCount").asLong() + thoughts,
                usage.path("totalTokenCount").asLong() - input);
        return Optional.of(
                new Usage(input, output, usage.path("cachedContentTokenCount").asLong(), 0, 0, thoughts));
    }
}
