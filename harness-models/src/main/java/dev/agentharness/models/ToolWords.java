package dev.agentharness.models;

import dev.agentharness.model.ToolSpec;
import java.util.function.Predicate;

/**
 * What a provider is told of a tool besides what the tool itself says. Immutable.
 *
 * @param strict whether the provider is to hold the model to the tool's schema
 * @param deferred whether the model has to search for the tool before it sees it
 */
record ToolWords(Predicate<ToolSpec> strict, Predicate<ToolSpec> deferred) {

    /** None. */
    static final ToolWords NONE = new ToolWords(tool -> false, tool -> false);

    ToolWords strict(Predicate<ToolSpec> which) {
        return new ToolWords(which, deferred);
    }

    ToolWords deferred(Predicate<ToolSpec> which) {
        return new ToolWords(strict, which);
    }

    /** Whether a tool is to be strict, and has a schema that its provider can be strict about. */
    boolean isStrict(ToolSpec tool, StrictSchema rule) {
        return strict.test(tool) && rule.allows(tool.inputSchema());
    }

    boolean isDeferred(ToolSpec tool) {
        return deferred.test(tool);
    }
}
