package dev.agentharness.tools;

import dev.agentharness.model.ToolInput;
import dev.agentharness.model.ToolOutput;
import dev.agentharness.model.ToolSpec;
import dev.agentharness.tool.Tool;
import dev.agentharness.tool.ToolContext;
import java.util.Optional;

/**
 * A tool with a schema of its own making, whose arguments are checked against it before anybody is asked about the call.
 * Tools made of records and methods do so themselves. Thread-safe.
 */
public final class Validating implements Tool {

    private final Tool tool;
    private final SchemaCheck check;

    private Validating(Tool tool, SchemaCheck check) {
        this.tool = tool;
        this.check = check;
    }

    /**
     * @throws IllegalArgumentException if the tool's schema is no JSON Schema or refers to something outside itself
     */
    public static Tool wrap(Tool tool) {
        try {
            return new Validating(tool, SchemaCheck.of(tool.spec().inputSchema()));
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException(
                    "the input schema of tool '" + tool.spec().name() + "' is " + e.getMessage(), e);
        }
    }

    @Override
    public ToolSpec spec() {
        return tool.spec();
    }

    @Override
    public Optional<String> mistake(ToolInput input) {
        return unfit(input).or(() -> tool.mistake(input));
    }

    private Optional<String> unfit(ToolInput input) {
        return check.mistakes(RecordJson.tree(input.json())).map(words -> "The arguments do not fit: " + words);
    }

    @Override
    public boolean canGoOn(String idempotencyKey) {
        return tool.canGoOn(idempotencyKey);
    }

    @Override
    public ToolOutput call(ToolInput input, ToolContext context) throws Exception {
        Optional<String> unfit = unfit(input);
        return unfit.isPresent() ? ToolOutput.error(unfit.get()) : tool.call(input, context);
    }

    @Override
    public String toString() {
        return tool.toString();
    }
}
