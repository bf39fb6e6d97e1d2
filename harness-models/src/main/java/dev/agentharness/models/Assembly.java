package dev.agentharness.models;

import dev.agentharness.model.Content;
import dev.agentharness.model.Message;
import dev.agentharness.model.ModelListener;
import dev.agentharness.model.Usage;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * A message of a model while it arrives, whole or in pieces, with what is said of it, and the one place that tells the
 * listener. Parts are told apart by keys of the provider's choosing and keep the order in which they began. Not thread-safe.
 */
final class Assembly {

    private final String provider;
    private final CallIds ids;
    private final ModelListener listener;
    private final Map<Object, Part> parts = new LinkedHashMap<>(4); // mostly there is one
    private final List<Map.Entry<String, String>> details = new ArrayList<>();
    private Optional<Usage> usage = Optional.empty();
    private @Nullable JsonDocument event;

    Assembly(String provider, CallIds ids, ModelListener listener) {
        this.provider = provider;
        this.ids = ids;
        this.listener = listener;
    }

    /** Whose message it is. */
    String provider() {
        return provider;
    }

    /** An event of a stream, until the next one is read. */
    Node event(byte[] data, int length) throws IOException {
        JsonDocument document = event == null ? new JsonDocument() : event;
        event = document;
        return document.read(data, length);
    }

    /** Forgets all parts: the provider begins its message anew. */
    void restart() {
        parts.clear();
    }

    boolean isEmpty() {
        return parts.isEmpty();
    }

    boolean hasCalls() {
        for (Part part : parts.values()) {
            if (part instanceof Part.Call) {
                return true;
            }
        }
        return false;
    }

    /** Whether all calls have an object for their arguments. One that has none yet may have broken off before them. */
    boolean hasWholeCalls() {
        return parts.values().stream()
                .allMatch(part -> !(part instanceof Part.Call call) || JsonDocument.isObject(call.arguments()));
    }

    /** Keeps a word of the provider's, unless it is none; the last one counts. A stream repeats most of them all the time. */
    void detail(String name, Node value) {
        if (!value.isText("") && !value.isText(detail(name))) {
            detail(name, value.text());
        }
    }

    void detail(String name, String value) {
        int at = place(name);
        if (value.isEmpty()) {
            return;
        }
        if (at < 0) {
            details.add(Map.entry(name, value));
        } else {
            details.set(at, Map.entry(name, value));
        }
    }

    /** What was kept, or empty. */
    String detail(String name) {
        int at = place(name);
        return at < 0 ? "" : details.get(at).getValue();
    }

    private int place(String name) {
        int at = details.size() - 1;
        while (at >= 0 && !details.get(at).getKey().equals(name)) {
            at--;
        }
        return at;
    }

    @SuppressWarnings("unchecked") // there is no array of a generic type
    Map<String, String> details() {
        return Map.ofEntries(details.toArray(Map.Entry[]::new));
    }

    /** Takes counts in the place of earlier ones, if there are any. */
    void usage(Optional<Usage> counts) {
        usage = counts.or(() -> usage);
    }

    Optional<Usage> usage() {
        return usage;
    }

    /** Adds to a part of text. */
    void text(Object key, String delta) {
        part(key, Part.Words.class, Part.Words::new).text.append(delta);
        if (!delta.isEmpty()) {
            listener.onText(delta);
        }
    }

    /** Adds to a part of reasoning. */
    void thinking(Object key, String delta) {
        thought(key).text.append(delta);
        if (!delta.isEmpty()) {
            listener.onThinking(delta);
        }
    }

    /** Ends a part of text that is given once more in whole: what is given counts, and the listener hears what it missed. */
    void wholeText(Object key, String text) {
        StringBuilder heard = part(key, Part.Words.class, Part.Words::new).text;
        String missed = missed(heard, text);
        if (!missed.isEmpty()) {
            listener.onText(missed);
        }
    }

    /** The same for reasoning. */
    void wholeThinking(Object key, String text) {
        String missed = missed(thought(key).text, text);
        if (!missed.isEmpty()) {
            listener.onThinking(missed);
        }
    }

    private static String missed(StringBuilder heard, String all) {
        String missed = all.startsWith(heard.toString()) ? all.substring(heard.length()) : "";
        heard.setLength(0);
        heard.append(all);
        return missed;
    }

    Part.Thought thought(Object key) {
        return part(key, Part.Thought.class, Part.Thought::new);
    }

    Part.Call call(Object key) {
        return part(key, Part.Call.class, Part.Call::new);
    }

    Part.Other other(Object key, String type, String json) {
        return part(key, Part.Other.class, () -> new Part.Other(type, json));
    }

    /** Adds to what the text under a key rests on. */
    void cite(Object key, Node citation) {
        citations(key).all.add(citation.json());
    }

    /** Says all that it rests on, in the place of what was said before. */
    void citeOnly(Object key, Node citations) {
        List<String> all = citations(key).all;
        if (all.size() == citations.size()) {
            return; // a stream repeats them with each piece
        }
        all.clear();
        citations.forEach(citation -> all.add(citation.json()));
    }

    private Part.Citations citations(Object key) {
        return part(List.of(Part.Citations.TYPE, key), Part.Citations.class, Part.Citations::new);
    }

    /** Adds to the arguments of a call, or to the input of a step that the provider runs itself. */
    void input(Object key, String delta) {
        if (parts.get(key) instanceof Part.Other other) {
            other.input.append(delta);
        } else {
            call(key).arguments.append(delta);
        }
    }

    /** Adds texts to the members of the same names, if this is a part that nobody here has a word for. */
    void more(Object key, Node delta) {
        delta.forEachMember((name, value) -> {
            if (!name.equals("type") && value.isText()) {
                more(key, name, value.text());
            }
        });
    }

    /** Adds a text to a member of such a part. */
    void more(Object key, String name, String text) {
        if (!text.isEmpty() && parts.get(key) instanceof Part.Other other) {
            other.more.computeIfAbsent(name, first -> new StringBuilder()).append(text);
        }
    }

    /** The message so far. */
    Message message() {
        CallIds now = ids.fresh();
        Content[] content = new Content[parts.size()];
        int count = 0;
        for (Part part : parts.values()) {
            content[count++] = part.content(provider, now);
        }
        return Message.assistant(List.of(content));
    }

    /** The part under a key, begun if need be. A piece that does not suit what it claims to continue begins another. */
    private <P extends Part> P part(Object key, Class<P> kind, Supplier<P> fresh) {
        Part there = parts.get(key);
        if (there != null && !kind.isInstance(there)) {
            return part(List.of(kind, key), kind, fresh);
        }
        if (there == null) {
            there = fresh.get();
            parts.put(key, there);
        }
        return kind.cast(there);
    }
}
