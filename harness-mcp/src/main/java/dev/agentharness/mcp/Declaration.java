package dev.agentharness.mcp;

import io.modelcontextprotocol.spec.McpSchema;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * A tool as its server declares it.
 *
 * @param tool what the server said
 * @param fingerprint a hash of all in it that a model or a reviewer goes by: another one means that the tool has changed
 */
record Declaration(McpSchema.Tool tool, String fingerprint) {

    static Declaration of(McpSchema.Tool tool) {
        return new Declaration(tool, fingerprint(WireJson.write(facts(tool))));
    }

    String name() {
        return Optional.ofNullable(tool.name()).orElse("");
    }

    /** The names of what is said otherwise in another declaration of the same tool. */
    String differencesTo(Declaration other) {
        Map<String, @Nullable Object> here = facts(tool);
        Map<String, @Nullable Object> there = facts(other.tool);
        return here.keySet().stream()
                .filter(fact -> !Objects.equals(here.get(fact), there.get(fact)))
                .collect(Collectors.joining(", "));
    }

    private static Map<String, @Nullable Object> facts(McpSchema.Tool tool) {
        Map<String, @Nullable Object> facts = new LinkedHashMap<>();
        facts.put("name", tool.name());
        facts.put("title", tool.title());
        facts.put("description", tool.description());
        facts.put("input schema", tool.inputSchema());
        facts.put("output schema", tool.outputSchema());
        facts.put("annotations", tool.annotations());
        return facts;
    }

    /** The first so many hexadecimal digits of the SHA-256 of a text. */
    static String shortHash(String text, int digits) {
        return fingerprint(text).substring(0, digits);
    }

    private static String fingerprint(String text) {
        try {
            return HexFormat.of()
                    .formatHex(MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8)));
        } catch (NoSuchAlgorithmException e) {
            throw new AssertionError("every Java platform has SHA-256", e);
        }
    }

    /** By name; of two with the same name the later one counts. */
    static Map<String, Declaration> byName(List<Declaration> declarations) {
        Map<String, Declaration> byName = new LinkedHashMap<>();
        declarations.forEach(declaration -> byName.put(declaration.name(), declaration));
        return byName;
    }
}
