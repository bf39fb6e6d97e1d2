package dev.agentharness.models;

import org.jspecify.annotations.Nullable;

/**
 * Short texts that were read before, by their hashes: most of them come again, and need not be made anew. Many threads may
 * ask: what one does not see of another's, it makes itself.
 */
final class Words {

    /** A longer text is hardly said a second time. */
    static final int LONGEST = 32;

    /** How many are remembered, a power of two. */
    private static final int MOST = 64;

    private @Nullable String[] known = {};

    /** The text of so many characters. */
    String of(char[] characters, int start, int size) {
        int hash = 0;
        for (int i = start; i < start + size; i++) {
            hash = 31 * hash + characters[i];
        }
        @Nullable String[] words = known;
        if (words.length == 0) {
            words = new String[MOST];
            known = words;
        }
        int place = (hash ^ (hash >>> 16)) & (MOST - 1);
        String word = words[place];
        if (word == null || !isSame(characters, start, size, word)) {
            word = new String(characters, start, size);
            words[place] = word;
        }
        return word;
    }

    static boolean isSame(char[] characters, int start, int size, String text) {
        if (size != text.length()) {
            return false;
        }
        for (int i = 0; i < size; i++) {
            if (characters[start + i] != text.charAt(i)) {
                return false;
            }
        }
        return true;
    }
}
