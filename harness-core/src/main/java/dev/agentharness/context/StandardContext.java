package dev.agentharness.context;

import dev.agentharness.cache.Part;
import dev.agentharness.cache.Stability;
import dev.agentharness.model.Content;
import dev.agentharness.model.Message;
import dev.agentharness.model.ModelRequest;
import dev.agentharness.model.Role;
import dev.agentharness.run.RunState;
import dev.agentharness.run.Stamps;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;

/** The instructions with what is fixed, what changes slowly, the whole conversation, and at the end what is fresh. */
final class StandardContext implements ContextBuilder {

    private final List<ContextSection> sections;

    /** The same object as long as the text is the same, so that clients need not encode it again. */
    private volatile String instructions = "";

    StandardContext(Collection<ContextSection> sections) {
        this.sections = List.copyOf(sections);
        Set<String> names = new TreeSet<>();
        for (ContextSection section : this.sections) {
            if (!names.add(section.name())) {
                throw new IllegalArgumentException("two sections of the context are named '" + section.name() + "'");
            }
        }
    }

    @Override
    public Context build(RunState state) {
        List<Part> fixed = new ArrayList<>();
        if (!state.instructions().isEmpty()) {
            fixed.add(new Part("instructions", Stability.FIXED, state.instructions()));
        }
        fixed.addAll(rendered(Stability.FIXED, state));
        List<Part> slow = rendered(Stability.SLOW, state);
        List<Part> fresh = rendered(Stability.VOLATILE, state);
        List<Message> messages = new ArrayList<>(state.messages().size() + 2);
        if (!slow.isEmpty()) {
            messages.add(message(slow));
        }
        int leading = messages.size();
        messages.addAll(state.messages());
        ModelRequest.Builder request = ModelRequest.builder()
                .instructions(same(fixed))
                .tools(state.offered())
                .cacheBreakpoints(breakpoints(leading, state))
                .cacheKey(key(state.stamps()));
        if (!fresh.isEmpty()) {
            messages.add(message(fresh));
        }
        List<Part> parts = new ArrayList<>(fixed);
        parts.addAll(slow);
        parts.addAll(fresh);
        return new Context(request.messages(messages).build(), parts, leading);
    }

    private List<Part> rendered(Stability stability, RunState state) {
        List<Part> parts = new ArrayList<>(sections.size());
        for (ContextSection section : sections) {
            String text = section.stability() == stability ? section.render(state) : "";
            if (!text.isEmpty()) {
                parts.add(new Part(section.name(), stability, text));
            }
        }
        return parts;
    }

    private String same(List<Part> fixed) {
        String text = fixed.size() == 1
                ? fixed.get(0).text()
                : fixed.stream().map(Part::text).collect(Collectors.joining("\n\n"));
        String before = instructions;
        if (text.equals(before)) {
            return before;
        }
        instructions = text;
        return text;
    }

    private static Message message(List<Part> parts) {
        return new Message(
                Role.USER,
                parts.stream()
                        .<Content>map(part -> new Content.Text(part.text()))
                        .toList());
    }

    /** Behind tools and instructions, behind the task, and at the end of the conversation. */
    private static List<Integer> breakpoints(int leading, RunState state) {
        int task = leading + state.taskAt() + 1;
        int all = leading + state.messages().size();
        return task < all ? List.of(0, task, all) : List.of(0, all);
    }

    private static String key(Stamps stamps) {
        return brief(stamps.instructions()) + "-" + brief(stamps.tools());
    }

    private static String brief(String hash) {
        return hash.substring(0, Math.min(24, hash.length()));
    }
}
