package dev.agentharness.models;

import dev.agentharness.model.ModelSpec;
import dev.agentharness.model.ModelSpec.Feature;
import dev.agentharness.model.Price;
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
record ListedModel(Node entry, @Nullable LocalDate asOf) {

    /** Whether it is the entry of this name, which is in lower case. */
    boolean isOf(String name) {
        Node match = entry.get("match");
        return match.isMissing() ? name.equalsIgnoreCase(entry.text("id")) : new NameRule(match).matches(name);
    }

    /** Says what the entry says of sizes and features, and leaves the rest as it is. */
    void describe(ModelSpec.Builder spec) {
        count("context_window").ifPresent(spec::contextWindow);
        count("max_output").ifPresent(tokens -> spec.maxOutputTokens(Math.toIntExact(tokens)));
        if (entry.get("features").isArray()) {
            spec.features(features());
        }
    }

    /** Whether the entry says what the model costs on a day, be it something that cannot be billed here. */
    boolean isPriced(LocalDate day) {
        return !ListedPrice.counting(day, entry.get("prices")).isEmpty();
    }

    /** What the model costs on a day, or empty if the entry does not say or it cannot be billed here. */
    Optional<Price> price(LocalDate day) {
        return ListedPrice.on(day, entry.get("prices")).map(price -> asOf == null ? price : price.asOf(asOf));
    }

    private Optional<Long> count(String name) {
        return Optional.of((long) entry.get(name).number(0)).filter(count -> count > 0);
    }

    private Set<Feature> features() {
        Set<Feature> features = EnumSet.noneOf(Feature.class);
        entry.get("features")
                .forEach(word -> features.add(Feature.valueOf(word.text().toUpperCase(Locale.ROOT))));
        return features;
    }
}
