package dev.agentharness.run;

import java.util.Objects;

/** What a permission policy says of one call, on what ground. */
public sealed interface Decision {

    /** Why, in words for the trace; for a denial also for the model. */
    String reason();

    /** Which step of the permission order decided. */
    Layer layer();

    /** The name of the rule that decided, several joined by {@code ", "}; empty if it was none. */
    String rule();

    /** The same decision on another ground. */
    Decision on(Layer layer, String rule);

    /** The call may run. */
    record Allow(String reason, Layer layer, String rule) implements Decision {
        public Allow {
            Objects.requireNonNull(reason, "reason");
            Objects.requireNonNull(layer, "layer");
            Objects.requireNonNull(rule, "rule");
        }

        @Override
        public Decision on(Layer layer, String rule) {
            return new Allow(reason, layer, rule);
        }
    }

    /**
     * A person must say whether the call may run.
     *
     * @param endsRun whether the run ends and waits without asking an approver in this process first
     */
    record Ask(String reason, boolean endsRun, Layer layer, String rule) implements Decision {
        public Ask {
            Objects.requireNonNull(reason, "reason");
            Objects.requireNonNull(layer, "layer");
            Objects.requireNonNull(rule, "rule");
        }

        @Override
        public Decision on(Layer layer, String rule) {
            return new Ask(reason, endsRun, layer, rule);
        }

        /** Whether both ask on the same ground; where no rule is named, for the same reason. */
        public boolean isSameQuestion(Ask other) {
            return layer == other.layer && rule.equals(other.rule) && (!rule.isEmpty() || reason.equals(other.reason));
        }
    }

    /**
     * The call must not run.
     *
     * @param endsRun whether asking for it was a violation that ends the run, or the model may try something else
     */
    record Deny(String reason, boolean endsRun, Layer layer, String rule) implements Decision {
        public Deny {
            Objects.requireNonNull(reason, "reason");
            Objects.requireNonNull(layer, "layer");
            Objects.requireNonNull(rule, "rule");
        }

        @Override
        public Decision on(Layer layer, String rule) {
            return new Deny(reason, endsRun, layer, rule);
        }
    }

    static Decision allow(String reason) {
        return new Allow(reason, Layer.POLICY, "");
    }

    static Decision ask(String reason) {
        return new Ask(reason, false, Layer.POLICY, "");
    }

    /** The call must not run; the model is told why and goes on. */
    static Decision deny(String reason) {
        return new Deny(reason, false, Layer.POLICY, "");
    }

    /** The call must not run, and the run ends as {@link Outcome.PolicyViolated}. */
    static Decision violation(String reason) {
        return new Deny(reason, true, Layer.POLICY, "");
    }

    /** The stricter of two decisions about one call: to deny, then to ask, then to allow; the first if they agree. */
    static Decision stricter(Decision one, Decision other) {
        return strictness(other) > strictness(one) ? other : one;
    }

    private static int strictness(Decision decision) {
        if (decision instanceof Deny deny) {
            return deny.endsRun() ? 4 : 3;
        }
        return decision instanceof Ask ask ? (ask.endsRun() ? 2 : 1) : 0;
    }
}
