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

/** The whole conversation, and near a limit one line about it behind everything else. */
final class StandardContext implements ContextBuilder {

    @Override
    public ModelRequest build(RunState state) {
        return ModelRequest.builder()
                .instructions(state.instructions())
                .tools(state.tools())
                .messages(state.isBudgetWarned() ? withBudgetLine(state) : state.messages())
                .build();
    }

    /** The line goes into this request only, not into the conversation: the next request still extends the cache. */
    private static List<Message> withBudgetLine(RunState state) {
        List<Message> messages = new ArrayList<>(state.messages());
        Content line = new Content.Text(budgetLine(state));
        int end = messages.size() - 1;
        Message last = messages.get(end);
        if (last.role() == Role.USER) {
            List<Content> content = new ArrayList<>(last.content());
            content.add(line);
            messages.set(end, new Message(Role.USER, content));
        } else {
            messages.add(new Message(Role.USER, List.of(line)));
        }
        return messages;
    }

    private static String budgetLine(RunState state) {
        String used = state.budget().limits().stream()
                .map(limit -> share(limit, state) + " % of " + limit)
                .collect(Collectors.joining(", "));
        return "[Budget used so far: " + used + ". Bring the work to a close before a limit ends it.]";
    }

    private static long share(Limit limit, RunState state) {
        return Math.round(100
                * state.spend().of(limit.meter()).doubleValue()
                / limit.amount().doubleValue());
    }
}
