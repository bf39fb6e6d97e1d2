package dev.agentharness.memory;

import java.util.Objects;

/** What a gate says of a proposal. */
public sealed interface Ruling {

    /** Why, in words for the model and for a reviewer. */
    String reason();

    /** It is remembered. */
    record Commit(String reason) implements Ruling {
        public Commit {
            Objects.requireNonNull(reason, "reason");
        }
    }

    /** It is kept apart until a person has looked at it. */
    record Quarantine(String reason) implements Ruling {
        public Quarantine {
            Objects.requireNonNull(reason, "reason");
        }
    }

    /** It is not kept at all. */
    record Refuse(String reason) implements Ruling {
        public Refuse {
            Objects.requireNonNull(reason, "reason");
        }
    }

    static Ruling commit() {
        return new Commit("nothing speaks against it");
    }

    /** This ruling or the other, whichever is stricter; this one if they are as strict. */
    default Ruling orStricter(Ruling other) {
        return strictness(other) > strictness(this) ? other : this;
    }

    private static int strictness(Ruling ruling) {
        if (ruling instanceof Refuse) {
            return 2;
        }
        return ruling instanceof Quarantine ? 1 : 0;
    }
}
