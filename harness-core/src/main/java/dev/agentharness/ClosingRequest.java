package dev.agentharness;

import dev.agentharness.model.Message;
import dev.agentharness.model.ModelRequest;
import dev.agentharness.model.ToolChoice;
import dev.agentharness.model.ToolResult;
import dev.agentharness.run.RunState;
import java.util.ArrayList;
import java.util.List;

/** What the model is shown when the budget is used up: the whole conversation, or as much of it as can be paid. */
final class ClosingRequest {

    /** The sizes of a digest that are tried, in characters, from the largest. */
    private static final List<Integer> DIGESTS = List.of(64_000, 16_000, 4_000, 1_000, 300);

    private ClosingRequest() {}

    /** What the model is told. */
    static String text(RunState state) {
        String limit =
                state.limitReached().map(reached -> " of " + reached.limit()).orElse("");
        return "The limit" + limit
                + " is reached and no tool can be used any more. From what is known now, give the best "
                + "answer you can, and say in a few words what is still open.";
    }

    /** Requests to try, from the fullest; all end with what the model is told. */
    static List<ModelRequest> candidates(ModelRequest whole, RunState state) {
        List<ModelRequest> candidates = new ArrayList<>();
        candidates.add(whole.toBuilder().toolChoice(ToolChoice.NONE).build());
        for (int size : DIGESTS) {
            candidates.add(ModelRequest.builder()
                    .messages(List.of(Message.user(digest(state, size))))
                    .build());
        }
        return candidates;
    }

    /** The task, the model's last words and the newest results, each cut to its share of the size. */
    private static String digest(RunState state, int size) {
        StringBuilder digest = new StringBuilder();
        digest.append("Task: ").append(cut(state.task().text(), size / 4)).append('\n');
        if (!state.answerSoFar().isEmpty()) {
            digest.append("Said so far: ")
                    .append(cut(state.answerSoFar(), size / 4))
                    .append('\n');
        }
        List<ToolResult> results = state.turn().results();
        for (ToolResult result : results) {
            digest.append("Found: ")
                    .append(cut(result.text(), size / 2 / results.size()))
                    .append('\n');
        }
        return digest.append(text(state)).toString();
    }

    private static String cut(String text, int size) {
        return text.length() <= size ? text : text.substring(0, size) + "…";
    }
}
