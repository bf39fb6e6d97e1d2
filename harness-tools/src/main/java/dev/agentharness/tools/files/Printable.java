package dev.agentharness.tools.files;

import dev.agentharness.text.Unseen;

/** A text that stays on its line and looks like what it is: names are given by whoever can write a file. */
final class Printable {

    private static final String LINE_ENDS = "\n\r\t\u2028\u2029";

    private Printable() {}

    static String of(String text) {
        StringBuilder printable = new StringBuilder();
        text.codePoints().forEach(character -> {
            if (isUnseen(character)) {
                printable.append(String.format("\\u{%X}", character));
            } else {
                printable.appendCodePoint(character);
            }
        });
        return printable.toString();
    }

    /** Also what only shapes its neighbours, and what ends a line: two names that look the same must not be the same. */
    private static boolean isUnseen(int character) {
        return Unseen.hides(character) || Unseen.shapes(character) || LINE_ENDS.indexOf(character) >= 0;
    }
}
