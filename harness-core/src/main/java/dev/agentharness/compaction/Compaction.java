package dev.agentharness.compaction;

import dev.agentharness.model.ModelClient;
import dev.agentharness.run.Compactions;
import dev.agentharness.run.RunState;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * When a conversation is made shorter, and by what. Immutable and thread-safe.
 *
 * <p>When a {@link Trigger} is due after a turn, the {@link Compactor}s are used in their order until the conversation is
 * half as long as it was. It is done once after a turn at most; three times in a row without getting room end the run as
 * stalled.
 */
public final class Compaction {

    /** How often in a row it may be done without getting room. */
    public static final int MOST_FRUITLESS = 3;

    private final List<Trigger> triggers;
    private final List<Compactor> compactors;

    private Compaction(Builder builder) {
        this.triggers = List.copyOf(builder.triggers);
        this.compactors = List.copyOf(builder.compactors);
    }

    /**
     * At 80 % of the context window: clears the results of older turns, drops superseded ones, and has the model summarise
     * what is older than its last three turns.
     */
    public static Compaction standard(ModelClient model) {
        return builder()
                .when(Trigger.window(0.8))
                .by(Compactor.clearResults(3), Compactor.dropSuperseded(), Compactor.summarise(model, 3))
                .build();
    }

    /** Never. A conversation that outgrows the window fails. */
    public static Compaction none() {
        return builder().build();
    }

    public static Builder builder() {
        return new Builder();
    }

    /** Why the conversation is due to be made shorter now, if it is. A pure function. */
    public Optional<String> due(RunState state, long window) {
        if (isPossible(state)) {
            for (Trigger trigger : triggers) {
                if (trigger.isDue(state, window)) {
                    return Optional.of(trigger.toString());
                }
            }
        }
        return Optional.empty();
    }

    /** Whether it can be done now, where something else than a trigger asks for it. */
    public boolean isPossible(RunState state) {
        return !compactors.isEmpty() && !isDone(state);
    }

    private static boolean isDone(RunState state) {
        return state.compactions().turn() == state.turn().number();
    }

    /** Whether doing it has not made room for long: it is still too large, or was so again at once. */
    public boolean isCramped(RunState before, RunState after, long window) {
        Compactions last = before.compactions();
        boolean wasTooLarge = isTooLarge(before, window);
        boolean atOnce = last.count() > 0 && before.turn().number() - last.turn() < 2;
        return wasTooLarge && (atOnce || isTooLarge(after, window));
    }

    private boolean isTooLarge(RunState state, long window) {
        return triggers.stream().anyMatch(trigger -> trigger.isAboutSize() && trigger.isDue(state, window));
    }

    public List<Compactor> compactors() {
        return compactors;
    }

    /** Those that leave a conversation which every provider can read; the results of older turns are cleared if there are none. */
    public List<Compactor> portable() {
        List<Compactor> portable = compactors.stream()
                .filter(compactor -> !(compactor instanceof ProviderRecord))
                .toList();
        return portable.isEmpty() ? List.of(Compactor.clearResults(1)) : portable;
    }

    @Override
    public String toString() {
        return compactors.isEmpty() ? "never" : triggers.toString();
    }

    /** Collects triggers and compactors. Not thread-safe. */
    public static final class Builder {
        private final List<Trigger> triggers = new ArrayList<>();
        private final List<Compactor> compactors = new ArrayList<>();

        private Builder() {}

        /** Adds reasons; any of them will do. */
        public Builder when(Trigger... any) {
            triggers.addAll(List.of(any));
            return this;
        }

        /** Adds ways, in the order in which they are tried. */
        public Builder by(Compactor... inOrder) {
            compactors.addAll(List.of(inOrder));
            return this;
        }

        public Compaction build() {
            return new Compaction(this);
        }
    }
}
