package dev.agentharness.compaction;

import dev.agentharness.budget.BudgetTracker;
import dev.agentharness.budget.BudgetedModel;
import dev.agentharness.budget.InputBound;
import dev.agentharness.model.Content;
import dev.agentharness.model.Message;
import dev.agentharness.model.ModelClient;
import dev.agentharness.model.ModelException;
import dev.agentharness.model.ModelListener;
import dev.agentharness.model.ModelRequest;
import dev.agentharness.model.ModelResponse;
import dev.agentharness.model.ModelSpec;
import dev.agentharness.run.Episode;
import dev.agentharness.run.RunState;
import dev.agentharness.run.Shortening;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Lets older turns give way to a record that their provider makes of them, and that only the provider can read. */
final class ProviderRecord implements Compactor {

    private static final Logger log = LoggerFactory.getLogger(ProviderRecord.class);

    private static final String NAME = "by provider";

    /** A record for which there is less room is cut off, and paid in vain. */
    private static final int LEAST_OUTPUT = 4_000;

    private final ModelClient model;
    private final int keepTurns;

    ProviderRecord(ModelClient model, int keepTurns) {
        if (keepTurns < 1) {
            throw new IllegalArgumentException("keepTurns must be at least 1 but is " + keepTurns);
        }
        this.model = Objects.requireNonNull(model, "model");
        this.keepTurns = keepTurns;
    }

    @Override
    public Optional<Shortening> shorten(RunState state, BudgetTracker budget) throws InterruptedException {
        int older = Turns.newest(keepTurns, state.messages());
        List<Message> messages = state.messages().subList(0, older);
        boolean offered = model.spec().features().contains(ModelSpec.Feature.COMPACTION);
        if (!offered || messages.stream().noneMatch(message -> isNew(message, state))) {
            return Optional.empty();
        }
        ModelRequest request = request(messages, state);
        long room = budget.room().tokens() - InputBound.of(request, model.spec());
        if (room < Math.min(LEAST_OUTPUT, request.maxOutputTokens())) {
            return Optional.empty();
        }
        try {
            ModelResponse response =
                    new BudgetedModel(model, budget.part("compaction")).generate(request, ModelListener.none());
            List<Content.Opaque> sealed = sealed(response);
            if (sealed.isEmpty()) {
                log.warn(
                        "run {}: {} handed back no compacted turns: {}",
                        state.runId(),
                        model.spec(),
                        response.details());
                return Optional.empty();
            }
            return Optional.of(Shortening.sealing(NAME, older, sealed, beside(messages, older, state)));
        } catch (ModelException e) {
            log.warn("run {} goes on without its provider's record of older turns", state.runId(), e);
            return Optional.empty();
        }
    }

    /** Records and what is pinned are there already, and stay. */
    private static boolean isNew(Message message, RunState state) {
        return !message.equals(state.messages().get(0)) && !state.pinned().contains(message);
    }

    /** Begins as the run's own requests do, which the provider has in its cache. */
    private ModelRequest request(List<Message> messages, RunState state) {
        return ModelRequest.builder()
                .instructions(state.instructions())
                .tools(state.offered())
                .messages(messages)
                .cacheBreakpoints(List.of(0, messages.size()))
                .maxOutputTokens(model.spec().maxOutputTokens())
                .compaction(true)
                .build();
    }

    private static List<Content.Opaque> sealed(ModelResponse response) {
        return response.message().content().stream()
                .filter(Content.Opaque.class::isInstance)
                .map(Content.Opaque.class::cast)
                .toList();
    }

    /** The key facts, for they cannot be looked for in what nobody can read, with what was recorded before. */
    private static Episode beside(List<Message> messages, int older, RunState state) {
        List<Message> newest = state.messages().subList(older, state.messages().size());
        Episode facts = new Episode(
                "as the task says",
                List.of(),
                List.of(),
                RecordCheck.of(messages, newest, state).keyFacts().stream()
                        .map(fact -> new Episode.Fact(fact, ""))
                        .toList(),
                List.of(),
                List.of(),
                List.of());
        return Records.carriedOn(facts, state);
    }
}
