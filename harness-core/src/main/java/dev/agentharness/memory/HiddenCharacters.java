package dev.agentharness.memory;

import dev.agentharness.text.Unseen;

/** Notices characters that a reviewer would not see. */
final class HiddenCharacters implements MemoryGate {

    @Override
    public Ruling rule(MemoryProposal proposal) {
        return proposal.entry()
                .text()
                .codePoints()
                .filter(HiddenCharacters::isHidden)
                .boxed()
                .findFirst()
                .<Ruling>map(hidden -> new Ruling.Refuse(
                        String.format("it holds the invisible character U+%04X; write plain text", hidden)))
                .orElseGet(Ruling::commit);
    }

    /** Unassigned ones, too: what nobody knows today may be read by a model tomorrow, and a fact is kept for long. */
    private static boolean isHidden(int character) {
        return Unseen.hides(character) || character == '\r' || Character.getType(character) == Character.UNASSIGNED;
    }
}
