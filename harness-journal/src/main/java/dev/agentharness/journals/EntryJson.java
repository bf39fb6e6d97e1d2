package dev.agentharness.journals;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.agentharness.memory.MemoryEntry;
import dev.agentharness.memory.MemoryKey;
import dev.agentharness.memory.MemoryKind;
import dev.agentharness.memory.MemoryStatus;
import dev.agentharness.memory.Provenance;
import dev.agentharness.memory.Signature;
import dev.agentharness.memory.Trust;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.LinkedHashSet;
import java.util.Optional;
import java.util.Set;

/** Entries of memory as JSON objects of one line. Fields that it does not know are somebody's, and are kept. */
final class EntryJson {

    private static final int FORMAT = 1;
    private static final Set<String> KNOWN = Set.of(
            "v", "key", "version", "kind", "text", "run", "call", "tools", "trust", "created", "expires", "pinned",
            "status", "by", "at", "note");
    private static final ObjectMapper JSON = JsonMapper.builder()
            .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .build();

    private EntryJson() {}

    static boolean isObject(String line) {
        try {
            return JSON.readTree(line).isObject();
        } catch (JsonProcessingException e) {
            return false;
        }
    }

    /**
     * Reads a line.
     *
     * @throws IllegalArgumentException if it is no entry, or one of a later format
     */
    static ObjectNode object(String line) {
        try {
            if (JSON.readTree(line) instanceof ObjectNode object) {
                return object;
            }
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException("not valid JSON: " + e.getOriginalMessage(), e);
        }
        throw new IllegalArgumentException("not a JSON object");
    }

    static MemoryEntry entry(ObjectNode object) {
        if (field(object, "v").asInt() != FORMAT) {
            throw new IllegalArgumentException(
                    "its format is " + object.get("v") + ", and this version knows " + FORMAT);
        }
        Set<String> tools = new LinkedHashSet<>();
        field(object, "tools").forEach(tool -> tools.add(tool.asText()));
        try {
            return new MemoryEntry(
                    new MemoryKey(text(object, "key")),
                    field(object, "version").asInt(),
                    MemoryKind.valueOf(text(object, "kind")),
                    text(object, "text"),
                    new Provenance(
                            text(object, "run"), text(object, "call"), tools, Trust.valueOf(text(object, "trust"))),
                    Instant.parse(text(object, "created")),
                    Optional.ofNullable(object.get("expires"))
                            .map(JsonNode::asText)
                            .map(Instant::parse),
                    field(object, "pinned").asBoolean(),
                    MemoryStatus.valueOf(text(object, "status")),
                    new Signature(text(object, "by"), Instant.parse(text(object, "at")), text(object, "note")));
        } catch (DateTimeParseException e) {
            throw new IllegalArgumentException(e.getMessage(), e);
        }
    }

    private static JsonNode field(ObjectNode object, String name) {
        JsonNode value = object.get(name);
        if (value == null) {
            throw new IllegalArgumentException("it has no \"" + name + "\"");
        }
        return value;
    }

    private static String text(ObjectNode object, String name) {
        JsonNode value = field(object, name);
        if (!value.isTextual()) {
            throw new IllegalArgumentException("its \"" + name + "\" is no string: " + value);
        }
        return value.asText();
    }

    /** What is left of an object without the fields that it is known by. */
    static ObjectNode unknown(ObjectNode object) {
        return object.deepCopy().without(KNOWN);
    }

    static String line(MemoryEntry entry, ObjectNode unknown) {
        ObjectNode object = JSON.createObjectNode()
                .put("v", FORMAT)
                .put("key", entry.key().text())
                .put("version", entry.version())
                .put("kind", entry.kind().name())
                .put("text", entry.text())
                .put("run", entry.provenance().runId())
                .put("call", entry.provenance().callId());
        entry.provenance().tools().stream().sorted().forEach(object.putArray("tools")::add);
        object.put("trust", entry.provenance().trust().name())
                .put("created", entry.created().toString());
        entry.expires().ifPresent(end -> object.put("expires", end.toString()));
        object.put("pinned", entry.pinned())
                .put("status", entry.status().name())
                .put("by", entry.signature().who())
                .put("at", entry.signature().at().toString())
                .put("note", entry.signature().note());
        object.setAll(unknown);
        return object.toString();
    }

    static ObjectNode nothing() {
        return JSON.createObjectNode();
    }
}
