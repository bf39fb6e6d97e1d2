package dev.agentharness.tools.registry;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.agentharness.model.ToolSpec;
import java.time.DateTimeException;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** What a manifest says of one tool. */
record Entry(String name, Map<String, JsonNode> facts, Review review) {

    private static final Set<String> MEMBERS = Stream.concat(
                    Stream.of("name", "owner", "reviewedBy", "since"),
                    Fact.ALL.stream().map(Fact::member))
            .collect(Collectors.toUnmodifiableSet());

    static Entry of(ToolSpec spec, Review review) {
        Map<String, JsonNode> facts = new LinkedHashMap<>();
        for (Fact fact : Fact.ALL) {
            facts.put(fact.member(), fact.of(spec));
        }
        return new Entry(spec.name(), facts, review);
    }

    /** Whatever is unsaid in the manifest, a tool that says nothing of it has; so a new fact makes no old manifest wrong. */
    static Entry of(JsonNode json) {
        String name = text(json, "name");
        Set<String> unknown = new TreeSet<>();
        json.fieldNames().forEachRemaining(unknown::add);
        unknown.removeAll(MEMBERS);
        if (!unknown.isEmpty()) {
            throw new IllegalArgumentException("tool '" + name + "' has " + unknown + ", which nobody knows");
        }
        ToolSpec unsaid = ToolSpec.builder(name, "unsaid").build();
        Map<String, JsonNode> facts = new LinkedHashMap<>();
        for (Fact fact : Fact.ALL) {
            facts.put(fact.member(), json.has(fact.member()) ? json.get(fact.member()) : fact.of(unsaid));
        }
        try {
            LocalDate since = LocalDate.parse(text(json, "since"));
            return new Entry(name, facts, new Review(text(json, "owner"), text(json, "reviewedBy"), since));
        } catch (DateTimeException | IllegalArgumentException e) {
            throw new IllegalArgumentException("tool '" + name + "': " + e.getMessage(), e);
        }
    }

    private static String text(JsonNode json, String member) {
        JsonNode value = json.path(member);
        if (!value.isTextual()) {
            throw new IllegalArgumentException("each tool has a \"" + member + "\", a text; this has not: " + json);
        }
        return value.textValue();
    }

    JsonNode json() {
        ObjectNode json = JsonNodeFactory.instance.objectNode().put("name", name);
        facts.forEach(json::set);
        return json.put("owner", review.owner())
                .put("reviewedBy", review.reviewedBy())
                .put("since", review.since().toString());
    }

    /** Where the tool is not what stands here. */
    List<Difference> diff(ToolSpec spec) {
        List<Difference> differences = new ArrayList<>();
        for (Fact fact : Fact.ALL) {
            JsonNode said = facts.get(fact.member());
            JsonNode found = fact.of(spec);
            if (!found.equals(said)) {
                differences.add(new Difference(name, fact.member(), String.valueOf(said), found.toString()));
            }
        }
        return differences;
    }
}
