package dev.agentharness.bench;

import java.util.List;
import java.util.stream.IntStream;

/**
 * What the fake model says in one answer.
 *
 * @param pieces of its text, as they are streamed
 * @param call the number of the tool call, or 0 if it calls none
 */
record Reply(List<String> pieces, int call) {

    private static final String SENTENCE = "The archive says so.";

    /** The answer to a request that holds so many results. */
    static Reply to(Plan plan, int results) {
        return results < plan.turns() ? new Reply(pieces(plan, List.of()), results + 1) : last(plan);
    }

    static Reply last(Plan plan) {
        return new Reply(pieces(plan, List.of(SENTENCE)), 0);
    }

    private static List<String> pieces(Plan plan, List<String> whole) {
        return plan.isStreamed()
                ? IntStream.range(0, plan.deltas())
                        .mapToObj(i -> "word" + i + " ")
                        .toList()
                : whole;
    }

    boolean calls() {
        return call > 0;
    }

    String text() {
        return String.join("", pieces);
    }

    String callId() {
        return "call_" + call;
    }

    /** The arguments of the call, as JSON. */
    String arguments() {
        return "{\"key\":\"entry-" + call + "\"}";
    }

    /** A text as the inside of a JSON string; there is nothing worse in it than quotes. */
    static String escaped(String text) {
        return text.replace("\"", "\\\"");
    }
}
