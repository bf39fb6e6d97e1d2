package dev.agentharness.testkit;

import dev.agentharness.budget.Spend;
import java.util.List;
import java.util.stream.Collectors;

/**
 * What two versions did in the same scenarios. Its text is for people: outcome, answer, calls and spend, where they differ.
 */
public record Comparison(List<Pair> pairs) {

    public Comparison {
        pairs = List.copyOf(pairs);
    }

    /** A scenario under both versions. */
    public record Pair(String scenario, Observed before, Observed after) {

        /** Whether it ended the same, with the same answer and by the same calls; it may have taken more or less. */
        public boolean isSame() {
            return before.behavedAs(after);
        }

        @Override
        public String toString() {
            StringBuilder text = new StringBuilder(scenario);
            text.append(isSame() ? ": the same\n" : ": differs\n");
            change("outcome", before.outcome(), after.outcome(), text);
            diff(
                    "answer",
                    before.answer().lines().toList(),
                    after.answer().lines().toList(),
                    text);
            diff("calls", before.calls(), after.calls(), text);
            change("spend", words(before.spend()), words(after.spend()), text);
            return text.toString();
        }

        private static void change(String what, String before, String after, StringBuilder text) {
            if (!before.equals(after)) {
                text.append("  ")
                        .append(what)
                        .append(": ")
                        .append(before)
                        .append(" → ")
                        .append(after)
                        .append('\n');
            }
        }

        private static void diff(String what, List<String> before, List<String> after, StringBuilder text) {
            if (!before.equals(after)) {
                text.append("  ").append(what).append(":\n");
                LineDiff.of(before, after)
                        .forEach(line -> text.append("    ").append(line).append('\n'));
            }
        }

        private static String words(Spend spend) {
            return spend.turns() + " turns, " + spend.toolCalls() + " tool calls, " + spend.tokens() + " tokens"
                    + (spend.dollars().signum() == 0
                            ? ""
                            : ", $" + spend.dollars().toPlainString());
        }
    }

    /** Whether every scenario ended the same, with the same answer and by the same calls. */
    public boolean isSame() {
        return pairs.stream().allMatch(Pair::isSame);
    }

    /** The scenarios that did not. */
    public List<Pair> differences() {
        return pairs.stream().filter(pair -> !pair.isSame()).toList();
    }

    @Override
    public String toString() {
        return pairs.stream()
                        .map(pair ->
                                pair.before().stamps() + "\n→ " + pair.after().stamps() + "\n")
                        .distinct()
                        .collect(Collectors.joining())
                + differences().size() + " of " + pairs.size() + " scenarios differ\n"
                + pairs.stream().map(Pair::toString).collect(Collectors.joining());
    }
}
