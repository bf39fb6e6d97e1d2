package dev.agentharness.memory;

/**
 * Notices characters that a reviewer would not see: controls, the invisible ones of the format class, unpaired
 * surrogates, private and unassigned ones, and variation selectors that can smuggle bytes.
 */
final class HiddenCharacters implements MemoryGate {

    private static final int NON_JOINER = 0x200C; // Persian and Indic words need both joiners, and so do emoji
    private static final int JOINER = 0x200D;

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

    private static boolean isHidden(int character) {
        return switch (Character.getType(character)) {
            case Character.CONTROL -> character != '\n' && character != '\t';
            case Character.FORMAT -> character != NON_JOINER && character != JOINER;
            case Character.SURROGATE, Character.PRIVATE_USE, Character.UNASSIGNED -> true;
            default -> character >= 0xE0100 && character <= 0xE01EF;
        };
    }
}
