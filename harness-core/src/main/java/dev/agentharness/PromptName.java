package dev.agentharness;

import dev.agentharness.json.Fingerprint;
import dev.agentharness.model.Message;
import dev.agentharness.model.ModelRequest;
import dev.agentharness.model.ModelSpec;
import dev.agentharness.model.ToolSpec;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Names what stands before a conversation, and for which model: another would count otherwise. The name is made anew only
 * when one of them changed, for it is the same in most runs of a harness. Thread-safe.
 */
final class PromptName {

    private volatile @Nullable Named last;

    /**
     * @param before how many messages stand before the conversation
     */
    String of(ModelRequest request, int before, ModelSpec spec) {
        Prompt prompt = new Prompt(
                spec.provider(),
                spec.name(),
                request.instructions(),
                request.tools(),
                request.outputSchema(),
                request.messages().subList(0, before));
        Named known = last;
        if (known == null || !known.prompt.equals(prompt)) {
            known = new Named(prompt.kept(), prompt.name());
            last = known;
        }
        return known.name;
    }

    private record Named(Prompt prompt, String name) {}

    private record Prompt(
            String provider,
            String model,
            String instructions,
            List<ToolSpec> tools,
            Optional<String> outputSchema,
            List<Message> leading) {

        /** Without the request that its messages are a part of. */
        Prompt kept() {
            return new Prompt(provider, model, instructions, tools, outputSchema, List.copyOf(leading));
        }

        String name() {
            return Fingerprint.of(List.of(
                    provider + "/" + model,
                    instructions,
                    tools.stream().map(ToolSpec::facts).toList(),
                    outputSchema.orElse(""),
                    leading.toString()));
        }
    }
}
