package dev.agentharness.context;

import dev.agentharness.model.ModelRequest;
import dev.agentharness.run.RunState;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BiFunction;

/**
 * Chooses what the model is shown of a run. Thread-safe.
 *
 * <p>What stays the same comes first and what changes comes last, so that each request extends the one before and a
 * provider's prompt cache can serve the beginning. The output cap and the timeout are set by whoever sends it.
 */
@FunctionalInterface
public interface ContextBuilder {

    Context build(RunState state);

    /**
     * Shows instructions, tools, what memory knows about the task, and the whole conversation; at the very end what is
     * fresh: the model's plan, and near a limit how much of the budget is used.
     */
    static ContextBuilder standard() {
        return with();
    }

    /**
     * As {@link #standard()}, with more sections. They are put where their stability belongs, and in the given order among
     * their like.
     *
     * @throws IllegalArgumentException if two sections have the same name
     */
    static ContextBuilder with(ContextSection... sections) {
        return new StandardContext(standard(0, sections));
    }

    /** As {@link #with}, and every so many turns the model is shown how much of the budget is used. */
    static ContextBuilder withBudgetLineEvery(int turns, ContextSection... sections) {
        if (turns < 1) {
            throw new IllegalArgumentException("turns must be at least 1 but is " + turns);
        }
        return new StandardContext(standard(turns, sections));
    }

    private static List<ContextSection> standard(int budgetEveryTurns, ContextSection... more) {
        List<ContextSection> all = new ArrayList<>();
        all.add(new RecalledSection());
        all.addAll(List.of(more));
        all.add(new PlanSection());
        all.add(new BudgetSection(budgetEveryTurns));
        return all;
    }

    /** This context, with the effort that a schedule asks for. */
    default ContextBuilder withEffort(EffortSchedule schedule) {
        return asking((state, request) -> request.effort(schedule.at(state)));
    }

    /**
     * This context, asked for in other words as the run goes on, for what changes nothing of what the model is shown: the
     * choice of tools, a schema for the answer, a provider's own {@linkplain ModelRequest.Builder#option option}.
     */
    default ContextBuilder asking(BiFunction<RunState, ModelRequest.Builder, ModelRequest.Builder> words) {
        return state -> {
            Context shown = build(state);
            ModelRequest asked = words.apply(state, shown.request().toBuilder()).build();
            return new Context(asked, shown.parts(), shown.leading());
        };
    }
}
