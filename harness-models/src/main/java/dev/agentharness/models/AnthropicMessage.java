package dev.agentharness.models;

import dev.agentharness.model.Content;
import dev.agentharness.model.Message;
import dev.agentharness.model.Role;
import dev.agentharness.model.ToolCall;
import dev.agentharness.model.ToolResult;
import java.util.Arrays;
import java.util.List;
import java.util.Set;

/** Messages as Anthropic's Messages API has them: one role and its blocks. Immutable. */
final class AnthropicMessage {

    private static final String CITATIONS = Part.Citations.TYPE;

    /** Opaque parts that are no blocks. */
    private static final Set<String> BESIDE = Set.of(CITATIONS, AnthropicAnswer.CONTAINER);

    private final String origin;
    private final boolean thinking;
    private final String extra;

    /**
     * @param thinking whether what the model thought goes back to it
     */
    AnthropicMessage(String origin, boolean thinking) {
        this.origin = origin;
        this.thinking = thinking;
        this.extra = origin + "/" + AnthropicAnswer.ITEM;
    }

    EncodedMessage encode(List<Message> messages, RequestJson json) {
        json.object().field("role", messages.get(0).role() == Role.USER ? "user" : "assistant");
        json.array("content");
        Blocks blocks = new Blocks(json, messages.size());
        // Anthropic wants the results of calls before anything else that the user says, and what compacts the
        // conversation before all else.
        for (int i = 0; i < messages.size(); i++) {
            for (ToolResult result : messages.get(i).toolResults()) {
                result(result, json);
                blocks.end(i, true);
            }
            for (Content part : messages.get(i).content()) {
                if (isCompaction(part, messages.get(i)) && canBeSent(part)) {
                    part(part, List.of(), json);
                    blocks.end(i, true);
                }
            }
        }
        for (int i = 0; i < messages.size(); i++) {
            List<Content> content = messages.get(i).content();
            for (int k = 0; k < content.size(); k++) {
                Content part = content.get(k);
                if (!(part instanceof ToolResult) && !isCompaction(part, messages.get(i)) && canBeSent(part)) {
                    part(part, content.subList(k + 1, content.size()), json);
                    blocks.end(i, !(part instanceof Content.Thinking));
                }
            }
        }
        return blocks.message();
    }

    /** Those that the model says, below a threshold of tokens, stay where it said them. */
    private static boolean isCompaction(Content part, Message message) {
        return message.role() == Role.USER
                && part instanceof Content.Opaque opaque
                && opaque.type().equals(AnthropicDialect.COMPACTION);
    }

    /** Whether the first that is sent of them is thinking. */
    boolean beginsWithThinking(List<Message> messages) {
        return messages.stream()
                .flatMap(message -> message.content().stream())
                .filter(this::canBeSent)
                .findFirst()
                .filter(Content.Thinking.class::isInstance)
                .isPresent();
    }

    /** Blank text is refused, and so is thinking without Anthropic's seal; what is another provider's is not for it. */
    private boolean canBeSent(Content part) {
        if (part instanceof Content.Text text) {
            return !text.text().isBlank();
        }
        if (part instanceof Content.Thinking thought) {
            return thinking
                    && thought.provider().equals(origin)
                    && !thought.signature().isEmpty();
        }
        return !(part instanceof Content.Opaque opaque)
                || (opaque.provider().equals(origin) && !BESIDE.contains(opaque.type()));
    }

    private void part(Content part, List<Content> next, RequestJson json) {
        if (part instanceof Content.Text text) {
            json.object().field("type", "text").field("text", text.text());
            if (!next.isEmpty() && next.get(0) instanceof Content.Opaque opaque && isCitations(opaque)) {
                json.raw(CITATIONS, opaque.json());
            }
            json.end();
        } else if (part instanceof Content.Image image) {
            json.object().field("type", "image");
            source(image.mediaType(), image.source(), json);
            json.end();
        } else if (part instanceof Content.Document document) {
            json.object().field("type", "document");
            source(document.mediaType(), document.source(), json);
            json.field("title", document.name()).end();
        } else if (part instanceof Content.Thinking thought) {
            thinking(thought, json);
        } else if (part instanceof Content.Opaque opaque) {
            json.raw(opaque.json());
        } else if (part instanceof ToolCall call) {
            json.object()
                    .field("type", "tool_use")
                    .field("id", WireNames.call(call.id()))
                    .field("name", WireNames.tool(call.name()))
                    .raw("input", ToolArguments.object(call.arguments(), json.reader()));
            String rest = call.extras().get(extra);
            if (rest != null) {
                json.members(rest);
            }
            json.end();
        }
    }

    /** The container that the provider's tools ran in last, as it was told; empty if there is none. */
    String container(List<Message> messages) {
        for (int i = messages.size() - 1; i >= 0; i--) {
            List<Content> content = messages.get(i).content();
            for (int k = 0; k < content.size(); k++) { // in a loop over all that was said, an iterator is garbage
                if (content.get(k) instanceof Content.Opaque opaque
                        && opaque.type().equals(AnthropicAnswer.CONTAINER)
                        && opaque.provider().equals(origin)) {
                    return opaque.json();
                }
            }
        }
        return "";
    }

    private boolean isCitations(Content.Opaque opaque) {
        return opaque.provider().equals(origin) && opaque.type().equals(CITATIONS);
    }

    private static void thinking(Content.Thinking thinking, RequestJson json) {
        if (thinking.redacted()) {
            json.object()
                    .field("type", "redacted_thinking")
                    .field("data", thinking.signature())
                    .end();
        } else {
            json.object()
                    .field("type", "thinking")
                    .field("thinking", thinking.text())
                    .field("signature", thinking.signature())
                    .end();
        }
    }

    private static void source(String mediaType, String source, RequestJson json) {
        json.object("source");
        if (!DataUrl.is(source)) {
            json.field("type", "url").field("url", source);
        } else if (mediaType.startsWith("text/")) {
            json.field("type", "text").field("media_type", "text/plain");
            json.field("data", DataUrl.parse(source).text());
        } else {
            json.field("type", "base64").field("media_type", mediaType);
            json.field("data", DataUrl.parse(source).base64());
        }
        json.end();
    }

    private void result(ToolResult result, RequestJson json) {
        json.object().field("type", "tool_result").field("tool_use_id", WireNames.call(result.callId()));
        boolean any = false;
        for (Content part : result.content()) {
            if (canBeSent(part)) {
                if (!any) {
                    json.array("content");
                }
                part(part, List.of(), json);
                any = true;
            }
        }
        if (any) {
            json.end();
        }
        if (result.error()) {
            json.field("is_error", true);
        }
        json.end();
    }

    /** Where the blocks end that were written so far, and how many belong to each message. */
    private static final class Blocks {
        private final RequestJson json;
        private int[] ends = new int[2];
        private final int[] upTo;
        private int count;

        Blocks(RequestJson json, int messages) {
            this.json = json;
            this.upTo = new int[messages];
        }

        void end(int message, boolean takesMark) {
            if (count == ends.length) {
                ends = Arrays.copyOf(ends, 2 * count);
            }
            ends[count++] = takesMark ? json.length() - 1 : -1;
            for (int i = message; i < upTo.length; i++) {
                upTo[i] = count;
            }
        }

        EncodedMessage message() {
            byte[] bytes = json.end().end().bytes();
            return new EncodedMessage(count == 0 ? new byte[0] : bytes, Arrays.copyOf(ends, count), upTo);
        }
    }
}
