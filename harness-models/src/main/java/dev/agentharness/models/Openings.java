package dev.agentharness.models;

import dev.agentharness.model.ModelRequest;
import dev.agentharness.model.ToolSpec;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The beginnings of the last few kinds of request, so that what a harness says every time is encoded once. Thread-safe.
 */
final class Openings {

    /** More harnesses than this that take turns at one model encode their beginnings anew, as everybody else does. */
    private static final int MOST = 8;

    private record Known(
            String instructions,
            List<ToolSpec> tools,
            Optional<String> outputSchema,
            boolean streaming,
            boolean marked,
            Map<String, String> options,
            Opening opening) {

        boolean suits(ModelRequest request, boolean streamed) {
            return streaming == streamed
                    && marked == isMarked(request)
                    && instructions.equals(request.instructions())
                    && options.equals(request.options())
                    && outputSchema.equals(request.outputSchema())
                    && isSame(tools, request.tools());
        }
    }

    private volatile Known[] known = {};

    /** That of an earlier request of the same kind. */
    @Nullable
    Opening find(ModelRequest request, boolean streaming) {
        for (Known candidate : known) {
            if (candidate.suits(request, streaming)) {
                return candidate.opening();
            }
        }
        return null;
    }

    void add(ModelRequest request, boolean streaming, Opening opening) {
        Known[] before = known;
        Known[] next = new Known[Math.min(before.length + 1, MOST)];
        System.arraycopy(before, 0, next, 1, next.length - 1);
        next[0] = new Known(
                request.instructions(),
                request.tools(),
                request.outputSchema(),
                streaming,
                isMarked(request),
                request.options(),
                opening);
        known = next;
    }

    /** Whether the end of the opening is a place that a cache is to be filled to. */
    static boolean isMarked(ModelRequest request) {
        List<Integer> breakpoints = request.cacheBreakpoints();
        return !breakpoints.isEmpty() && breakpoints.get(0) == 0;
    }

    /** Specs are compared by identity: they are made once, and comparing their texts would take as long as writing them. */
    @SuppressWarnings("ReferenceEquality")
    private static boolean isSame(List<ToolSpec> some, List<ToolSpec> others) {
        if (some == others) {
            return true;
        }
        if (some.size() != others.size()) {
            return false;
        }
        for (int i = 0; i < some.size(); i++) {
            if (some.get(i) != others.get(i)) {
                return false;
            }
        }
        return true;
    }
}
