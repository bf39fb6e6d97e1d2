package dev.agentharness;

import dev.agentharness.model.Content;
import java.util.ArrayList;
import java.util.List;

/** Shortens what a tool gave back: the beginning and the end stay, what is between is left out and said so. */
final class OutputCap {

    private final int maxChars;

    private OutputCap(int maxChars) {
        this.maxChars = maxChars;
    }

    static OutputCap of(int maxChars) {
        return new OutputCap(maxChars);
    }

    List<Content> apply(List<Content> content) {
        List<Content> capped = new ArrayList<>();
        int left = maxChars;
        int dropped = 0;
        for (Content part : content) {
            if (part instanceof Content.Text text) {
                if (left == 0) {
                    dropped += text.text().length();
                    continue;
                }
                String kept = shorten(text.text(), left);
                left -= Math.min(left, text.text().length());
                capped.add(new Content.Text(kept));
            } else {
                capped.add(part);
            }
        }
        if (dropped > 0) {
            capped.add(new Content.Text("[… " + dropped + " characters are left out here: ask for less at a time …]"));
        }
        return capped;
    }

    private static String shorten(String text, int max) {
        if (text.length() <= max) {
            return text;
        }
        int head = whole(text, max / 4 * 3);
        int tail = whole(text, text.length() - max / 4);
        return text.substring(0, head) + "\n[… " + (tail - head) + " of " + text.length()
                + " characters are left out here: ask for less at a time …]\n" + text.substring(tail);
    }

    /** The place, or the one before it if it would cut a character in two. */
    private static int whole(String text, int at) {
        return at > 0 && at < text.length() && Character.isLowSurrogate(text.charAt(at)) ? at - 1 : at;
    }
}
