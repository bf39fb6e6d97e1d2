package dev.agentharness.models;

/**
 * Whether a short text is JSON (RFC 8259), found out without the garbage that a parser is for so few characters: the
 * arguments of each call are asked. Used once, by one thread.
 */
final class ShortJson {

    /** Shorter than any limit of Jackson's, so that both say the same. */
    static final int LONGEST = 500;

    private final String text;
    private int at;

    private ShortJson(String text) {
        this.text = text;
    }

    static boolean isObject(String text) {
        ShortJson json = new ShortJson(text);
        json.blanks();
        boolean is = json.at < text.length() && text.charAt(json.at) == '{' && json.value();
        json.blanks();
        return is && json.at == text.length();
    }

    private boolean value() {
        blanks();
        if (at == text.length()) {
            return false;
        }
        return switch (text.charAt(at)) {
            case '{' -> members();
            case '[' -> elements();
            case '"' -> string();
            case 't' -> word("true");
            case 'f' -> word("false");
            case 'n' -> word("null");
            default -> number();
        };
    }

    private boolean members() {
        at++;
        blanks();
        if (taken('}')) {
            return true;
        }
        do {
            blanks();
            if (!string()) {
                return false;
            }
            blanks();
            if (!taken(':') || !value()) {
                return false;
            }
            blanks();
        } while (taken(','));
        return taken('}');
    }

    private boolean elements() {
        at++;
        blanks();
        if (taken(']')) {
            return true;
        }
        do {
            if (!value()) {
                return false;
            }
            blanks();
        } while (taken(','));
        return taken(']');
    }

    private boolean string() {
        if (!taken('"')) {
            return false;
        }
        while (at < text.length()) {
            char c = text.charAt(at++);
            if (c == '"') {
                return true;
            }
            if (c < ' ' || (c == '\\' && !escape())) {
                return false;
            }
        }
        return false;
    }

    private boolean escape() {
        if (taken('u')) {
            return taken("0123456789abcdefABCDEF", 4);
        }
        return taken("\"\\/bfnrt", 1);
    }

    private boolean word(String word) {
        boolean is = text.startsWith(word, at);
        at += word.length();
        return is;
    }

    private boolean number() {
        taken('-');
        if (!taken('0') && !digits()) {
            return false;
        }
        if (taken('.') && !digits()) {
            return false;
        }
        if (!taken('e') && !taken('E')) {
            return true;
        }
        if (!taken('+')) {
            taken('-');
        }
        return digits();
    }

    private boolean digits() {
        int start = at;
        while (taken("0123456789", 1)) {
            // one more
        }
        return at > start;
    }

    private void blanks() {
        while (taken(" \t\n\r", 1)) {
            // one more
        }
    }

    /** Whether so many of these characters come next, which are then passed. */
    private boolean taken(String characters, int count) {
        for (int i = 0; i < count; i++) {
            if (at + i >= text.length() || characters.indexOf(text.charAt(at + i)) < 0) {
                return false;
            }
        }
        at += count;
        return true;
    }

    private boolean taken(char c) {
        if (at < text.length() && text.charAt(at) == c) {
            at++;
            return true;
        }
        return false;
    }
}
