package dev.agentharness.models;

import dev.agentharness.model.ModelSpec;
import dev.agentharness.model.ModelSpec.Feature;
import java.time.LocalDate;
import java.util.EnumSet;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * An entry of a catalogue: what is known of all models whose names follow a rule.
 *
 * @param asOf the day on which the entry was true, if known
 */
record ListedModel(Node entry, @Nullable LocalDate asOf) {

    /** Whether it is the entry of this name, which is in lower case. */
    boolean isOf(String name) {
        Node match = entry.get("match");
        return match.isMissing() ? name.equalsIgnoreCase(entry.text("id")) : new NameRule(match).matches(name);
    }

    /**
     * Reads all of it.
     *
     * @throws IllegalArgumentException naming the model, if it makes no sense
     */
    void check() {
        try {
            var unused = isOf("");
            describe(ModelSpec.builder("p", "m"), LocalDate.MAX);
        } catch (RuntimeException e) {
            throw new IllegalArgumentException("model '" + entry.text("id") + "': " + e.getMessage(), e);
        }
    }

    /** Says what the entry says, and leaves the rest as it is. */
    void describe(ModelSpec.Builder spec, LocalDate day) {
        count("context_window").ifPresent(spec::contextWindow);
        count("max_output").ifPresent(tokens -> spec.maxOutputTokens(Math.toIntExact(tokens)));
        if (entry.get("features").isArray()) {
            spec.features(features());
        }
        ListedPrice.on(day, entry.get("prices"))
                .map(price -> asOf == null ? price : price.asOf(asOf))
                .ifPresent(spec::price);
    }

    private Optional<Long> count(String name) {
        return Optional.of((long) entry.get(name).number(0)).filter(count -> count > 0);
    }

    /** A feature that this version has no word for is left out. */
    private Set<Feature> features() {
        Set<Feature> features = EnumSet.noneOf(Feature.class);
        for (Node word : entry.get("features")) {
            for (Feature feature : Feature.values()) {
                if (feature.name().equalsIgnoreCase(word.text())) {
                    features.add(feature);
                }
            }
        }
        return features;
    }
}
