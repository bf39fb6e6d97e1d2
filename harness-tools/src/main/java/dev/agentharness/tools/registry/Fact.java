package dev.agentharness.tools.registry;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import dev.agentharness.model.ToolInput;
import dev.agentharness.model.ToolSpec;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import java.util.function.Function;

/**
 * One thing that a manifest holds of a tool. A test compares them with what a {@link ToolSpec} says.
 *
 * @param member what it is called in a manifest, as in the {@link ToolSpec}
 */
record Fact(String member, Function<ToolSpec, JsonNode> value) {

    private static final JsonNodeFactory JSON = JsonNodeFactory.instance;

    /** In the order in which they stand in a manifest. */
    static final List<Fact> ALL = List.of(
            new Fact("version", spec -> text(spec.version())),
            new Fact("description", spec -> hash(spec.description())),
            new Fact(
                    "inputSchema",
                    spec -> hash(ToolInput.parse(spec.inputSchema()).canonical())),
            new Fact("effect", spec -> text(spec.effect().name())),
            new Fact("risk", spec -> text(spec.risk().name())),
            new Fact("scopes", spec -> texts(spec.scopes())),
            new Fact("untrusted", spec -> JSON.booleanNode(spec.untrusted())),
            new Fact("timeout", spec -> text(spec.timeout().toString())),
            new Fact("maxOutputChars", spec -> JSON.numberNode(spec.maxOutputChars())),
            new Fact("polling", spec -> JSON.booleanNode(spec.polling())),
            new Fact(
                    "rateLimit",
                    spec -> text(spec.rateLimit().map(Object::toString).orElse(""))),
            new Fact("concurrency", spec -> JSON.numberNode(spec.concurrency().orElse(0))),
            new Fact("idempotencyKeys", spec -> JSON.booleanNode(spec.idempotencyKeys())),
            new Fact(
                    "cacheFor",
                    spec -> text(spec.cacheFor().map(Object::toString).orElse(""))));

    JsonNode of(ToolSpec spec) {
        return value.apply(spec);
    }

    private static JsonNode texts(List<String> texts) {
        ArrayNode array = JSON.arrayNode();
        texts.forEach(array::add);
        return array;
    }

    private static JsonNode text(String text) {
        return JSON.textNode(text);
    }

    private static JsonNode hash(String text) {
        try {
            byte[] hash = MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
            return text("sha256:" + HexFormat.of().formatHex(hash));
        } catch (NoSuchAlgorithmException e) {
            throw new AssertionError("every Java platform has SHA-256", e);
        }
    }
}
