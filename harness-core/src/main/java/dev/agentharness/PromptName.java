package dev.agentharness;

import dev.agentharness.json.Fingerprint;
import dev.agentharness.model.Message;
import dev.agentharness.model.ModelRequest;
import dev.agentharness.model.ModelSpec;
import dev.agentharness.model.ToolSpec;
import java.util.List;

/**
 * Names what stands before a conversation, and for which model: another would count otherwise. The name is made anew only
 * when one of them changed, for it stays the same through most of a run. Used by the thread that drives the run.
 */
final class PromptName {

    private String model = "";
    private String instructions = "";
    private List<ToolSpec> tools = List.of();
    private List<Message> leading = List.of();
    private String name = "";

    /**
     * @param before how many messages stand before the conversation
     */
    String of(ModelRequest request, int before, ModelSpec spec) {
        List<Message> first = request.messages().subList(0, before);
        boolean same = spec.toString().equals(model)
                && request.instructions().equals(instructions)
                && request.tools().equals(tools)
                && first.equals(leading);
        if (!same || name.isEmpty()) {
            model = spec.toString();
            instructions = request.instructions();
            tools = request.tools();
            leading = List.copyOf(first);
            name = Fingerprint.of(List.of(
                    model, instructions, tools.stream().map(ToolSpec::facts).toList(), leading.toString()));
        }
        return name;
    }
}
