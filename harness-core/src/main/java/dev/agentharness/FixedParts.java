package dev.agentharness;

import dev.agentharness.cache.Part;
import dev.agentharness.cache.Stability;
import dev.agentharness.context.ContextBuilder;
import dev.agentharness.run.RunState;
import java.util.List;

/** Checks before any run that what a context declares to be fixed is the same for two runs at two times. */
final class FixedParts {

    private FixedParts() {}

    /**
     * @throws IllegalArgumentException naming the section that is not, and where its two texts part
     */
    static void check(ContextBuilder context, RunState one, RunState other) {
        List<Part> first = fixed(context, one);
        List<Part> second = fixed(context, other);
        for (int i = 0; i < Math.max(first.size(), second.size()); i++) {
            if (i >= first.size() || i >= second.size()) {
                String name = (i < first.size() ? first : second).get(i).name();
                throw changing(name, "it is there for one run and not for the next");
            }
            if (!first.get(i).equals(second.get(i))) {
                throw changing(
                        first.get(i).name(),
                        difference(first.get(i).text(), second.get(i).text()));
            }
        }
    }

    private static List<Part> fixed(ContextBuilder context, RunState state) {
        return context.build(state).parts().stream()
                .filter(part -> part.stability() == Stability.FIXED)
                .toList();
    }

    private static IllegalArgumentException changing(String section, String how) {
        return new IllegalArgumentException("section '" + section + "' of the context is declared FIXED but changes: "
                + how + ". Declare it SLOW or VOLATILE, or take out what changes, such as a clock or a random id.");
    }

    private static String difference(String one, String other) {
        int same = 0;
        while (same < Math.min(one.length(), other.length()) && one.charAt(same) == other.charAt(same)) {
            same++;
        }
        return "at character " + same + " it reads \"" + excerpt(one, same) + "\", then \"" + excerpt(other, same)
                + "\"";
    }

    private static String excerpt(String text, int from) {
        return text.substring(from, Math.min(text.length(), from + 40));
    }
}
