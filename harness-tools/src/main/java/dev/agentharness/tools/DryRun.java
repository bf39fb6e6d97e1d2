package dev.agentharness.tools;

import dev.agentharness.model.Effect;
import dev.agentharness.model.ToolOutput;
import dev.agentharness.tool.Tool;
import java.util.Map;

/** A tool that only says what it would do. */
public final class DryRun {

    private DryRun() {}

    /**
     * The tool, without its effect: a call is checked and decided on as ever, and the model is told that it was not carried
     * out. The run notes it as {@code dry-run}. A tool that only reads is left as it is, for a rehearsal without anything
     * to look at shows nothing.
     */
    public static Tool wrap(Tool tool) {
        if (tool.spec().effect() == Effect.READ_ONLY) {
            return tool;
        }
        return WrappedTool.around(tool, (inside, input, context) -> {
            String name = inside.spec().name();
            context.note("dry-run", Map.of("tool", name));
            return ToolOutput.text("This is a dry run, so nothing was done. '" + name
                    + "' would have been carried out with " + input.canonical() + ". Go on as if it had been.");
        });
    }
}
