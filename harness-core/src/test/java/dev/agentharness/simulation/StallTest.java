package dev.agentharness.simulation;

import static dev.agentharness.simulation.Behaviour.calls;
import static dev.agentharness.simulation.Behaviour.says;
import static org.assertj.core.api.Assertions.assertThat;

import dev.agentharness.Task;
import dev.agentharness.model.Content;
import dev.agentharness.run.Outcome;
import dev.agentharness.run.OutputType;
import dev.agentharness.run.Reflection;
import dev.agentharness.run.RunResult;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("A model")
class StallTest {

    private static final Task TASK = Task.of("Make the test pass.");

    private static final List<Behaviour> LOOPS = List.of(
            Behaviour.of("the same call again and again", turn -> calls("read", "a")),
            Behaviour.of(
                    "the same call, each time with other words", turn -> and("attempt " + turn, calls("read", "a"))),
            Behaviour.of("A-B-A-B", turn -> calls("read", turn % 2 == 0 ? "a" : "b")),
            Behaviour.of("A-B-C", turn -> calls(turn % 3 == 0 ? "search" : "read", "a" + turn % 3)),
            Behaviour.of("a round of four", turn -> calls("read", "a" + turn % 4)),
            Behaviour.of("an edit there and back with a test between", turn -> switch (turn % 4) {
                case 0 -> calls("edit", "x to y");
                case 2 -> calls("edit", "y to x");
                default -> calls("test", "all");
            }),
            Behaviour.of(
                    "the same edit and test again and again",
                    turn -> turn % 2 == 0 ? calls("edit", "x to y") : calls("test", "all")),
            Behaviour.of("the same error with other arguments", turn -> calls("broken", "a" + turn)),
            Behaviour.of("two failing calls in turn", turn -> calls(turn % 2 == 0 ? "broken" : "down", "a")),
            Behaviour.of(
                    "two failing tools in turn, with other arguments",
                    turn -> calls(turn % 2 == 0 ? "broken" : "down", "a" + turn)),
            Behaviour.of("a call that is denied", turn -> calls("read", "secret")),
            Behaviour.of("a tool that does not exist", turn -> calls("teleport", "a" + turn)),
            Behaviour.of("arguments that are no JSON", turn -> calls("read", "{oops")),
            Behaviour.of("reading the same files at once", turn -> calls("read", "a", "search", "b")),
            Behaviour.of("reading the same files at once, in any order", turn -> switch (turn * 7 % 5) {
                case 0 -> calls("read", "a", "read", "b", "read", "c");
                case 1 -> calls("read", "b", "read", "a", "read", "c");
                case 2 -> calls("read", "c", "read", "b", "read", "a");
                case 3 -> calls("read", "c", "read", "a", "read", "b");
                default -> calls("read", "a", "read", "c", "read", "b");
            }),
            Behaviour.of(
                    "the same arguments written otherwise",
                    turn -> calls("read", "{" + " ".repeat(turn) + "\"path\":\"a\"}")),
            Behaviour.of("the same effect again and again", turn -> calls("send", "hello")),
            Behaviour.of("empty answers", turn -> says("")));

    private static final List<Behaviour> WORK = List.of(
            Behaviour.of("polls", turn -> turn < 30 ? calls("status", "job") : says("done"))
                    .answering((tool, arguments, nth) -> "running"),
            Behaviour.of(
                            "polls what is not there yet",
                            turn -> turn < 7 ? calls("status", "job " + turn) : says("done"))
                    .answering((tool, arguments, nth) -> "!not found"),
            Behaviour.of("watches what changes", turn -> turn < 20 ? calls("read", "log") : says("done"))
                    .answering((tool, arguments, nth) -> "line " + nth),
            Behaviour.of("retries until it works", turn -> turn < 4 ? calls("read", "a") : says("done"))
                    .answering((tool, arguments, nth) -> nth < 3 ? "!busy" : "text"),
            Behaviour.of("turns pages", turn -> turn < 30 ? calls("search", "page " + turn) : says("done"))
                    .answering((tool, arguments, nth) -> "[]"),
            Behaviour.of(
                            "reads again after each edit",
                            turn -> turn == 30
                                    ? says("done")
                                    : turn % 2 == 0 ? calls("edit", "a" + turn) : calls("read", "a"))
                    .answering((tool, arguments, nth) -> tool.equals("edit") ? "ok" : "version " + nth),
            Behaviour.of(
                            "edits until the test passes",
                            turn -> turn == 30
                                    ? says("done")
                                    : turn % 2 == 0 ? calls("edit", "try " + turn) : calls("test", "all"))
                    .answering((tool, arguments, nth) -> tool.equals("edit") ? "ok" : "1 failed"),
            Behaviour.of("does forty different things", turn -> turn < 40 ? calls("read", "a" + turn) : says("done")),
            Behaviour.of(
                    "looks three times and goes on", turn -> turn == 30 ? says("done") : calls("read", "a" + turn / 3)),
            Behaviour.of("sends the same thing a few times", turn -> turn < 6 ? calls("send", "ping") : says("done")));

    @Test
    void that_goes_round_in_circles_is_told_so_once_and_then_stopped() {
        List<String> missed = new ArrayList<>();
        for (Behaviour loop : LOOPS) {
            RunResult result = loop.run(TASK);
            if (!(result.outcome() instanceof Outcome.Stalled) || nudges(result) > 1) {
                missed.add(loop.name() + ": " + result.outcome() + " after " + result.spend());
            }
        }
        RunResult talker = Behaviour.of("words instead of deeds", turn -> says("I am about to begin."))
                .run(Task.builder("Count.").output(new AnyObject()).build());
        if (!(talker.outcome() instanceof Outcome.Stalled)) {
            missed.add("words instead of deeds: " + talker.outcome());
        }

        int loops = LOOPS.size() + 1;
        System.out.println("evidence: stall.caught = " + (loops - missed.size()) + " of " + loops + " loops");
        assertThat(missed).isEmpty();
    }

    @Test
    void that_gets_on_is_left_alone() {
        assertThat(WORK).allSatisfy(work -> {
            RunResult result = work.run(TASK);

            assertThat(result.outcome()).as(work.name()).isEqualTo(new Outcome.Completed("done"));
            assertThat(result.state().reflections()).as(work.name()).isEmpty();
        });
    }

    private static final class AnyObject implements OutputType<String> {
        @Override
        public String schema() {
            return "{\"type\":\"object\",\"properties\":{}}";
        }

        @Override
        public String read(String json) {
            return json;
        }
    }

    private static long nudges(RunResult result) {
        return result.state().reflections().stream()
                .filter(reflected -> reflected.reflection() instanceof Reflection.Nudge)
                .count();
    }

    private static List<Content> and(String words, List<Content> calls) {
        List<Content> content = new ArrayList<>(says(words));
        content.addAll(calls);
        return content;
    }
}
