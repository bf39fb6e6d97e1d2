package dev.agentharness.context;

import dev.agentharness.budget.Limit;
import dev.agentharness.model.Content;
import dev.agentharness.model.Message;
import dev.agentharness.model.ModelRequest;
import dev.agentharness.model.Role;
import dev.agentharness.run.RunState;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/** The whole conversation, and behind everything else what is fresh: the plan, and how much of the budget is used. */
final class StandardContext implements ContextBuilder {

    private final int budgetLineEvery;

    StandardContext(int budgetLineEvery) {
        this.budgetLineEvery = budgetLineEvery;
    }

    @Override
    public ModelRequest build(RunState state) {
        return ModelRequest.builder()
                .instructions(state.instructions())
                .tools(state.offered())
                .messages(withFreshLines(state))
                .build();
    }

    /** The lines go into this request only, not into the conversation: the next request still extends the cache. */
    private List<Message> withFreshLines(RunState state) {
        List<Content> lines = new ArrayList<>();
        state.plan().ifPresent(plan -> lines.add(new Content.Text("[Your plan: " + plan + "]")));
        if (state.isBudgetWarned()) {
            lines.add(new Content.Text(
                    "[Budget used so far: " + used(state) + ". Bring the work to a close before a limit ends it.]"));
        } else if (budgetLineEvery > 0 && state.turns() > 0 && state.turns() % budgetLineEvery == 0) {
            lines.add(new Content.Text("[Budget used so far: " + used(state) + ".]"));
        }
        return lines.isEmpty() ? state.messages() : behind(state.messages(), lines);
    }

    private static List<Message> behind(List<Message> conversation, List<Content> lines) {
        List<Message> messages = new ArrayList<>(conversation);
        int end = messages.size() - 1;
        Message last = messages.get(end);
        if (last.role() == Role.USER) {
            List<Content> content = new ArrayList<>(last.content());
            content.addAll(lines);
            messages.set(end, new Message(Role.USER, content));
        } else {
            messages.add(new Message(Role.USER, lines));
        }
        return messages;
    }

    private static String used(RunState state) {
        return state.budget().limits().stream()
                .map(limit -> share(limit, state) + " % of " + limit)
                .collect(Collectors.joining(", "));
    }

    private static long share(Limit limit, RunState state) {
        return Math.round(100
                * state.spend().of(limit.meter()).doubleValue()
                / limit.amount().doubleValue());
    }
}
