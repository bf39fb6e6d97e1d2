package dev.agentharness.run;

import java.util.Objects;

/** What looking back at a turn says about how to go on. */
public sealed interface Reflection {

    /** Go on. */
    record Continue() implements Reflection {}

    /** Go on, but tell the model this first. */
    record Nudge(String text) implements Reflection {
        public Nudge {
            Objects.requireNonNull(text, "text");
        }
    }

    /** The plan does not hold: the model is told why, and the plan is void until it makes another. */
    record Replan(String text) implements Reflection {
        public Replan {
            Objects.requireNonNull(text, "text");
        }
    }

    /** A person must be asked; the run ends escalated. */
    record Escalate(String question) implements Reflection {
        public Escalate {
            Objects.requireNonNull(question, "question");
        }
    }

    /** End the run so. */
    record Stop(Outcome outcome) implements Reflection {
        public Stop {
            Objects.requireNonNull(outcome, "outcome");
        }
    }
}
