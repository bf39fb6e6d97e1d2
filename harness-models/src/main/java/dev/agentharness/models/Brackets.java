package dev.agentharness.models;

/** Counts the brackets of JSON that comes in pieces, and looks at each character once. Not thread-safe. */
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

    /** Whether a bracket of these and all bytes before is not closed. What it is about is ASCII, and nothing else is in UTF-8. */
    boolean areOpenAfter(byte[] json, int from, int to) {
        for (int i = from; i < to; i++) {
            take((char) json[i]);
        }
        return isOpen();
    }

    boolean isOpen() {
        return open > 0;
    }

    /** Forgets all. */
    void clear() {
        read = 0;
        open = 0;
        opened = false;
        inText = false;
        escaped = false;
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
