package dev.agentharness.tool;

import dev.agentharness.json.Fingerprint;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/** Texts in memory; the least recently used go first. */
final class MemoryArtefacts implements ArtefactStore {

    private final long maxChars;
    private final Map<String, String> texts = new LinkedHashMap<>(16, 0.75f, true);
    private long chars;

    MemoryArtefacts(long maxChars) {
        if (maxChars < 1) {
            throw new IllegalArgumentException("maxChars must be positive but is " + maxChars);
        }
        this.maxChars = maxChars;
    }

    @Override
    public synchronized String put(String text) {
        String id = Fingerprint.of(text);
        if (texts.put(id, text) == null) {
            chars += text.length();
        }
        Iterator<String> oldest = texts.values().iterator();
        while (chars > maxChars && oldest.hasNext()) {
            chars -= oldest.next().length();
            oldest.remove();
        }
        return id;
    }

    @Override
    public synchronized Optional<String> get(String id) {
        return Optional.ofNullable(texts.get(id));
    }
}
