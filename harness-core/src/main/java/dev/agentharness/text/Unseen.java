package dev.agentharness.text;

/** Characters that a reader does not see and a model reads. */
public final class Unseen {

    private Unseen() {}

    /**
     * Whether a character hides something, or turns the text round, and no script needs it: controls but for line ends and
     * tabs, format characters, unpaired surrogates, private ones, tags, what selects variants without end, letters without
     * ink. What is not assigned yet is not among them: newer platforms know it as a letter or an emoji.
     */
    public static boolean hides(int character) {
        return switch (Character.getType(character)) {
            case Character.CONTROL -> character != '\n' && character != '\r' && character != '\t';
            case Character.FORMAT -> !shapes(character) && !isInk(character);
            case Character.SURROGATE, Character.PRIVATE_USE -> true;
            default ->
                isAmong(character, 0xE0000, 0xE0FFF) // tags and variation selectors, assigned or not
                        || isAmong(character, 0xFFF0, 0xFFF8) // to be ignored once they are assigned
                        || character == 0x2065
                        || character == 0x034F // joins graphemes
                        || character == 0x115F // Hangul and Braille letters without ink
                        || character == 0x1160
                        || character == 0x3164
                        || character == 0xFFA0
                        || character == 0x2800;
        };
    }

    /**
     * Whether a character is seen only by what it does to its neighbours: joiners, without which Persian and Indic words and
     * many emoji cannot be written, and the few variation selectors of emoji and Mongolian. Who needs a text that is exactly
     * what it looks like, such as a name, does without these as well.
     */
    public static boolean shapes(int character) {
        return character == 0x200C
                || character == 0x200D
                || isAmong(character, 0xFE00, 0xFE0F)
                || isAmong(character, 0x180B, 0x180D)
                || character == 0x180F;
    }

    /** Format characters that are seen: they stand before or under digits in Arabic, Syriac and Kaithi. */
    private static boolean isInk(int character) {
        return isAmong(character, 0x0600, 0x0605)
                || character == 0x06DD
                || character == 0x070F
                || isAmong(character, 0x0890, 0x0891)
                || character == 0x08E2
                || character == 0x110BD
                || character == 0x110CD;
    }

    private static boolean isAmong(int character, int first, int last) {
        return character >= first && character <= last;
    }
}
