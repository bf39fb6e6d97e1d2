package dev.agentharness.testkit;

import dev.agentharness.budget.Spend;
import dev.agentharness.model.Message;
import dev.agentharness.model.ToolCall;
import dev.agentharness.model.ToolResult;
import dev.agentharness.run.RunResult;
import dev.agentharness.run.Stamps;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * What of a run can be compared with another: everything but ids and times.
 *
 * @param outcome how it ended, in words
 * @param calls each call with its arguments, and with the error it got, in order
 * @param spend without the time
 */
public record Observed(String outcome, String answer, List<String> calls, Spend spend, Stamps stamps) {

    public Observed {
        calls = List.copyOf(calls);
    }

    static Observed of(RunResult result) {
        Map<String, ToolResult> results = result.transcript().stream()
                .flatMap(message -> message.toolResults().stream())
                .collect(Collectors.toMap(ToolResult::callId, Function.identity(), (first, second) -> first));
        return new Observed(
                result.isCompleted()
                        ? result.outcome().code()
                        : result.outcome().code() + " (" + result.outcome().reason() + ")",
                result.answer(),
                result.transcript().stream()
                        .map(Message::toolCalls)
                        .flatMap(List::stream)
                        .map(call -> words(call, results))
                        .toList(),
                result.spend().withTime(Duration.ZERO),
                result.stamps());
    }

    private static String words(ToolCall call, Map<String, ToolResult> results) {
        ToolResult result = results.get(call.id());
        return call.name() + " " + call.arguments()
                + (result != null && result.error() ? " → error: " + result.text() : "");
    }

    /** Whether the other did the same, whatever it took. */
    boolean behavedAs(Observed other) {
        return outcome.equals(other.outcome) && answer.equals(other.answer) && calls.equals(other.calls);
    }
}
