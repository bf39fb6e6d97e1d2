package dev.agentharness.tools.registry;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.agentharness.model.ToolSpec;
import dev.agentharness.tool.Tool;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * What is said of a set of tools under one version: of each its version, hashes of its description and schema, effect, risk,
 * scopes and limits, and who answers for it. Immutable. As a file it is JSON, made to be read and reviewed by people.
 */
public final class ToolManifest {

    private static final Pattern VERSION = Pattern.compile("[A-Za-z0-9_][A-Za-z0-9._-]{0,63}");
    private static final JsonMapper MAPPER = JsonMapper.builder()
            .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .build();

    private final String version;
    private final Map<String, Entry> entries;

    private ToolManifest(String version, Collection<Entry> entries) {
        if (!VERSION.matcher(version).matches()) {
            throw new IllegalArgumentException(
                    "a manifest's version is up to 64 letters, digits, '.', '_' and '-', not '" + version + "'");
        }
        Map<String, Entry> byName = new LinkedHashMap<>();
        for (Entry entry : entries) {
            if (byName.put(entry.name(), entry) != null) {
                throw new IllegalArgumentException("the manifest has two tools named '" + entry.name() + "'");
            }
        }
        this.version = version;
        this.entries = byName;
    }

    /** A manifest of these tools as they are, in this order, for all of which the same people answer. */
    public static ToolManifest of(String version, Review review, Collection<? extends Tool> tools) {
        return new ToolManifest("0", List.of()).next(version, review, tools);
    }

    /**
     * A manifest of these tools as they are, in this order. For a tool that is what this manifest says, the same people answer
     * as before; for the others those of the review, but for the owner of a tool that had one.
     */
    public ToolManifest next(String version, Review review, Collection<? extends Tool> tools) {
        return new ToolManifest(
                version, tools.stream().map(tool -> next(tool.spec(), review)).toList());
    }

    private Entry next(ToolSpec spec, Review review) {
        Entry before = entries.get(spec.name());
        if (before == null) {
            return Entry.of(spec, review);
        }
        return before.diff(spec).isEmpty()
                ? before
                : Entry.of(spec, new Review(before.review().owner(), review.reviewedBy(), review.since()));
    }

    /**
     * Reads a manifest.
     *
     * @throws IllegalArgumentException if something in it is not understood
     */
    public static ToolManifest parse(String json) {
        try {
            JsonNode file = MAPPER.readTree(json);
            Set<String> members = new LinkedHashSet<>();
            file.fieldNames().forEachRemaining(members::add);
            if (!members.equals(Set.of("version", "tools"))
                    || !file.get("version").isTextual()
                    || !file.get("tools").isArray()) {
                throw new IllegalArgumentException("a manifest has a \"version\", a text, and \"tools\", a list");
            }
            List<Entry> entries = new ArrayList<>();
            file.get("tools").forEach(tool -> entries.add(Entry.of(tool)));
            return new ToolManifest(file.get("version").textValue(), entries);
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException("the manifest is not valid JSON: " + e.getOriginalMessage(), e);
        }
    }

    /**
     * Reads a file.
     *
     * @throws IllegalArgumentException as {@link #parse}, naming the file
     * @throws UncheckedIOException if it cannot be read
     */
    public static ToolManifest read(Path file) {
        try {
            return parse(Files.readString(file));
        } catch (IOException e) {
            throw new UncheckedIOException("the manifest " + file + " cannot be read", e);
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException(file + ": " + e.getMessage(), e);
        }
    }

    /** Writes it to a file in one step: whoever reads the file sees the whole of this manifest or of the one before. */
    public void write(Path file) {
        Path parent = file.toAbsolutePath().getParent();
        try {
            Files.createDirectories(parent);
            Path written = Files.createTempFile(parent, file.getFileName().toString(), ".tmp");
            try {
                Files.writeString(written, json());
                Files.move(written, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
            } finally {
                Files.deleteIfExists(written);
            }
        } catch (IOException e) {
            throw new UncheckedIOException("the manifest " + file + " cannot be written", e);
        }
    }

    public String version() {
        return version;
    }

    /** Who answers for a tool. */
    public Optional<Review> review(String tool) {
        return Optional.ofNullable(entries.get(tool)).map(Entry::review);
    }

    /** Where the tools are not what this manifest says; empty if they are. A second tool of a name is extra. */
    public List<Difference> diff(Collection<? extends Tool> tools) {
        List<Difference> differences = new ArrayList<>();
        Set<String> missing = new LinkedHashSet<>(entries.keySet());
        for (Tool tool : tools) {
            Entry entry = entries.get(tool.spec().name());
            boolean first = missing.remove(tool.spec().name());
            if (entry == null || !first) {
                differences.add(Difference.extra(tool.spec().name()));
            } else {
                differences.addAll(entry.diff(tool.spec()));
            }
        }
        missing.forEach(name -> differences.add(Difference.missing(name)));
        return List.copyOf(differences);
    }

    /** What it says of each tool, in its order. */
    Collection<Entry> entries() {
        return entries.values();
    }

    /** The whole of it, as it stands in a file. */
    public String json() {
        ObjectNode file = MAPPER.createObjectNode().put("version", version);
        ArrayNode tools = file.putArray("tools");
        entries.values().forEach(entry -> tools.add(entry.json()));
        return file.toPrettyString() + "\n";
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof ToolManifest that && version.equals(that.version) && json().equals(that.json());
    }

    @Override
    public int hashCode() {
        return json().hashCode();
    }

    @Override
    public String toString() {
        return "manifest " + version + " " + entries.keySet();
    }
}
