package dev.agentharness.compaction;

import dev.agentharness.run.RunState;
import java.time.Duration;
import java.util.Objects;

/** When a conversation is due to be made shorter. */
public sealed interface Trigger {

    /**
     * Whether it is due, as far as this trigger is concerned. A pure function.
     *
     * @param window the model's context window, in tokens
     */
    boolean isDue(RunState state, long window);

    /** Whether it is about size: then a conversation that stays due has no room. */
    default boolean isAboutSize() {
        return false;
    }

    /** When it fills this share of the model's context window. */
    static Trigger window(double share) {
        return new Window(share);
    }

    /** When it has this many tokens. */
    static Trigger tokens(long tokens) {
        return new Tokens(tokens);
    }

    /** Every so many turns. */
    static Trigger turns(int turns) {
        return new Turns(turns);
    }

    /** Every so often, in the run's time. */
    static Trigger every(Duration time) {
        return new Every(time);
    }

    /** A share of the context window. */
    record Window(double share) implements Trigger {
        public Window {
            if (!(share > 0 && share < 1)) {
                throw new IllegalArgumentException("the share of the window must be between 0 and 1 but is " + share);
            }
        }

        @Override
        public boolean isDue(RunState state, long window) {
            return state.contextTokens() >= share * window;
        }

        @Override
        public boolean isAboutSize() {
            return true;
        }

        @Override
        public String toString() {
            return Math.round(100 * share) + " % of the window";
        }
    }

    /** A number of tokens. */
    record Tokens(long tokens) implements Trigger {
        public Tokens {
            positive(tokens, "tokens");
        }

        @Override
        public boolean isDue(RunState state, long window) {
            return state.contextTokens() >= tokens;
        }

        @Override
        public boolean isAboutSize() {
            return true;
        }

        @Override
        public String toString() {
            return tokens + " tokens";
        }
    }

    /** A number of turns. */
    record Turns(int turns) implements Trigger {
        public Turns {
            positive(turns, "turns");
        }

        @Override
        public boolean isDue(RunState state, long window) {
            return state.turn().number() - Math.max(0, state.compactions().turn()) >= turns;
        }

        @Override
        public String toString() {
            return "every " + turns + " turns";
        }
    }

    /** A time. */
    record Every(Duration time) implements Trigger {
        public Every {
            Objects.requireNonNull(time, "time");
            positive(time.toMillis(), "milliseconds");
        }

        @Override
        public boolean isDue(RunState state, long window) {
            return Duration.between(state.compactions().at(), state.lastAt()).compareTo(time) >= 0;
        }

        @Override
        public String toString() {
            return "every " + time;
        }
    }

    private static void positive(long value, String what) {
        if (value <= 0) {
            throw new IllegalArgumentException(what + " must be positive but is " + value);
        }
    }
}
