package dev.agentharness.tools;

import dev.agentharness.model.ToolInput;
import dev.agentharness.model.ToolOutput;
import dev.agentharness.model.ToolSpec;
import dev.agentharness.tool.Tool;
import dev.agentharness.tool.ToolContext;
import java.util.Objects;
import java.util.Optional;

/** A tool around a tool: the same to the model and to the policy, otherwise only in how a call is carried out. */
final class WrappedTool implements Tool {

    private final Tool tool;
    private final Call call;

    private WrappedTool(Tool tool, Call call) {
        this.tool = tool;
        this.call = call;
    }

    /** Carries out a call of the tool inside. */
    @FunctionalInterface
    interface Call {
        ToolOutput of(Tool tool, ToolInput input, ToolContext context) throws Exception;
    }

    static Tool around(Tool tool, Call call) {
        return new WrappedTool(Objects.requireNonNull(tool, "tool"), call);
    }

    @Override
    public ToolSpec spec() {
        return tool.spec();
    }

    @Override
    public Optional<String> mistake(ToolInput input) {
        return tool.mistake(input);
    }

    @Override
    public boolean canGoOn(String idempotencyKey) {
        return tool.canGoOn(idempotencyKey);
    }

    @Override
    public ToolOutput call(ToolInput input, ToolContext context) throws Exception {
        return call.of(tool, input, context);
    }

    @Override
    public String toString() {
        return tool.toString();
    }
}
