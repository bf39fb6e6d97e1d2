package dev.agentharness.bench;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What happens in a task: in each of so many turns the model calls one tool, and then it answers.
 *
 * @param tools how many are declared
 * @param resultBytes the size of a tool's result
 * @param deltas pieces of text that each answer is streamed in; 0 for answers that come whole
 * @param thinkMillis how long the server waits before it answers a request
 * @param held whether the server keeps the last request waiting, after the deltas if there are any, until it is told
 */
record Plan(int turns, int tools, int resultBytes, int deltas, int thinkMillis, boolean held) {

    private static final Pattern MODEL = Pattern.compile("turns-(\\d+)-deltas-(\\d+)-think-(\\d+)(-held)?");

    static Plan turns(int turns) {
        return new Plan(turns, 4, 200, 0, 0, false);
    }

    Plan withTools(int count) {
        return new Plan(turns, count, resultBytes, deltas, thinkMillis, held);
    }

    Plan withResults(int bytes) {
        return new Plan(turns, tools, bytes, deltas, thinkMillis, held);
    }

    Plan withDeltas(int count) {
        return new Plan(turns, tools, resultBytes, count, thinkMillis, held);
    }

    Plan withThinking(int millis) {
        return new Plan(turns, tools, resultBytes, deltas, millis, held);
    }

    Plan heldAtTheEnd() {
        return new Plan(turns, tools, resultBytes, deltas, thinkMillis, true);
    }

    int requests() {
        return turns + 1;
    }

    boolean isStreamed() {
        return deltas > 0;
    }

    /** The name of the model, by which the server knows the plan. */
    String model() {
        return "turns-" + turns + "-deltas-" + deltas + "-think-" + thinkMillis + (held ? "-held" : "");
    }

    /** What the server has to know of the plan that a request names; tools and results are the client's. */
    static Plan named(String request) {
        Matcher model = MODEL.matcher(request);
        if (!model.find()) {
            throw new IllegalArgumentException("a request without a plan: " + request);
        }
        Plan plan = turns(Integer.parseInt(model.group(1)))
                .withDeltas(Integer.parseInt(model.group(2)))
                .withThinking(Integer.parseInt(model.group(3)));
        return model.group(4) == null ? plan : plan.heldAtTheEnd();
    }
}
