package dev.agentharness.compaction;

import dev.agentharness.model.Message;
import dev.agentharness.model.Role;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The numbers, ids and paths in a text: what a summary must not lose, and must not make up. */
final class KeyFacts {

    /** More than this are not all of them key; the newest are. */
    private static final int MOST = 300;

    /** A path or an address; a word with a digit in it; a number of three digits or with a fraction, sign or unit. */
    private static final Pattern FACT =
            Pattern.compile("(?:[A-Za-z][A-Za-z0-9+.-]*://)?[\\w.~@-]*(?:/[\\w.~@%+:=?&-]+)+"
                    + "|[A-Za-z][A-Za-z0-9]*(?:[-_.:][A-Za-z0-9]+)*"
                    + "|[$€£]?\\d[\\w]*(?:[.,:-]\\w+)*%?");

    private static final Pattern DIGITS = Pattern.compile("\\d");

    private KeyFacts() {}

    /** What people gave, what the model took up in its own words, and what its calls depend on; tools say much else. */
    static Set<String> of(Collection<Message> messages, CallFacts calls) {
        Set<String> facts = new LinkedHashSet<>();
        for (Message message : messages) {
            if (message.role() == Role.ASSISTANT || message.toolResults().isEmpty()) {
                Set<String> fresh = in(message.text());
                message.toolCalls().forEach(call -> fresh.addAll(calls.of(call)));
                facts.removeAll(fresh);
                facts.addAll(fresh);
            }
        }
        List<String> inOrder = List.copyOf(facts);
        return new LinkedHashSet<>(inOrder.subList(Math.max(0, inOrder.size() - MOST), inOrder.size()));
    }

    /** All in a text, in order. */
    static Set<String> in(String text) {
        Set<String> facts = new LinkedHashSet<>();
        Matcher matcher = FACT.matcher(text);
        while (matcher.find()) {
            String found = matcher.group().replaceAll("[.,:;-]+$", "");
            if (isFact(found)) {
                facts.add(found);
            }
        }
        return facts;
    }

    private static boolean isFact(String found) {
        if (found.indexOf('/') >= 0) {
            return found.length() > 4;
        }
        long digits = DIGITS.matcher(found).results().count();
        boolean plain = digits == found.length();
        return plain ? digits >= 3 : digits > 0 && found.length() >= 4;
    }
}
