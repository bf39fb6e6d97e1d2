package dev.agentharness;

import dev.agentharness.model.Content;
import dev.agentharness.tool.ArtefactStore;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Shortens what a tool gave back: the beginning and the end stay, what is between is left out and said so. Where there is
 * a store, the whole is kept there.
 */
final class OutputCap {

    private static final Logger log = LoggerFactory.getLogger(OutputCap.class);

    private final int maxChars;
    private final Optional<ArtefactStore> store;

    private OutputCap(int maxChars, Optional<ArtefactStore> store) {
        this.maxChars = maxChars;
        this.store = store;
    }

    static OutputCap of(int maxChars, Optional<ArtefactStore> store) {
        return new OutputCap(maxChars, store);
    }

    List<Content> apply(List<Content> content) {
        long length = 0;
        for (Content part : content) {
            length += part instanceof Content.Text text ? text.text().length() : 0;
        }
        return length < maxChars ? content : cut(content);
    }

    private List<Content> cut(List<Content> content) {
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
            String whole = texts(content);
            capped.add(new Content.Text("[… " + dropped + " characters are left out here: "
                    + readOn(whole, whole.length() - dropped) + " …]"));
        }
        return capped;
    }

    private static String texts(List<Content> content) {
        StringBuilder texts = new StringBuilder();
        for (Content part : content) {
            if (part instanceof Content.Text text) {
                texts.append(text.text());
            }
        }
        return texts.toString();
    }

    /** How the model gets at what is left out. */
    private String readOn(String whole, int from) {
        if (store.isPresent()) {
            try {
                return ArtefactStore.TOOL + " with id " + store.get().put(whole) + " and from " + from + " shows them";
            } catch (RuntimeException e) {
                log.warn("a result of {} characters could not be kept whole", whole.length(), e);
            }
        }
        return "ask for less at a time";
    }

    private String shorten(String text, int max) {
        if (text.length() <= max) {
            return text;
        }
        int head = whole(text, max / 4 * 3);
        int tail = whole(text, text.length() - max / 4);
        return text.substring(0, head) + "\n[… " + (tail - head) + " of " + text.length()
                + " characters are left out here: " + readOn(text, head) + " …]\n" + text.substring(tail);
    }

    /** The place, or the one before it if it would cut a character in two. */
    private static int whole(String text, int at) {
        return at > 0 && at < text.length() && Character.isLowSurrogate(text.charAt(at)) ? at - 1 : at;
    }
}
