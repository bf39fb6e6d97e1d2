package dev.agentharness.permission;

import dev.agentharness.model.Effect;
import dev.agentharness.model.Risk;
import dev.agentharness.model.ToolCall;
import dev.agentharness.model.ToolSpec;
import dev.agentharness.run.Decision;
import dev.agentharness.run.Layer;
import dev.agentharness.run.RunState;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The permission policy in layers. Immutable and thread-safe.
 *
 * <p>A call is decided on in this order; the harness sees to it beforehand that the tool is declared and can read the
 * arguments:
 *
 * <ol>
 *   <li>rules that deny;
 *   <li>the ceiling: the most that a call may damage, by this policy and by the run's task;
 *   <li>the mode, where it lets a run only read;
 *   <li>the external policy;
 *   <li>rules that ask;
 *   <li>rules that allow, as the external policy may have done;
 *   <li>else a person is asked, unless the tool only reads.
 * </ol>
 *
 * <p>So nothing outweighs a denial, and where no rule matches none allows. What fails denies.
 */
public final class Permissions implements PermissionPolicy {

    private static final Logger log = LoggerFactory.getLogger(Permissions.class);

    private final Rules rules;
    private final Risk ceiling;
    private final Mode mode;
    private final @Nullable DecisionPoint external;

    private Permissions(Builder builder) {
        this.rules = builder.rules;
        this.ceiling = builder.ceiling;
        this.mode = builder.mode;
        this.external = builder.external;
    }

    public static Builder builder() {
        return new Builder();
    }

    @Override
    public Decision decide(ToolCall call, ToolSpec tool, RunState state) throws InterruptedException {
        Situation situation;
        try {
            situation = Situation.of(tool, call.arguments(), !state.taintedBy().isEmpty());
        } catch (IllegalArgumentException e) {
            return new Decision.Deny(String.valueOf(e.getMessage()), false, Layer.ARGUMENTS, "");
        }
        Optional<Decision> denial = denial(situation, state.origin().ceiling());
        if (denial.isPresent()) {
            return denial.get();
        }
        Optional<Decision> said = external == null ? Optional.empty() : external(external, call, tool, state);
        if (said.isPresent() && said.get() instanceof Decision.Deny) {
            return said.get();
        }
        Optional<Decision> question = question(situation, said);
        return question.orElseGet(() -> said.orElseGet(() -> unasked(situation)));
    }

    private Optional<Decision> denial(Situation call, Risk runCeiling) {
        Optional<Rule> rule = rules.firstMatching(Rule.Kind.DENY, call);
        if (rule.isPresent()) {
            return Optional.of(new Decision.Deny(
                    rule.get().reason(), false, Layer.DENY_RULE, rule.get().name()));
        }
        Risk most = runCeiling.compareTo(ceiling) < 0 ? runCeiling : ceiling;
        Risk risk = call.tool().risk();
        if (risk.compareTo(most) > 0) {
            return Optional.of(new Decision.Deny(
                    "calls of risk " + risk + " are above the ceiling of " + most, false, Layer.CEILING, ""));
        }
        return mode == Mode.PLAN && call.tool().effect() != Effect.READ_ONLY
                ? Optional.of(new Decision.Deny("while planning, nothing is changed", false, Layer.MODE, ""))
                : Optional.empty();
    }

    private static Optional<Decision> external(DecisionPoint point, ToolCall call, ToolSpec tool, RunState state)
            throws InterruptedException {
        try {
            return point.decide(AccessRequest.of(call, tool, state))
                    .map(decision -> decision.on(Layer.EXTERNAL, decision.rule()));
        } catch (InterruptedException e) {
            throw e;
        } catch (Exception e) {
            log.warn("the policy {} did not decide on a call of {}, which denies it", point.name(), tool.name(), e);
            return Optional.of(new Decision.Deny(
                    "the policy " + point.name() + " did not decide: " + e, false, Layer.EXTERNAL, ""));
        }
    }

    /** What a person is asked, by all that want one together: an answer to one of them is none to the others. */
    private Optional<Decision> question(Situation call, Optional<Decision> said) {
        List<Rule> asking = rules.matching(Rule.Kind.ASK, call);
        Optional<Decision> outside = said.filter(Decision.Ask.class::isInstance);
        if (asking.isEmpty()) {
            return outside.map(this::asked);
        }
        String names = Stream.concat(
                        outside.map(ask -> Layer.EXTERNAL + " " + ask.rule()).stream(),
                        asking.stream().map(Rule::name))
                .collect(Collectors.joining(", "));
        String reasons = Stream.concat(
                        outside.map(Decision::reason).stream(), asking.stream().map(Rule::reason))
                .collect(Collectors.joining("; "));
        return Optional.of(asked(new Decision.Ask(reasons, false, Layer.ASK_RULE, names)));
    }

    /** What becomes of a call that nobody has denied, asked about or allowed from outside. */
    private Decision unasked(Situation call) {
        Optional<Rule> allowing = rules.firstMatching(Rule.Kind.ALLOW, call);
        if (allowing.isPresent()) {
            return new Decision.Allow(
                    allowing.get().reason(), Layer.ALLOW_RULE, allowing.get().name());
        }
        ToolSpec tool = call.tool();
        if (tool.effect() == Effect.READ_ONLY) {
            return new Decision.Allow("the tool only reads", Layer.DEFAULT, "");
        }
        if (mode == Mode.ACCEPT_EDITS && tool.risk().compareTo(Risk.WRITE) <= 0) {
            return new Decision.Allow("edits are accepted", Layer.MODE, "");
        }
        return asked(new Decision.Ask(
                "tool '" + tool.name() + "' changes something (" + tool.effect() + ", " + tool.risk() + ")",
                false,
                Layer.DEFAULT,
                ""));
    }

    private Decision asked(Decision ask) {
        return switch (mode) {
            case UNATTENDED ->
                new Decision.Deny("nobody is there to be asked: " + ask.reason(), false, Layer.MODE, ask.rule());
            case UNATTENDED_ESCALATE -> new Decision.Ask(ask.reason(), true, ask.layer(), ask.rule());
            default -> ask;
        };
    }

    /** What stands in the stamps of a run: other rules, another mode or another ceiling have another name. */
    @Override
    public String name() {
        return rules + ", mode " + mode + ", ceiling " + ceiling + (external == null ? "" : ", " + external.name());
    }

    @Override
    public String toString() {
        return name();
    }

    /** Collects the layers. Not thread-safe. */
    public static final class Builder {
        private Rules rules = Rules.none();
        private Risk ceiling = Risk.DESTRUCTIVE;
        private Mode mode = Mode.DEFAULT;
        private @Nullable DecisionPoint external;

        private Builder() {}

        /** None unless told. */
        public Builder rules(Rules rules) {
            this.rules = Objects.requireNonNull(rules, "rules");
            return this;
        }

        /** The most that a call may damage; a task can only lower it. No ceiling unless told. */
        public Builder ceiling(Risk ceiling) {
            this.ceiling = Objects.requireNonNull(ceiling, "ceiling");
            return this;
        }

        /** {@link Mode#DEFAULT} unless told. */
        public Builder mode(Mode mode) {
            this.mode = Objects.requireNonNull(mode, "mode");
            return this;
        }

        /** A policy outside that is asked about every call which rules, ceiling and mode have not denied; none unless told. */
        public Builder external(DecisionPoint external) {
            this.external = Objects.requireNonNull(external, "external");
            return this;
        }

        public Permissions build() {
            return new Permissions(this);
        }
    }
}
