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
        Named known = last;
        if (known == null || !known.fits(request, before, spec)) {
            known = Named.of(request, before, spec);
            last = known;
        }
        return known.name;
    }

    private record Named(
            String provider,
            String model,
            String instructions,
            List<ToolSpec> tools,
            Optional<String> outputSchema,
            List<Message> leading,
            String name) {

        static Named of(ModelRequest request, int before, ModelSpec spec) {
            // Without the request that these messages are a part of.
            List<Message> leading = List.copyOf(request.messages().subList(0, before));
            String name = Fingerprint.of(List.of(
                    spec.toString(),
                    request.instructions(),
                    request.tools().stream().map(ToolSpec::facts).toList(),
                    request.outputSchema().orElse(""),
                    leading.toString()));
            return new Named(
                    spec.provider(),
                    spec.name(),
                    request.instructions(),
                    request.tools(),
                    request.outputSchema(),
                    leading,
                    name);
        }

        boolean fits(ModelRequest request, int before, ModelSpec spec) {
            return spec.provider().equals(provider)
                    && spec.name().equals(model)
                    && request.instructions().equals(instructions)
                    && request.tools().equals(tools)
                    && request.outputSchema().equals(outputSchema)
                    && leading.size() == before
                    && (before == 0 || leading.equals(request.messages().subList(0, before)));
        }
    }
}
