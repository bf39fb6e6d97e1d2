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
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/** The instructions with what is fixed, what changes slowly, the whole conversation, and at the end what is fresh. */
final class StandardContext implements ContextBuilder {

    private final List<ContextSection> sections;

    /** The same object as long as the text is the same, so that clients need not encode it again. */
    private volatile String instructions = "";

    /** That of the last request, which is the same for all of a run, and in most runs of a harness. */
    private volatile Key key = new Key("", "", "-");

    StandardContext(Collection<ContextSection> sections) {
        this.sections = sections.stream()
                .filter(section -> section.stability() != Stability.RUN) // only the conversation is
                .sorted(Comparator.comparing(ContextSection::stability))
                .toList();
        Set<String> names = new TreeSet<>();
        for (ContextSection section : this.sections) {
            if (!names.add(section.name())) {
                throw new IllegalArgumentException("two sections of the context are named '" + section.name() + "'");
            }
        }
    }

    @Override
    public Context build(RunState state) {
        List<Part> parts = rendered(state);
        List<Content> slow = texts(parts, Stability.SLOW);
        List<Content> fresh = texts(parts, Stability.VOLATILE);
        int leading = slow.isEmpty() ? 0 : 1;
        ModelRequest request = ModelRequest.builder()
                .instructions(same(instructions(parts)))
                .tools(state.offered())
                .messages(between(slow, state.messages(), fresh))
                .cacheBreakpoints(breakpoints(leading, state))
                .cacheKey(key(state.stamps()))
                .build();
        return new Context(request, parts, leading);
    }

    private List<Part> rendered(RunState state) {
        List<Part> parts = new ArrayList<>(1 + sections.size());
        if (!state.instructions().isEmpty()) {
            parts.add(new Part("instructions", Stability.FIXED, state.instructions()));
        }
        for (ContextSection section : sections) {
            String text = section.render(state);
            if (!text.isEmpty()) {
                parts.add(new Part(section.name(), section.stability(), text));
            }
        }
        return parts;
    }

    private static String instructions(List<Part> parts) {
        String text = "";
        for (Part part : parts) {
            if (part.stability() == Stability.FIXED) {
                text = text.isEmpty() ? part.text() : text + "\n\n" + part.text();
            }
        }
        return text;
    }

    private String same(String text) {
        String before = instructions;
        if (text.equals(before)) {
            return before;
        }
        instructions = text;
        return text;
    }

    private static List<Content> texts(List<Part> parts, Stability stability) {
        List<Content> texts = List.of();
        for (Part part : parts) {
            if (part.stability() == stability) {
                texts = texts.isEmpty() ? new ArrayList<>() : texts;
                texts.add(new Content.Text(part.text()));
            }
        }
        return texts;
    }

    /** The conversation itself where nothing stands around it: it need not be copied. */
    private static List<Message> between(List<Content> slow, List<Message> conversation, List<Content> fresh) {
        if (slow.isEmpty() && fresh.isEmpty()) {
            return conversation;
        }
        List<Message> messages = new ArrayList<>(conversation.size() + 2);
        if (!slow.isEmpty()) {
            messages.add(new Message(Role.USER, slow));
        }
        messages.addAll(conversation);
        if (!fresh.isEmpty()) {
            messages.add(new Message(Role.USER, fresh));
        }
        return messages;
    }

    /** Behind tools and instructions, behind the task, and at the end of the conversation. */
    private static List<Integer> breakpoints(int leading, RunState state) {
        int task = leading + state.taskAt() + 1;
        int all = leading + state.messages().size();
        return task < all ? List.of(0, task, all) : List.of(0, all);
    }

    private String key(Stamps stamps) {
        Key known = key;
        if (!known.isOf(stamps)) {
            known = new Key(
                    stamps.instructions(), stamps.tools(), brief(stamps.instructions()) + "-" + brief(stamps.tools()));
            key = known;
        }
        return known.text;
    }

    /** A cache key, and what it was made of. */
    private record Key(String instructions, String tools, String text) {
        boolean isOf(Stamps stamps) {
            return stamps.instructions().equals(instructions) && stamps.tools().equals(tools);
        }
    }

    private static String brief(String hash) {
        return hash.substring(0, Math.min(24, hash.length()));
    }
}
