package dev.agentharness.models;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.Closeable;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * Anthropic's Messages API as its documentation has "Preserved thinking": every answer begins with thinking, which is taken
 * back only behind the system prompt, tools and messages it was made behind, and as an unbroken row. Answers with a call of
 * the first tool until it has answered as often as it is told, then with words.
 */
final class BindingServer implements Closeable {

    static final String BETA = "thinking-binding-controls-2026-08-01";

    private static final ObjectMapper JSON = new ObjectMapper();

    /** What thinking is bound to. */
    private record Bound(JsonNode prefix, String before) {}

    /** A request, what became of it, and whether the header was there. */
    record Asked(JsonNode body, boolean header, int status, int dropped) {
        boolean asksToDrop() {
            return body.path("thinking")
                    .path("block_binding")
                    .path("prefix_mismatch_behavior")
                    .asText()
                    .equals("drop_block");
        }
    }

    private final RawServer server;
    private final int calls;
    private final boolean enforcing;
    private final boolean controls;
    private final Map<String, Bound> bound = new HashMap<>();
    private final List<JsonNode> thought = new ArrayList<>();
    private final List<Asked> asked = new ArrayList<>();
    private int called;

    /**
     * @param calls how many calls the model makes in all
     * @param enforcing whether a mismatch is refused where the request does not say what is to be done
     * @param controls whether the header gets here
     */
    BindingServer(int calls, boolean enforcing, boolean controls) throws IOException {
        this.calls = calls;
        this.enforcing = enforcing;
        this.controls = controls;
        this.server = new RawServer(this::answer);
    }

    String url() {
        return server.url();
    }

    synchronized List<Asked> asked() {
        return List.copyOf(asked);
    }

    synchronized long refused() {
        return asked.stream().filter(one -> one.status() == 400).count();
    }

    /** All blocks of thinking that were handed out. */
    synchronized List<JsonNode> thought() {
        return List.copyOf(thought);
    }

    private synchronized void answer(RawServer.Exchange exchange) throws IOException {
        JsonNode body = JSON.readTree(exchange.body);
        boolean header = exchange.head.toLowerCase(Locale.ROOT).contains(BETA);
        JsonNode binding = body.path("thinking").path("block_binding");
        if (!binding.isMissingNode() && !(header && controls)) {
            refuse(exchange, body, header, "thinking.adaptive.block_binding: Extra inputs are not permitted");
            return;
        }
        boolean drop = binding.path("prefix_mismatch_behavior").asText().equals("drop_block");
        ArrayNode dropped = JSON.createArrayNode();
        String last = "";
        for (int i = 0; i < body.path("messages").size(); i++) {
            JsonNode content = body.path("messages").path(i).path("content");
            for (int k = 0; k < content.size(); k++) {
                if (!content.path(k).path("type").asText().equals("thinking")) {
                    continue;
                }
                String path = "messages." + i + ".content." + k;
                String signature = content.path(k).path("signature").asText();
                Bound to = bound.get(signature);
                if (to == null) {
                    refuse(exchange, body, header, path + ": Invalid `signature` in `thinking` block");
                    return;
                }
                boolean valid = to.prefix().equals(prefix(body, i, k))
                        && (last.isEmpty() || to.before().equals(last));
                if (valid || !(drop || enforcing)) {
                    last = signature;
                } else if (drop) {
                    dropped.addObject()
                            .put("type", "thinking_dropped")
                            .put("path", path)
                            .put("reason", "prefix_binding_mismatch");
                } else {
                    refuse(
                            exchange,
                            body,
                            header,
                            path + ": Invalid `signature` in `thinking` block. The block is bound"
                                    + " to a different conversation. Remove the block, or set"
                                    + " `thinking.block_binding.prefix_mismatch_behavior` to \"drop_block\". That setting requires"
                                    + " the `" + BETA + "` value in the `anthropic-beta` header. A message differs.");
                    return;
                }
            }
        }
        asked.add(new Asked(body, header, 200, dropped.size()));
        send(exchange, 200, message(body, last, header ? dropped : null));
    }

    private ObjectNode message(JsonNode body, String last, ArrayNode dropped) {
        ObjectNode message = JSON.createObjectNode();
        message.put("id", "msg").put("type", "message").put("role", "assistant");
        ObjectNode thinking = message.putArray("content").addObject();
        String signature = "c2lnbmF0dXJl" + bound.size();
        thinking.put("type", "thinking").put("thinking", "").put("signature", signature);
        bound.put(signature, new Bound(prefix(body, body.path("messages").size(), 0), last));
        thought.add(thinking.deepCopy());
        boolean calls = called < this.calls
                && body.path("tools").size() > 0
                && !body.path("tool_choice").path("type").asText().equals("none");
        ObjectNode words = message.withArray("content").addObject();
        if (body.has("compaction")) {
            message.withArray("content")
                    .removeAll()
                    .addObject()
                    .put("type", "compaction")
                    .put("signature", "seal");
        } else if (calls) {
            words.put("type", "tool_use").put("id", "toolu_" + called++);
            words.put("name", body.path("tools").path(0).path("name").asText()).putObject("input");
        } else {
            words.put("type", "text").put("text", "Done.");
        }
        message.put("stop_reason", body.has("compaction") ? "compaction" : calls ? "tool_use" : "end_turn");
        message.putObject("usage").put("input_tokens", 100).put("output_tokens", 10);
        if (dropped != null) {
            message.set("input_transformations", dropped);
        }
        return message;
    }

    /** What stands before a block, without thinking and without marks, which do not count. */
    private static JsonNode prefix(JsonNode body, int message, int block) {
        ObjectNode prefix = JSON.createObjectNode();
        prefix.set("system", plain(body.path("system")));
        prefix.set("tools", plain(body.path("tools")));
        ArrayNode messages = prefix.putArray("messages");
        for (int i = 0; i <= message && i < body.path("messages").size(); i++) {
            JsonNode content = body.path("messages").path(i).path("content");
            ArrayNode blocks = JSON.createArrayNode();
            for (int k = 0; k < (i < message ? content.size() : block); k++) {
                if (!content.path(k).path("type").asText().equals("thinking")) {
                    blocks.add(plain(content.path(k)));
                }
            }
            if (!blocks.isEmpty()) {
                messages.add(blocks);
            }
        }
        return prefix;
    }

    private static JsonNode plain(JsonNode node) {
        JsonNode copy = node.deepCopy();
        for (JsonNode marked : copy.findParents("cache_control")) {
            ((ObjectNode) marked).remove("cache_control");
        }
        return copy;
    }

    private void refuse(RawServer.Exchange exchange, JsonNode body, boolean header, String words) throws IOException {
        asked.add(new Asked(body, header, 400, 0));
        ObjectNode error = JSON.createObjectNode().put("type", "error");
        error.putObject("error").put("type", "invalid_request_error").put("message", words);
        send(exchange, 400, error);
    }

    private static void send(RawServer.Exchange exchange, int status, JsonNode body) throws IOException {
        byte[] bytes = JSON.writeValueAsBytes(body);
        exchange.send("HTTP/1.1 " + status + " X\r\ncontent-type: application/json\r\ncontent-length: " + bytes.length
                + "\r\n\r\n" + new String(bytes, StandardCharsets.UTF_8));
    }

    @Override
    public void close() throws IOException {
        server.close();
    }
}
