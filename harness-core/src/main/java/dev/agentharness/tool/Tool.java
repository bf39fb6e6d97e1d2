package dev.agentharness.tool;

import dev.agentharness.model.ToolInput;
import dev.agentharness.model.ToolOutput;
import dev.agentharness.model.ToolSpec;
import java.util.Objects;
import java.util.Optional;

/**
 * Something a model may ask to have done. Implementations are thread-safe: calls of several runs, and of one turn if
 * the tool is read-only, come in parallel.
 */
public interface Tool {

    /** What the tool is. The same object at every call. */
    ToolSpec spec();

    /**
     * What is wrong with the arguments of a call, in words for the model, or empty if nothing is. Asked before anybody is
     * asked whether the call may run; the harness has seen to it that the required members are there.
     */
    default Optional<String> mistake(ToolInput input) {
        return Optional.empty();
    }

    /**
     * Whether a call that was cut short goes on where it left off when it is made again, so that nothing is done twice: as
     * that of a sub-agent does. A tool around a tool passes the question on, unless it has effects of its own.
     *
     * @param idempotencyKey the call's {@link ToolContext#idempotencyKey()}
     */
    default boolean canGoOn(String idempotencyKey) {
        return false;
    }

    /**
     * Does it, on the thread that drives the run or, beside other calls of the turn, on one of its own. The thread is interrupted
     * when the time is up or the run is cancelled; stop then. One that does not within half a second is given up: the run goes
     * on without it, and nobody hears what it says.
     *
     * @param input the arguments: a JSON object that has at least the required members
     * @throws Exception if it cannot be done. The model is told the exception's message and goes on, so say there what
     *     was wrong; the run does not fail.
     */
    ToolOutput call(ToolInput input, ToolContext context) throws Exception;

    /** A tool made of its description and a function. */
    static Tool of(ToolSpec spec, Function function) {
        Objects.requireNonNull(spec, "spec");
        Objects.requireNonNull(function, "function");
        return new Tool() {
            @Override
            public ToolSpec spec() {
                return spec;
            }

            @Override
            public ToolOutput call(ToolInput input, ToolContext context) throws Exception {
                return function.call(input, context);
            }

            @Override
            public String toString() {
                return spec.toString();
            }
        };
    }

    /** What a tool does, for {@link Tool#of}. */
    @FunctionalInterface
    interface Function {
        ToolOutput call(ToolInput input, ToolContext context) throws Exception;
    }
}
