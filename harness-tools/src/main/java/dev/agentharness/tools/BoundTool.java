package dev.agentharness.tools;

import dev.agentharness.model.Artefact;
import dev.agentharness.model.Content;
import dev.agentharness.model.ToolInput;
import dev.agentharness.model.ToolOutput;
import dev.agentharness.model.ToolSpec;
import dev.agentharness.tool.Tool;
import dev.agentharness.tool.ToolContext;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A tool whose arguments are read into Java values first. Arguments that do not fit never reach its work, whoever calls it.
 *
 * @param <A> what the arguments are read into
 */
final class BoundTool<A> implements Tool {

    private final ToolSpec spec;
    private final Shape<A> shape;
    private final Work<A> work;

    BoundTool(ToolSpec.Builder spec, Shape<A> shape, Work<A> work) {
        this.spec = spec.inputSchema(shape.schema()).build();
        this.shape = shape;
        this.work = work;
    }

    /** What a tool does with arguments that fit. */
    @FunctionalInterface
    interface Work<A> {
        @Nullable
        Object apply(A arguments, ToolContext context) throws Exception;
    }

    @Override
    public ToolSpec spec() {
        return spec;
    }

    @Override
    public Optional<String> mistake(ToolInput input) {
        try {
            shape.read(input.json());
            return Optional.empty();
        } catch (IllegalArgumentException e) {
            return Optional.of("The arguments do not fit: " + e.getMessage());
        }
    }

    @Override
    public ToolOutput call(ToolInput input, ToolContext context) throws Exception {
        Optional<String> mistake = mistake(input);
        return mistake.isPresent()
                ? ToolOutput.error(mistake.get())
                : output(work.apply(shape.read(input.json()), context));
    }

    private static ToolOutput output(@Nullable Object result) {
        if (result instanceof ToolOutput output) {
            return output;
        }
        if (result instanceof Content content) {
            return new ToolOutput(List.of(content), false, List.of());
        }
        if (result instanceof Artefact artefact) {
            return ToolOutput.text(artefact.name() + " is at " + artefact.location())
                    .with(artefact);
        }
        return ToolOutput.text(result instanceof String text ? text : RecordJson.write(result));
    }

    @Override
    public String toString() {
        return spec.toString();
    }
}
