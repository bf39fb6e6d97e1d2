package dev.agentharness.models;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.databind.JsonNode;
import dev.agentharness.model.Content;
import dev.agentharness.model.ModelResponse;
import dev.agentharness.model.ToolCall;
import dev.agentharness.model.Usage;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Compares what the client read with what the manifest says it should have read. */
final class RecordingReading {

    /** Opaque parts that are no blocks of the answer. */
    private static final Set<String> BESIDE = Set.of("citations", "container");

    private static final String SHA_OF_NOTHING = "e3b0c44298fc";

    private final Recording recording;
    private final JsonNode expected;
    private final ModelResponse response;
    private final Differences differences = new Differences();

    private RecordingReading(Recording recording, ModelResponse response) {
        this.recording = recording;
        this.expected = recording.expected();
        this.response = response;
    }

    /** What differs; empty if all is equal. */
    static List<String> differences(Recording recording, ModelResponse response) throws IOException {
        RecordingReading reading = new RecordingReading(recording, response);
        if (recording.wire() == Wire.RESPONSES) {
            ItemsReading.responses(reading.expected, response, reading.differences);
            return reading.differences.all();
        } else if (recording.wire() == Wire.GEMINI) {
            ItemsReading.gemini(reading.expected, response, reading.differences);
            return reading.differences.all();
        } else if (recording.wire() == Wire.MESSAGES) {
            reading.blocks();
            reading.same(
                    "model",
                    expectedText(reading.expected, "model"),
                    response.details().getOrDefault("model", ""));
            reading.same("usage", reading.messagesUsage(), response.usage());
        } else {
            long text = reading.expected.path("text_len").longValue() + textBesideStrings(recording);
            reading.same("text", text, length(response.message().text()));
            reading.calls();
            reading.same("usage", reading.chatUsage(), response.usage());
        }
        reading.same("finish", recording.finish(), response.details().getOrDefault("finish", ""));
        return reading.differences.all();
    }

    private void blocks() throws IOException {
        List<JsonNode> blocks = Recording.elements(expected.path("blocks")).toList();
        List<Content> content = response.message().content().stream()
                .filter(part -> !(part instanceof Content.Opaque opaque && BESIDE.contains(opaque.type())))
                .toList();
        same("number of blocks", blocks.size(), content.size());
        for (int i = 0; i < Math.min(blocks.size(), content.size()); i++) {
            block("block " + i, blocks.get(i), content.get(i));
        }
    }

    private void block(String where, JsonNode block, Content part) throws IOException {
        String type = expectedText(block, "type");
        if (part instanceof Content.Text text) {
            same(where, type, "text");
            optional(where + " length", block.path("text_len"), length(text.text()));
        } else if (part instanceof Content.Thinking thinking) {
            same(where, type, thinking.redacted() ? "redacted_thinking" : "thinking");
            optional(where + " length", block.path("thinking_len"), length(thinking.text()));
        } else if (part instanceof ToolCall call) {
            same(where, type, "tool_use");
            same(where + " name", expectedText(block, "name"), call.name());
            arguments(where, block, call.arguments());
        } else if (part instanceof Content.Opaque opaque) {
            same(where, type, opaque.type());
            JsonNode json = Recording.JSON.readTree(opaque.json());
            same(where + " type in its JSON", type, expectedText(json, "type"));
            same(where + " name", expectedText(block, "name"), expectedText(json, "name"));
            arguments(where, block, rawInput(opaque.json()));
        } else {
            differences.add(where + ": " + part);
        }
    }

    private void calls() {
        List<JsonNode> calls = Recording.elements(expected.path("tool_calls")).toList();
        List<ToolCall> read = response.message().toolCalls();
        same("number of calls", calls.size(), read.size());
        for (int i = 0; i < Math.min(calls.size(), read.size()); i++) {
            same("call " + i, expectedText(calls.get(i), "name"), read.get(i).name());
            arguments("call " + i, calls.get(i), read.get(i).arguments());
        }
    }

    private void arguments(String where, JsonNode call, String arguments) {
        if (call.has("args_valid")) {
            boolean valid = arguments.isEmpty() || JsonDocument.isValue(arguments);
            same(where + " arguments valid", call.path("args_valid").booleanValue(), valid);
        }
        if (call.has("args_sha")) {
            // A stream without a piece of arguments means the empty object.
            String sha = expectedText(call, "args_sha");
            same(
                    where + " arguments",
                    sha.equals(SHA_OF_NOTHING) ? sha("{}") : sha,
                    sha(arguments.isEmpty() ? "{}" : arguments));
        }
    }

    /** The manifest has the counts of the message; what was billed beside it stands in the recording only. */
    private Optional<Usage> messagesUsage() throws IOException {
        JsonNode usage = expected.path("usage");
        if (usage.isEmpty()) {
            return Optional.empty();
        }
        long read = usage.path("cache_read_input_tokens").longValue();
        long written = usage.path("cache_creation_input_tokens").longValue();
        Usage got = response.usage().orElse(Usage.NONE);
        long input = usage.path("input_tokens").longValue() + read + written;
        long output = usage.path("output_tokens").longValue();
        for (JsonNode document : recording.documents()) {
            for (JsonNode iteration : document.at("/usage/iterations")) {
                if (Set.of("compaction", "advisor_message").contains(expectedText(iteration, "type"))) {
                    long cached = iteration.path("cache_read_input_tokens").longValue();
                    long cachedNow =
                            iteration.path("cache_creation_input_tokens").longValue();
                    input += iteration.path("input_tokens").longValue() + cached + cachedNow;
                    output += iteration.path("output_tokens").longValue();
                    read += cached;
                    written += cachedNow;
                }
            }
        }
        return Optional.of(new Usage(input, output, read, written, got.cacheWriteHour(), got.reasoning()));
    }

    /**
     * The manifest has what stands in "usage". Groq's streams may have it elsewhere, and where the total exceeds input
     * and output (xAI), the rest is reasoning, which is output.
     */
    private Optional<Usage> chatUsage() throws IOException {
        JsonNode usage = expected.path("usage");
        for (JsonNode document : usage.isEmpty() ? recording.documents() : List.<JsonNode>of()) {
            JsonNode groq = document.path("x_groq").path("usage");
            usage = groq.isMissingNode() ? usage : groq;
        }
        if (usage.isEmpty()) {
            return Optional.empty();
        }
        long input = usage.path("prompt_tokens").longValue();
        long output = usage.path("completion_tokens").longValue();
        Usage got = response.usage().orElse(Usage.NONE);
        long cached = usage.path("prompt_cache_hit_tokens")
                .asLong(usage.path("num_cached_tokens").asLong(got.cacheRead()));
        return Optional.of(new Usage(
                input,
                Math.max(output, usage.path("total_tokens").longValue() - input),
                cached,
                got.cacheWrite(),
                0,
                got.reasoning()));
    }

    /** Text that the manifest does not count: it knows strings only, not Mistral's parts or OpenAI's refusals. */
    private static long textBesideStrings(Recording recording) throws IOException {
        long length = 0;
        for (JsonNode document : recording.documents()) {
            JsonNode choice = document.path("choices").path(0);
            for (JsonNode message : List.of(choice.path("message"), choice.path("delta"))) {
                length += length(expectedText(message, "refusal"));
                for (JsonNode part : message.path("content")) {
                    length += expectedText(part, "type").equals("text") ? length(expectedText(part, "text")) : 0;
                }
            }
        }
        return length;
    }

    private void optional(String what, JsonNode wanted, long got) {
        if (wanted.isNumber()) {
            same(what, wanted.longValue(), got);
        }
    }

    private void same(String what, Object wanted, Object got) {
        differences.same(what, wanted, got);
    }

    private static String expectedText(JsonNode parent, String name) {
        return parent.path(name).isTextual() ? parent.path(name).textValue() : "";
    }

    private static long length(String text) {
        return text.codePointCount(0, text.length());
    }

    /** The field "input" with every space in its place. */
    private static String rawInput(String json) throws IOException {
        try (JsonParser parser = Recording.JSON.createParser(json)) {
            parser.nextToken();
            while (parser.nextToken() == JsonToken.FIELD_NAME) {
                String name = parser.currentName();
                parser.nextToken();
                int from = (int) parser.currentTokenLocation().getCharOffset();
                parser.skipChildren();
                if (name.equals("input")) {
                    return json.substring(from, (int) parser.currentLocation().getCharOffset());
                }
            }
        }
        return "";
    }

    private static String sha(String text) {
        try {
            byte[] digest = MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
            return HexFormat.of().formatHex(digest, 0, 6);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }
}
