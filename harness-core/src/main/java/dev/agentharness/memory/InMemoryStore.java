package dev.agentharness.memory;

import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;

/**
 * Keeps what is remembered as long as the process lives, and finds it by keyword (BM25). Thread-safe. A search looks at
 * every entry, which is quick for some ten thousand.
 */
public final class InMemoryStore implements MemoryStore {

    private final int most;
    private final Map<String, Bm25.Document> versions = new LinkedHashMap<>();
    private final Map<String, Set<String>> idsBySkeleton = new HashMap<>();
    private final Map<String, Set<String>> idsByRun = new HashMap<>();

    /** A store of 10,000 versions at most. */
    public InMemoryStore() {
        this(10_000);
    }

    /** A store of so many versions at most; more are not taken. */
    public InMemoryStore(int most) {
        if (most < 1) {
            throw new IllegalArgumentException("a store must keep at least one version, not " + most);
        }
        this.most = most;
    }

    @Override
    public synchronized List<MemoryEntry> search(MemoryQuery query) {
        Map<MemoryKey, Bm25.Document> latest = new LinkedHashMap<>();
        for (Bm25.Document document : versions.values()) {
            if (document.entry().status() == MemoryStatus.COMMITTED) {
                latest.merge(document.entry().key(), document, InMemoryStore::later);
            }
        }
        List<Bm25.Document> current = latest.values().stream()
                .filter(document -> !document.entry().isExpired(query.now()))
                .filter(document -> document.entry().provenance().trust().compareTo(query.least()) >= 0)
                .toList();
        return Bm25.rank(current, query.words()).stream().limit(query.most()).toList();
    }

    private static Bm25.Document later(Bm25.Document one, Bm25.Document other) {
        return one.entry().version() > other.entry().version() ? one : other;
    }

    @Override
    public synchronized List<MemoryEntry> read(MemoryKey key) {
        return entries(idsBySkeleton.getOrDefault(key.skeleton(), Set.of()));
    }

    @Override
    public synchronized List<MemoryEntry> ofRun(String runId) {
        return entries(idsByRun.getOrDefault(runId, Set.of()));
    }

    @Override
    public synchronized List<MemoryEntry> withStatus(MemoryStatus status) {
        return versions.values().stream()
                .map(Bm25.Document::entry)
                .filter(entry -> entry.status() == status)
                .toList();
    }

    private List<MemoryEntry> entries(Set<String> ids) {
        return ids.stream()
                .map(versions::get)
                .filter(Objects::nonNull)
                .map(Bm25.Document::entry)
                .toList();
    }

    @Override
    public synchronized boolean append(MemoryEntry entry) {
        Bm25.Document before = versions.get(entry.id());
        if (before != null && !entry.mayReplace(before.entry())) {
            return false;
        }
        if (before == null && versions.size() >= most) {
            throw new MemoryException("the store is full: it keeps " + most + " versions");
        }
        versions.put(entry.id(), Bm25.Document.of(entry));
        idsBySkeleton
                .computeIfAbsent(entry.key().skeleton(), skeleton -> new LinkedHashSet<>())
                .add(entry.id());
        idsByRun.computeIfAbsent(entry.provenance().runId(), run -> new LinkedHashSet<>())
                .add(entry.id());
        return true;
    }
}
