package dev.agentharness;

import dev.agentharness.model.Effect;
import dev.agentharness.model.Risk;
import dev.agentharness.model.ToolCall;
import dev.agentharness.model.ToolInput;
import dev.agentharness.model.ToolOutput;
import dev.agentharness.model.ToolSpec;
import dev.agentharness.run.Escalation;
import dev.agentharness.run.Outcome;
import dev.agentharness.run.OutputType;
import dev.agentharness.run.Plan;
import dev.agentharness.run.Turn;
import dev.agentharness.run.WaitingCall;
import dev.agentharness.tool.ArtefactStore;
import dev.agentharness.tool.Tool;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * The tools by which a model ends a run: {@code submit} an answer, {@code give_up}, {@code escalate}. They are tools like
 * any other, so that they are journaled and traced like any other; that they end the run is read from the finished turn.
 */
final class ControlTools {

    static final String SUBMIT = "submit";
    static final String GIVE_UP = "give_up";
    static final String ESCALATE = "escalate";
    static final Set<String> NAMES = Set.of(SUBMIT, GIVE_UP, ESCALATE);

    /** The names that no other tool may have, and that need no permission. */
    static final Set<String> RESERVED = Set.of(SUBMIT, GIVE_UP, ESCALATE, Plan.TOOL, ArtefactStore.TOOL);

    private ControlTools() {}

    /** The way to write a plan down. It ends nothing. */
    static Tool plan() {
        return control(
                Plan.TOOL, "Write down your plan, or bring it up to date. Replaces the plan before.", """
                {"type":"object","properties":{"goal":{"type":"string"},\
                "steps":{"type":"array","items":{"type":"string"},\
                "description":"In order; each begins with its state: open:, doing:, done: or dropped:"}},\
                "required":["goal","steps"]}""", Plan::of);
    }

    /** The way out when a task cannot be done. */
    static Tool giveUp() {
        return control(
                GIVE_UP,
                "End the task because it cannot be done. Use it only when you are sure.",
                """
                {"type":"object","properties":{"reason":{"type":"string","description":"Why it cannot be done"}},\
                "required":["reason"]}""",
                input -> input.string("reason"));
    }

    /** The way to a person. */
    static Tool escalate() {
        return control(
                ESCALATE,
                "End the task for now because a person must decide or provide something first.",
                """
                {"type":"object","properties":{"question":{"type":"string","description":"What the person is asked"},\
                "to":{"type":"string","description":"Who should answer, if it matters"}},"required":["question"]}""",
                input -> input.string("question"));
    }

    /** The way to hand in an answer of the shape that the task asks for. */
    static Tool submit(OutputType<?> type) {
        return control(
                SUBMIT,
                "Hand in the final answer. This ends the task.",
                type.schema(),
                input -> type.read(input.json()));
    }

    /** Hands in an answer in a process that does not know the type: only the required members are checked. */
    static Tool submit(ToolSpec spec) {
        return Tool.of(spec, (input, context) -> ToolOutput.text("Received."));
    }

    private static Tool control(String name, String description, String schema, Check check) {
        ToolSpec spec = ToolSpec.builder(name, description)
                .inputSchema(schema)
                .effect(Effect.IDEMPOTENT)
                .risk(Risk.NONE)
                .build();
        return Tool.of(spec, (input, context) -> {
            check.on(input);
            return ToolOutput.text("Received.");
        });
    }

    /** How the run ends by what the model called in this turn, if it does; the first such call counts. */
    static Optional<Outcome> outcome(Turn turn) {
        for (ToolCall call : turn.calls()) {
            if (NAMES.contains(call.name())
                    && turn.result(call.id()).map(result -> !result.error()).orElse(false)) {
                return Optional.of(outcome(call));
            }
        }
        return Optional.empty();
    }

    private static Outcome outcome(ToolCall call) {
        ToolInput input = ToolInput.parse(call.arguments());
        return switch (call.name()) {
            case GIVE_UP -> new Outcome.Blocked(input.string("reason"));
            case ESCALATE ->
                new Outcome.Escalated(
                        new Escalation(input.optionalString("to").orElse(""), input.string("question"), List.of()));
            default -> new Outcome.Completed(input.json());
        };
    }

    /** What a person is asked about calls that wait. */
    static Escalation approval(List<WaitingCall> waiting) {
        String question = waiting.stream()
                .map(call -> "May " + call.name()
                        + (call.agents().isEmpty() ? "" : " of sub-agent " + String.join(" > ", call.agents()))
                        + " run with " + call.call().arguments() + "? " + call.reason())
                .collect(Collectors.joining("\n"));
        return new Escalation("", question, waiting);
    }

    /** Throws if the arguments will not do. */
    private interface Check {
        void on(ToolInput input);
    }
}
