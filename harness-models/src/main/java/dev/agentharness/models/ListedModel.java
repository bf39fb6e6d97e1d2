package dev.agentharness.models;

import com.fasterxml.jackson.databind.JsonNode;
import dev.agentharness.model.ModelSpec;
import dev.agentharness.model.ModelSpec.Feature;
import java.time.LocalDate;
import java.util.EnumSet;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * An entry of a catalogue: what is known of all models whose names follow a rule.
 *
 * @param asOf the day on which the entry was true, if known
 */
record ListedModel(NameRule rule, JsonNode entry, @Nullable LocalDate asOf) {

    static ListedModel of(JsonNode entry, @Nullable LocalDate asOf) {
        String id = Trees.text(entry, "id");
        try {
            NameRule rule = entry.has("match") ? NameRule.of(entry.path("match")) : id.toLowerCase(Locale.ROOT)::equals;
            ListedPrice.on(LocalDate.MAX, entry.path("prices"));
            return new ListedModel(rule, entry, asOf);
        } catch (RuntimeException e) {
            throw new IllegalArgumentException("model '" + id + "': " + e.getMessage(), e);
        }
    }

    /** Says what the entry says, and leaves the rest as it is. */
    void describe(ModelSpec.Builder spec, LocalDate day) {
        count("context_window").ifPresent(spec::contextWindow);
        count("max_output").ifPresent(tokens -> spec.maxOutputTokens(Math.toIntExact(tokens)));
        if (entry.has("features")) {
            spec.features(features());
        }
        ListedPrice.on(day, entry.path("prices"))
                .map(price -> asOf == null ? price : price.asOf(asOf))
                .ifPresent(spec::price);
    }

    private Optional<Long> count(String name) {
        return Optional.of(entry.path(name).asLong()).filter(count -> count > 0);
    }

    /** A feature that this version has no word for is left out. */
    private Set<Feature> features() {
        Set<Feature> features = EnumSet.noneOf(Feature.class);
        for (JsonNode word : entry.path("features")) {
            for (Feature feature : Feature.values()) {
                if (feature.name().equalsIgnoreCase(word.asText())) {
                    features.add(feature);
                }
            }
        }
        return features;
    }
}
