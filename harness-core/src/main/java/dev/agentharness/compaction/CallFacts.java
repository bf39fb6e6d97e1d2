package dev.agentharness.compaction;

import dev.agentharness.json.Json;
import dev.agentharness.model.ToolCall;
import dev.agentharness.model.ToolResult;
import dev.agentharness.run.Turn;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The facts on which calls depend: the ids and paths in their arguments, whoever named them first, and the numbers there
 * that a tool had named before. Numbers of the model's own, such as how far to read, are not worth keeping.
 */
final class CallFacts {

    /** A longer text is something that was written, not something that was named. */
    private static final int LONGEST = 200;

    private final Set<String> heard = new HashSet<>();
    private final Map<String, Set<String>> byCall = new HashMap<>();

    /**
     * @param turns in order, with their results as they were before any was taken away
     */
    CallFacts(List<Turn> turns) {
        for (Turn turn : turns) {
            turn.calls().forEach(call -> byCall.put(call.id(), facts(call)));
            turn.results().stream().map(ToolResult::text).map(KeyFacts::in).forEach(heard::addAll);
        }
    }

    Set<String> of(ToolCall call) {
        Set<String> known = byCall.get(call.id());
        return known == null ? facts(call) : known;
    }

    private Set<String> facts(ToolCall call) {
        Set<String> facts = new LinkedHashSet<>();
        try {
            Json.object(call.arguments()).values().forEach(value -> add(value, facts));
        } catch (IllegalArgumentException e) {
            return Set.of(); // nothing was carried out with them
        }
        facts.removeIf(fact -> fact.chars().allMatch(Character::isDigit) && !heard.contains(fact));
        return facts;
    }

    private static void add(@Nullable Object value, Set<String> facts) {
        if (value instanceof Map<?, ?> members) {
            members.values().forEach(member -> add(member, facts));
        } else if (value instanceof Collection<?> items) {
            items.forEach(item -> add(item, facts));
        } else if (value != null && value.toString().length() <= LONGEST) {
            facts.addAll(KeyFacts.in(value.toString()));
        }
    }
}
