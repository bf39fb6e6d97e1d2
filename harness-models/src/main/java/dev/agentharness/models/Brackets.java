package dev.agentharness.models;

/** Tells whether a JSON object or array that comes in pieces is whole, and looks at each character once. Not thread-safe. */
final class Brackets {

    private int read;
    private int open;
    private boolean opened;
    private boolean inText;
    private boolean escaped;

    /**
     * Whether there is a bracket, and each is closed.
     *
     * @param json what there is so far: what there was, and more
     */
    boolean areClosed(CharSequence json) {
        while (read < json.length()) {
            take(json.charAt(read++));
        }
        return opened && open <= 0;
    }

    private void take(char next) {
        if (inText) {
            inText = escaped || next != '"';
            escaped = !escaped && next == '\\';
            return;
        }
        switch (next) {
            case '"' -> inText = true;
            case '{', '[' -> {
                open++;
                opened = true;
            }
            case '}', ']' -> open--;
            default -> {} // stands between brackets
        }
    }
}
