package dev.agentharness.tools;

import java.util.List;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.atomic.AtomicLong;

/** Counts writes by scope. A reader that sees the same count before and after has seen no write in between. Thread-safe. */
final class Writes {

    private final ConcurrentMap<String, AtomicLong> byScope = new ConcurrentHashMap<>();
    private final AtomicLong unscoped = new AtomicLong();
    private final AtomicLong all = new AtomicLong();

    /** How many writes there were that may have touched one of these scopes; if there are none, any write. */
    long of(List<String> scopes) {
        if (scopes.isEmpty()) {
            return all.get();
        }
        long count = unscoped.get();
        for (String scope : scopes) {
            AtomicLong ofScope = byScope.get(scope);
            count += ofScope == null ? 0 : ofScope.get();
        }
        return count;
    }

    /** Counts a write to these scopes; if there are none, to all. */
    void add(List<String> scopes) {
        if (scopes.isEmpty()) {
            unscoped.incrementAndGet();
        }
        scopes.forEach(
                scope -> byScope.computeIfAbsent(scope, key -> new AtomicLong()).incrementAndGet());
        all.incrementAndGet();
    }
}
