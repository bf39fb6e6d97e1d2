package dev.agentharness.run;

import java.util.Objects;

/**
 * Whether anything has checked an answer, and what it said.
 *
 * @param status how the check went
 * @param feedback what is wrong, in words for the model; empty if nothing is
 */
public record Verification(Status status, String feedback) {

    /** How a check went. */
    public enum Status {
        /** Nothing checked the answer, because the task has no criterion. */
        UNCHECKED,
        /** The answer meets the criterion. */
        SATISFIED,
        /** It does not yet; the model is told what is missing. */
        NEEDS_REVISION,
        /** It does not, and no revision will help. */
        FAILED,
        /** The check itself did not work, so nobody knows. */
        GAVE_UP_CHECKING
    }

    /** Of an answer that nothing checked. */
    public static final Verification UNCHECKED = new Verification(Status.UNCHECKED, "");

    /** Of an answer that meets the criterion. */
    public static final Verification SATISFIED = new Verification(Status.SATISFIED, "");

    public Verification {
        Objects.requireNonNull(status, "status");
        Objects.requireNonNull(feedback, "feedback");
    }

    /** The answer is not good enough yet. */
    public static Verification needsRevision(String feedback) {
        return new Verification(Status.NEEDS_REVISION, feedback);
    }

    /** The answer is not good enough and cannot become so. */
    public static Verification failed(String feedback) {
        return new Verification(Status.FAILED, feedback);
    }

    /** The check did not work. */
    public static Verification gaveUp(String why) {
        return new Verification(Status.GAVE_UP_CHECKING, why);
    }
}
