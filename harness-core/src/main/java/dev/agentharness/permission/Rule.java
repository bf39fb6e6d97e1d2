package dev.agentharness.permission;

import dev.agentharness.model.Risk;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/**
 * One rule of a file: of which calls it speaks, and what it says.
 *
 * @param tools wildcards for the names of tools
 * @param risks of tools of these risks; of all if empty
 * @param scopes wildcards for what a tool touches; of all tools if empty
 * @param tainted whether only while text of outsiders is in the conversation
 * @param where what the arguments must be
 */
record Rule(
        String name,
        Kind kind,
        List<String> tools,
        Set<Risk> risks,
        List<String> scopes,
        boolean tainted,
        Map<String, ValuePattern> where,
        String reason) {

    enum Kind {
        DENY,
        ASK,
        ALLOW;

        static Kind of(String word) {
            for (Kind kind : values()) {
                if (kind.name().toLowerCase(Locale.ROOT).equals(word)) {
                    return kind;
                }
            }
            throw new IllegalArgumentException("a rule's decision is deny, ask or allow, not '" + word + "'");
        }

        /** Where a rule keeps examples of this. */
        String examples() {
            return this == DENY ? "denies" : name().toLowerCase(Locale.ROOT) + "s";
        }
    }

    /** Whether it speaks of this: surely if it allows, possibly if it asks or denies. */
    boolean matches(Situation call) {
        return Wildcard.anyMatches(tools, call.tool().name())
                && (risks.isEmpty() || risks.contains(call.tool().risk()))
                && (!tainted || call.tainted())
                && touches(call.tool().scopes())
                && where.entrySet().stream()
                        .allMatch(argument -> matches(argument.getValue(), call.values(argument.getKey())));
    }

    private boolean touches(List<String> touched) {
        if (scopes.isEmpty()) {
            return true;
        }
        return kind == Kind.ALLOW
                ? !touched.isEmpty() && touched.stream().allMatch(scope -> Wildcard.anyMatches(scopes, scope))
                : touched.stream().anyMatch(scope -> Wildcard.anyMatches(scopes, scope));
    }

    private boolean matches(ValuePattern pattern, List<Object> values) {
        return kind == Kind.ALLOW
                ? !values.isEmpty() && values.stream().allMatch(pattern::surely)
                : values.stream().anyMatch(pattern::possibly);
    }
}
