package dev.agentharness;

import dev.agentharness.model.Content;
import dev.agentharness.model.FinishReason;
import dev.agentharness.model.ToolCall;
import dev.agentharness.model.ToolInput;
import dev.agentharness.model.ToolResult;
import dev.agentharness.model.ToolSpec;
import dev.agentharness.permission.PermissionPolicy;
import dev.agentharness.run.Decision;
import dev.agentharness.run.Layer;
import dev.agentharness.run.RunEvent;
import dev.agentharness.run.Turn;
import dev.agentharness.run.Verdict;
import dev.agentharness.tool.Tool;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Whether a call may be carried out: is it declared, are its arguments sound, what does the policy say, and what a person
 * whom the policy asks for.
 */
final class Authorization {

    private static final Logger log = LoggerFactory.getLogger(Authorization.class);

    private Authorization() {}

    /** Checks the calls that are new in the turn and has the policy decide on those that can be carried out at all. */
    static List<RunEvent> of(Run run) throws InterruptedException {
        Turn turn = run.state().turn();
        List<ToolCall> open = turn.open();
        List<RunEvent> events = new ArrayList<>(open.size());
        for (ToolCall call : open) {
            if (turn.decision(call.id()).isEmpty()) {
                Decision decision = decide(turn.asApproved(call), run);
                events.add(new RunEvent.CallDecided(run.now(), call.id(), decision));
                if (isMistake(decision)) {
                    String words = changed(call, run) + decision.reason();
                    events.add(new RunEvent.CallFinished(run.now(), ToolResult.error(call.id(), words), List.of()));
                }
            }
        }
        return events;
    }

    /** Denies what is undecided. */
    static List<RunEvent> denying(Run run, String reason) {
        Turn turn = run.state().turn();
        return turn.open().stream()
                .filter(call -> turn.decision(call.id()).isEmpty())
                .<RunEvent>map(call -> new RunEvent.CallDecided(run.now(), call.id(), Decision.deny(reason)))
                .toList();
    }

    private static Decision decide(ToolCall call, Run run) throws InterruptedException {
        Optional<ToolSpec> spec = run.state().tool(call.name());
        Optional<Tool> tool = run.tools().find(call.name());
        boolean withdrawn = run.state().withdrawn().contains(call.name());
        if (withdrawn || spec.isEmpty() || tool.isEmpty()) {
            return Decision.deny(undeclared(call, withdrawn, run)).on(Layer.DECLARED, "");
        }
        if (isCutOff(call, run)) {
            return Decision.deny(
                            "Your message was cut off at the output limit, and this call with it. Make it again, shorter.")
                    .on(Layer.ARGUMENTS, "");
        }
        Optional<String> mistake = mistake(call, spec.get(), tool.get(), run);
        return mistake.isPresent()
                ? Decision.deny(mistake.get()).on(Layer.ARGUMENTS, "")
                : permitted(call, spec.get(), run);
    }

    /**
     * Whether the model may have had more to say of a call: what stands last in a message that was cut off. Its arguments can
     * be sound JSON all the same, none at all included.
     */
    private static boolean isCutOff(ToolCall call, Run run) {
        RunEvent.ModelReplied reply = run.state().lastReply().orElseThrow();
        List<Content> said = reply.message().content();
        return reply.finishReason() == FinishReason.LENGTH && call.equals(said.get(said.size() - 1));
    }

    /** Whether a call was denied for what is wrong with it, whoever may make it. */
    private static boolean isMistake(Decision decision) {
        return decision.layer() == Layer.DECLARED || decision.layer() == Layer.ARGUMENTS;
    }

    private static String undeclared(ToolCall call, boolean withdrawn, Run run) {
        return withdrawn
                ? "The tool '" + call.name() + "' is withdrawn. Go on without it."
                : "There is no tool '" + call.name() + "'. There are: "
                        + run.state().offered().stream().map(ToolSpec::name).collect(Collectors.joining(", ")) + ".";
    }

    private static Optional<String> mistake(ToolCall call, ToolSpec spec, Tool tool, Run run) {
        ToolInput input;
        try {
            input = run.input(call);
        } catch (IllegalArgumentException e) {
            return Optional.of(
                    "The arguments are not a JSON object: " + e.getMessage() + ". The schema is " + spec.inputSchema());
        }
        for (String required : spec.required()) {
            if (!input.has(required)) {
                return Optional.of(lacking(spec, input));
            }
        }
        return mistake(input, tool);
    }

    private static String lacking(ToolSpec spec, ToolInput input) {
        String missing =
                spec.required().stream().filter(name -> !input.has(name)).collect(Collectors.joining(", "));
        return "The arguments lack " + missing + ". The schema is " + spec.inputSchema();
    }

    /** A tool that cannot check its arguments is not called with them. */
    private static Optional<String> mistake(ToolInput input, Tool tool) {
        try {
            return tool.mistake(input);
        } catch (RuntimeException e) {
            log.warn(
                    "tool {} could not check the arguments of a call",
                    tool.spec().name(),
                    e);
            return Optional.of("The arguments could not be checked: " + e);
        }
    }

    private static Decision permitted(ToolCall call, ToolSpec tool, Run run) throws InterruptedException {
        if (ControlTools.RESERVED.contains(call.name())) {
            return Decision.allow("a control tool").on(Layer.CONTROL, "");
        }
        PermissionPolicy policy = run.authority().policy();
        try {
            Decision decision = Objects.requireNonNull(policy.decide(call, tool, run.state()), "no decision");
            return decision instanceof Decision.Ask ask
                    ? run.state()
                            .standing(call.name(), ask)
                            .map(before -> Decision.allow(
                                            "a person allowed it for the rest of the run, at call " + before)
                                    .on(Layer.STANDING, ask.rule()))
                            .orElse(ask)
                    : decision;
        } catch (RuntimeException e) {
            log.warn("the policy {} failed on a call of {}, which denies it", policy.name(), call.name(), e);
            return Decision.deny("the permission policy failed: " + e);
        }
    }

    /** Why a call that was decided on is not carried out, in words for the model; empty if it is. */
    static Optional<String> objection(ToolCall call, Run run) {
        Turn turn = run.state().turn();
        Decision decision = turn.decision(call.id()).orElseThrow();
        Optional<Verdict> verdict = turn.verdict(call.id());
        if (decision instanceof Decision.Deny) {
            return Optional.of(changed(call, run) + (isMistake(decision) ? "" : "Denied: ") + decision.reason());
        }
        if (verdict.isEmpty()) {
            return decision instanceof Decision.Ask ? Optional.of("Denied: nobody has allowed it.") : Optional.empty();
        }
        if (!verdict.get().allowed()) {
            return Optional.of("A person denied this call. " + verdict.get().note());
        }
        return verdict.get().fits(run.id(), call)
                ? Optional.empty()
                : Optional.of("Denied: what a person allowed was another call than this.");
    }

    /** What the model is told first of a call that a person changed. */
    static String changed(ToolCall call, Run run) {
        return run.state()
                .turn()
                .verdict(call.id())
                .flatMap(Verdict::changed)
                .map(arguments -> "A person allowed this call with other arguments: " + arguments + "\n")
                .orElse("");
    }
}
