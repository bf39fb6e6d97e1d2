package dev.agentharness.run;

import dev.agentharness.budget.Spend;
import dev.agentharness.model.Artefact;
import dev.agentharness.model.Message;
import dev.agentharness.model.Usage;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeMap;

/**
 * What a run delivers, however it ended.
 *
 * @param runId what to resume it by
 * @param outcome how it ended
 * @param partial the answer so far and what is open
 * @param spend what it took, with all that drew on its ledger
 * @param stamps under what it ran
 * @param state where it stood at the end
 */
public record RunResult(String runId, Outcome outcome, Partial partial, Spend spend, Stamps stamps, RunState state) {

    public RunResult {
        Objects.requireNonNull(runId, "runId");
        Objects.requireNonNull(outcome, "outcome");
        Objects.requireNonNull(partial, "partial");
        Objects.requireNonNull(spend, "spend");
        Objects.requireNonNull(stamps, "stamps");
        Objects.requireNonNull(state, "state");
    }

    /** The result of a run that has ended. */
    public static RunResult of(RunState state) {
        Outcome outcome = state.outcome()
                .orElseThrow(() -> new IllegalArgumentException("run " + state.runId() + " has not ended"));
        List<String> open = new ArrayList<>();
        state.plan().ifPresent(plan -> plan.openSteps().forEach(step -> open.add(step.text())));
        state.turn()
                .open()
                .forEach(call -> open.add("call " + call.id() + " of " + call.name()
                        + (state.turn().suspended(call.id()).isPresent()
                                ? " waits for a person"
                                : " was not carried out")));
        return new RunResult(
                state.runId(),
                outcome,
                new Partial(state.answerSoFar(), open, state.artefacts()),
                state.spend(),
                state.stamps(),
                state);
    }

    /** The answer if the task was completed, else the answer so far. */
    public String answer() {
        return outcome instanceof Outcome.Completed completed ? completed.answer() : partial.answer();
    }

    /** What the run took by the scope that took it: under {@code run} its own steps, and whoever drew on its ledger. */
    public Map<String, Spend> spendByScope() {
        Map<String, Spend> byScope = new TreeMap<>(state.drawn());
        Spend others = state.drawn().values().stream().reduce(Spend.NONE, Spend::plus);
        byScope.merge("run", spend.minus(others), Spend::plus);
        return byScope;
    }

    /** The tokens that the provider reported, added up, with what its cache served. */
    public Usage usage() {
        return state.usage();
    }

    /** What the run's tools made that outlives it, in order. */
    public List<Artefact> artefacts() {
        return partial.artefacts();
    }

    /** The answer of a completed run, read as the type that its task asked for; empty if it did not complete. */
    public <T> Optional<T> output(OutputType<T> type) {
        return outcome instanceof Outcome.Completed completed
                ? Optional.of(type.read(completed.answer()))
                : Optional.empty();
    }

    public boolean isCompleted() {
        return outcome instanceof Outcome.Completed;
    }

    /** The conversation in a form that every provider accepts: no call without a result. */
    public List<Message> transcript() {
        return state.transcript();
    }
}
