package dev.agentharness.otel;

import dev.agentharness.run.Outcome;
import dev.agentharness.run.Stamps;
import java.util.Optional;

/**
 * What runs of the same kind have in common, in words that are few enough to count by.
 *
 * @param name what the instructions' spec calls itself, or else what the run is known as
 * @param version of the spec; empty if it has none
 */
record Agent(Optional<String> name, Optional<String> version) {

    static Agent of(Stamps stamps, Optional<String> known) {
        Optional<Stamps.Source> spec = stamps.sources().stream()
                .filter(source -> source.kind().equals("spec"))
                .findFirst();
        return new Agent(
                spec.map(Stamps.Source::name).or(() -> known),
                spec.map(Stamps.Source::version).filter(version -> !version.isEmpty()));
    }

    /** Of a model as it is stamped and told of: {@code provider/name}. */
    static String provider(String model) {
        int slash = model.indexOf('/');
        return slash < 0 ? "unknown" : model.substring(0, slash);
    }

    static String model(String model) {
        return model.substring(model.indexOf('/') + 1);
    }

    /** The kind of error that an outcome is; empty if the run did what it could, or was told to stop. */
    static Optional<String> error(Outcome outcome) {
        if (outcome instanceof Outcome.Failed failed) {
            return Optional.of(failed.failure().kind());
        }
        return outcome instanceof Outcome.PolicyViolated
                        || outcome instanceof Outcome.BudgetExhausted
                        || outcome instanceof Outcome.Stalled
                ? Optional.of(outcome.code())
                : Optional.empty();
    }
}
