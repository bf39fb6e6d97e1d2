package dev.agentharness.otel;

import dev.agentharness.budget.Budget;
import dev.agentharness.budget.Limit;
import dev.agentharness.budget.Spend;
import dev.agentharness.model.Content;
import dev.agentharness.model.FinishReason;
import dev.agentharness.model.Message;
import dev.agentharness.model.ModelException;
import dev.agentharness.model.ToolCall;
import dev.agentharness.model.ToolResult;
import dev.agentharness.model.ToolSpec;
import dev.agentharness.model.Usage;
import dev.agentharness.run.Decision;
import dev.agentharness.run.Hint;
import dev.agentharness.run.Layer;
import dev.agentharness.run.Outcome;
import dev.agentharness.run.Reflection;
import dev.agentharness.run.RunEvent;
import dev.agentharness.run.Shortening;
import dev.agentharness.run.Stamps;
import dev.agentharness.run.Verdict;
import dev.agentharness.run.Verification;
import dev.agentharness.run.WaitingCall;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.UnaryOperator;

/** One event of each kind, whose texts are all planted. */
final class Events {

    static final String RUN = "run-1";
    static final Stamps STAMPS = new Stamps(
            "a1b2",
            "tools-1",
            "policy-1",
            "scripted/model-1",
            "0.1",
            List.of(new Stamps.Source("spec", "clerk", "3", "clerk.md", "c3d4")));

    private static final Spend SPEND = Spend.modelCall(30, new BigDecimal("0.02"));

    private Events() {}

    static Instant at(long second) {
        return TickingClock.BEGIN.plusSeconds(second);
    }

    static RunEvent.Started started(UnaryOperator<String> planted) {
        return new RunEvent.Started(
                at(0),
                RUN,
                planted.apply("instructions"),
                List.of(ToolSpec.builder("read", "reads").build()),
                List.of(Message.user(planted.apply("history"))),
                Message.user(planted.apply("task")),
                false,
                false,
                Budget.standard(),
                STAMPS);
    }

    /** In an order in which they could happen, after {@link #started} and before the end. */
    static List<RunEvent> others(UnaryOperator<String> planted) {
        ToolCall call = new ToolCall("call-1", "read", "{\"path\":\"" + planted.apply("arguments") + "\"}");
        WaitingCall below = new WaitingCall("run-2", List.of("helper"), call, planted.apply("waiting"));
        return List.of(
                new RunEvent.Recalled(
                        at(1),
                        List.of(new Hint("m-1", "FACT", planted.apply("hint"), "run-0", at(0))),
                        planted.apply("store")),
                new RunEvent.BudgetWarned(at(2), "run", Limit.turns(10), BigDecimal.valueOf(8)),
                new RunEvent.PrefixChanged(at(3), "memory", "aa", "bb", 100),
                new RunEvent.ModelAsked(at(4), 1, "scripted/model-1", SPEND, 1000, "prompt-1"),
                new RunEvent.ModelFailed(
                        at(5),
                        ModelException.Kind.OVERLOADED,
                        planted.apply("provider"),
                        true,
                        Optional.of(Duration.ofSeconds(1)),
                        Spend.NONE),
                new RunEvent.ModelAsked(at(6), 1, "scripted/model-1", SPEND, 1000, "prompt-1"),
                new RunEvent.ModelHedged(at(6), "scripted/model-2", SPEND, 900, "prompt-2"),
                new RunEvent.ModelDropped(
                        at(7), true, Optional.of(ModelException.Kind.TIMEOUT), planted.apply("dropped"), SPEND),
                new RunEvent.ModelReplied(
                        at(7),
                        Message.assistant(List.of(
                                new Content.Thinking(
                                        "scripted", planted.apply("thinking"), planted.apply("seal"), false),
                                new Content.Text(planted.apply("reply")),
                                call,
                                new ToolCall("call-2", planted.apply("made-up"), "{}"))),
                        FinishReason.TOOL_CALLS,
                        Optional.of(new Usage(20, 10, 5, 5, 0, 2)),
                        SPEND,
                        Map.of("id", "resp-1", "model", "model-1-0101")),
                new RunEvent.Overdrawn(at(8), SPEND),
                new RunEvent.CallDecided(
                        at(9), "call-1", new Decision.Ask(planted.apply("reason"), false, Layer.ASK_RULE, "rule-1")),
                new RunEvent.CallDecided(
                        at(9), "call-2", new Decision.Deny(planted.apply("denial"), false, Layer.DECLARED, "")),
                new RunEvent.CallFinished(at(9), ToolResult.error("call-2", planted.apply("refusal")), List.of()),
                new RunEvent.PersonAsked(at(10), List.of("call-1")),
                new RunEvent.PersonAnswered(
                        at(12),
                        new Verdict("call-1", true, planted.apply("note"), Optional.empty(), false, Optional.empty())),
                new RunEvent.CallStarted(at(12), "call-1"),
                new RunEvent.CallSuspended(at(13), "call-1", List.of(below), Map.of()),
                new RunEvent.PersonAnswered(at(13), below.deny(planted.apply("below"))),
                new RunEvent.CallStarted(at(13), "call-1"),
                new RunEvent.Noted(at(14), "call-1", "cache.hit", Map.of("key", planted.apply("attribute"))),
                new RunEvent.Drawn(at(15), "judge", SPEND),
                new RunEvent.CallFinished(at(16), ToolResult.error("call-1", planted.apply("result")), List.of()),
                new RunEvent.Reflected(at(17), 1, new Reflection.Nudge(planted.apply("reflection"))),
                new RunEvent.Nudged(at(18), planted.apply("nudge")),
                new RunEvent.ToolWithdrawn(at(19), "read", planted.apply("withdrawal")),
                new RunEvent.Compacted(
                        at(20),
                        "80 % of the window",
                        List.of(Shortening.clearing("clear results", Map.of("call-1", planted.apply("cleared")))),
                        100,
                        50,
                        false),
                new RunEvent.AnswerChecked(at(21), Verification.needsRevision(planted.apply("feedback"))),
                new RunEvent.LimitReached(at(22), "run", Limit.turns(10)),
                new RunEvent.ClosingBegan(at(23), planted.apply("closing")));
    }

    static RunEvent.Resumed resumed(UnaryOperator<String> planted) {
        return new RunEvent.Resumed(at(30), Budget.standard(), STAMPS, planted.apply("message"));
    }

    static RunEvent.Ended ended(UnaryOperator<String> planted) {
        return new RunEvent.Ended(at(24), new Outcome.Blocked(planted.apply("outcome")));
    }
}
