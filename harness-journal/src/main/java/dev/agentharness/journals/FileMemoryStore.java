package dev.agentharness.journals;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.agentharness.memory.InMemoryStore;
import dev.agentharness.memory.MemoryEntry;
import dev.agentharness.memory.MemoryException;
import dev.agentharness.memory.MemoryKey;
import dev.agentharness.memory.MemoryQuery;
import dev.agentharness.memory.MemoryStatus;
import dev.agentharness.memory.MemoryStore;
import java.io.IOException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Keeps what is remembered in a file of JSON lines, which only grows: one line for each version, and one more whenever it
 * comes to stand elsewhere. Thread-safe; one store has the file open at a time, on this machine.
 *
 * <p>A line is forced to the disk before {@link #append} returns, so what was acknowledged outlives a crash of the process
 * and of the machine. All entries are held in memory and searched by keyword (BM25), which is quick for some ten
 * thousand.
 */
public final class FileMemoryStore implements MemoryStore, AutoCloseable {

    private final Path path;
    private final JsonLines lines;
    private final InMemoryStore entries = new InMemoryStore(Integer.MAX_VALUE);
    private final Map<String, ObjectNode> unknown = new HashMap<>();

    private FileMemoryStore(Path path, JsonLines lines) {
        this.path = path;
        this.lines = lines;
    }

    /**
     * Opens a file, and makes it and its folder if they are not there. What a crash has left of a last line is cut off.
     *
     * @throws IllegalStateException if somebody has it open
     * @throws MemoryException if it cannot be read, or a line other than the last is damaged: then nothing is changed
     */
    public static FileMemoryStore open(Path path) {
        try {
            FileMemoryStore store = new FileMemoryStore(path, JsonLines.open(path, EntryJson::isObject));
            try {
                store.load();
                return store;
            } catch (RuntimeException e) {
                store.close();
                throw e;
            }
        } catch (IOException e) {
            throw new MemoryException("the memory in " + path + " cannot be opened", e);
        }
    }

    private void load() {
        int number = 0;
        for (String line : lines.found()) {
            number++;
            try {
                ObjectNode object = EntryJson.object(line);
                if (!take(EntryJson.entry(object), EntryJson.unknown(object))) {
                    throw new IllegalArgumentException("an earlier line forbids it");
                }
            } catch (IllegalArgumentException e) {
                throw new MemoryException(path + ", line " + number + ": " + e.getMessage(), e);
            }
        }
    }

    private boolean take(MemoryEntry entry, ObjectNode more) {
        if (!more.isEmpty()) {
            unknown.put(entry.id(), more);
        }
        return entries.append(entry);
    }

    @Override
    public List<MemoryEntry> search(MemoryQuery query) {
        return entries.search(query);
    }

    @Override
    public List<MemoryEntry> read(MemoryKey key) {
        return entries.read(key);
    }

    @Override
    public List<MemoryEntry> ofRun(String runId) {
        return entries.ofRun(runId);
    }

    @Override
    public List<MemoryEntry> withStatus(MemoryStatus status) {
        return entries.withStatus(status);
    }

    @Override
    public synchronized boolean append(MemoryEntry entry) {
        boolean taken = entries.read(entry.key()).stream()
                .anyMatch(before -> before.id().equals(entry.id()) && !entry.mayReplace(before));
        if (taken) {
            return false;
        }
        ObjectNode more = unknown.getOrDefault(entry.id(), EntryJson.nothing());
        try {
            lines.append(EntryJson.line(entry, more));
        } catch (IOException e) {
            throw new MemoryException("the entry " + entry.id() + " could not be written to " + path, e);
        }
        return take(entry, more);
    }

    /** Gives the file up; others can open it then. */
    @Override
    public synchronized void close() {
        try {
            lines.close();
        } catch (IOException e) {
            throw new MemoryException("the memory in " + path + " could not be closed", e);
        }
    }
}
