package dev.agentharness.run;

import dev.agentharness.budget.Limit;
import java.util.Objects;

/**
 * How a run ended. Never an exception: callers need what the work cost and what there is of it, however it ended.
 *
 * <p>All of them come with a {@link RunResult} that holds the answer so far, the spend and a transcript.
 */
public sealed interface Outcome {

    /** A stable word for logs, metrics and programs. */
    String code();

    /** Why it ended so, in a sentence for people. */
    String reason();

    /** The exit code for a program whose one job the run was: 0 for success, and another for each other way to end. */
    int exitCode();

    /** Whether going on from here can make sense, once the cause is dealt with. */
    default boolean isResumable() {
        return false;
    }

    /**
     * The task is done.
     *
     * @param answer the model's answer: text, or JSON where the task asks for an output type
     * @param verification whether anything has checked it
     */
    record Completed(String answer, Verification verification) implements Outcome {
        public Completed {
            Objects.requireNonNull(answer, "answer");
            Objects.requireNonNull(verification, "verification");
        }

        /** An answer that nothing has checked. */
        public Completed(String answer) {
            this(answer, Verification.UNCHECKED);
        }

        @Override
        public String code() {
            return "completed";
        }

        @Override
        public String reason() {
            return verification.feedback().isEmpty()
                    ? "the task is done"
                    : "the task is done: " + verification.feedback();
        }

        @Override
        public int exitCode() {
            return 0;
        }
    }

    /** The model is confident that the task cannot be done, and says why. */
    record Blocked(String reason) implements Outcome {
        public Blocked {
            Objects.requireNonNull(reason, "reason");
        }

        @Override
        public String code() {
            return "blocked";
        }

        @Override
        public int exitCode() {
            return 10;
        }
    }

    /**
     * The model asked for something that a policy treats as a violation.
     *
     * @param tool the tool it asked for
     * @param reason the policy's words
     */
    record PolicyViolated(String tool, String reason) implements Outcome {
        public PolicyViolated {
            Objects.requireNonNull(tool, "tool");
            Objects.requireNonNull(reason, "reason");
        }

        @Override
        public String code() {
            return "policy_violated";
        }

        @Override
        public int exitCode() {
            return 11;
        }
    }

    /**
     * A limit was met.
     *
     * @param scope whose limit: the run's own, its session's, …
     * @param limit the limit that the next step did not fit into
     */
    record BudgetExhausted(String scope, Limit limit) implements Outcome {
        public BudgetExhausted {
            Objects.requireNonNull(scope, "scope");
            Objects.requireNonNull(limit, "limit");
        }

        @Override
        public String code() {
            return "budget_exhausted";
        }

        @Override
        public String reason() {
            return "the next step does not fit into the limit of " + limit + " of the " + scope;
        }

        @Override
        public int exitCode() {
            return 12;
        }

        @Override
        public boolean isResumable() {
            return true;
        }
    }

    /** The work went round in circles: steps were repeated and nothing changed. */
    record Stalled(String evidence) implements Outcome {
        public Stalled {
            Objects.requireNonNull(evidence, "evidence");
        }

        @Override
        public String code() {
            return "stalled";
        }

        @Override
        public String reason() {
            return "the work went round in circles: " + evidence;
        }

        @Override
        public int exitCode() {
            return 13;
        }
    }

    /** A person must decide something first. */
    record Escalated(Escalation request) implements Outcome {
        public Escalated {
            Objects.requireNonNull(request, "request");
        }

        @Override
        public String code() {
            return "escalated";
        }

        @Override
        public String reason() {
            return request.question();
        }

        @Override
        public int exitCode() {
            return 14;
        }

        @Override
        public boolean isResumable() {
            return true;
        }
    }

    /** A fault that no recovery mended. */
    record Failed(Failure failure) implements Outcome {
        public Failed {
            Objects.requireNonNull(failure, "failure");
        }

        @Override
        public String code() {
            return "failed";
        }

        @Override
        public String reason() {
            return failure.message();
        }

        @Override
        public int exitCode() {
            return 15;
        }

        @Override
        public boolean isResumable() {
            return true;
        }
    }

    /** Whoever ran it did not want it any more. */
    record Cancelled() implements Outcome {
        @Override
        public String code() {
            return "cancelled";
        }

        @Override
        public String reason() {
            return "it was cancelled";
        }

        @Override
        public int exitCode() {
            return 16;
        }

        @Override
        public boolean isResumable() {
            return true;
        }
    }
}
