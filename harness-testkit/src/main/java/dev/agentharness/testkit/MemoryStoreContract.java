package dev.agentharness.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import dev.agentharness.memory.MemoryEntry;
import dev.agentharness.memory.MemoryKey;
import dev.agentharness.memory.MemoryKind;
import dev.agentharness.memory.MemoryQuery;
import dev.agentharness.memory.MemoryStatus;
import dev.agentharness.memory.MemoryStore;
import dev.agentharness.memory.Provenance;
import dev.agentharness.memory.Signature;
import dev.agentharness.memory.Trust;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;

/**
 * What every {@link MemoryStore} has to do. Extend it, give it an empty store, and name the test class after the store.
 */
public abstract class MemoryStoreContract {

    /** When the entries of these tests are written. */
    protected static final Instant START = Instant.parse("2026-01-01T00:00:00Z");

    protected MemoryStoreContract() {}

    /** An empty store; asked once in each test. */
    protected abstract MemoryStore store();

    /** The first version of a key: a committed fact of a run called {@code run}. */
    protected static MemoryEntry entry(String key, String text) {
        return entry(key, 1, text, "run", Trust.RUN);
    }

    /** A committed fact without an end. */
    protected static MemoryEntry entry(String key, int version, String text, String run, Trust trust) {
        return new MemoryEntry(
                MemoryKey.of(key),
                version,
                MemoryKind.SEMANTIC,
                text,
                new Provenance(run, "call-" + version, Set.of("fetch"), trust),
                START,
                Optional.empty(),
                false,
                MemoryStatus.COMMITTED,
                signature());
    }

    private static Signature signature() {
        return new Signature("alice", START, "checked");
    }

    private static MemoryEntry standing(MemoryStatus status, MemoryEntry entry) {
        return entry.ruled(status, signature());
    }

    private static MemoryEntry expiring(MemoryEntry entry, Duration after) {
        return new MemoryEntry(
                entry.key(),
                entry.version(),
                entry.kind(),
                entry.text(),
                entry.provenance(),
                entry.created(),
                Optional.of(START.plus(after)),
                entry.pinned(),
                entry.status(),
                entry.signature());
    }

    private static List<MemoryEntry> find(MemoryStore store, String words) {
        return store.search(new MemoryQuery(words, Trust.RUN, START.plus(Duration.ofDays(1)), 3));
    }

    @Test
    void gives_back_what_it_was_given() {
        MemoryStore store = store();
        MemoryEntry full = expiring(entry("Ключ 鍵", "Two lines:\n\"quoted\", \\ and 👩\u200D🚀."), Duration.ofDays(9));

        assertThat(store.append(full)).isTrue();

        assertThat(store.read(full.key())).containsExactly(full);
        assertThat(store.ofRun("run")).containsExactly(full);
    }

    @Test
    void has_nothing_of_what_it_does_not_know() {
        MemoryStore store = store();

        assertThat(store.read(MemoryKey.of("a"))).isEmpty();
        assertThat(store.ofRun("run")).isEmpty();
        assertThat(store.withStatus(MemoryStatus.COMMITTED)).isEmpty();
        assertThat(find(store, "server")).isEmpty();
    }

    @Test
    void finds_what_fits_and_no_more_than_asked_for() {
        MemoryStore store = store();
        for (int i = 0; i < 5; i++) {
            store.append(entry("server " + i, "The server number " + i + " runs."));
        }
        store.append(entry("coffee", "There is coffee on floor 2."));

        assertThat(find(store, "coffee")).extracting(MemoryEntry::id).contains("coffee@1");
        assertThat(find(store, "server"))
                .hasSize(3)
                .noneMatch(entry -> entry.id().equals("coffee@1"));
    }

    @Test
    void finds_only_what_is_committed() {
        MemoryStore store = store();
        for (MemoryStatus status : MemoryStatus.values()) {
            store.append(standing(status, entry("server " + status, "The server runs.")));
        }

        assertThat(find(store, "server")).extracting(MemoryEntry::status).containsExactly(MemoryStatus.COMMITTED);
    }

    @Test
    void finds_the_latest_committed_version_only() {
        MemoryStore store = store();
        store.append(entry("server", 1, "The server is old.", "run", Trust.RUN));
        store.append(entry("server", 2, "The server is new.", "run", Trust.RUN));
        store.append(
                standing(MemoryStatus.QUARANTINED, entry("server", 3, "The server is gone.", "run", Trust.OUTSIDER)));

        assertThat(find(store, "server old new gone"))
                .extracting(MemoryEntry::version)
                .containsExactly(2);
    }

    @Test
    void finds_an_older_version_again_when_the_later_is_withdrawn() {
        MemoryStore store = store();
        MemoryEntry later = entry("server", 2, "The server is new.", "run", Trust.RUN);
        store.append(entry("server", 1, "The server is old.", "run", Trust.RUN));
        store.append(later);

        assertThat(store.append(standing(MemoryStatus.WITHDRAWN, later))).isTrue();

        assertThat(find(store, "server")).extracting(MemoryEntry::version).containsExactly(1);
    }

    @Test
    void finds_nothing_in_place_of_what_has_expired() {
        MemoryStore store = store();
        store.append(entry("server", 1, "The server is old.", "run", Trust.RUN));
        store.append(expiring(entry("server", 2, "The server is new.", "run", Trust.RUN), Duration.ofDays(1)));
        store.append(expiring(entry("other server", "The server stays."), Duration.ofDays(2)));

        assertThat(find(store, "server")).extracting(MemoryEntry::id).containsExactly("other-server@1");
    }

    @Test
    void finds_nothing_in_place_of_what_is_not_trusted_enough() {
        MemoryStore store = store();
        store.append(entry("server", 1, "The server is old.", "run", Trust.PERSON));
        store.append(entry("server", 2, "The server is new.", "run", Trust.OUTSIDER));

        assertThat(find(store, "server")).isEmpty();
        assertThat(store.search(new MemoryQuery("server", Trust.OUTSIDER, START, 3)))
                .extracting(MemoryEntry::version)
                .containsExactly(2);
    }

    @Test
    void reads_all_versions_of_a_key_and_of_its_look_alikes_in_order() {
        MemoryStore store = store();
        store.append(entry("policy", 1, "The first.", "run", Trust.RUN));
        store.append(standing(MemoryStatus.QUARANTINED, entry("pоlicy", 1, "Cyrillic.", "run", Trust.OUTSIDER)));
        store.append(entry("policy", 2, "The second.", "run", Trust.RUN));
        store.append(entry("police", "Another word."));

        assertThat(store.read(MemoryKey.of("po1icy")))
                .extracting(MemoryEntry::text)
                .containsExactly("The first.", "Cyrillic.", "The second.");
    }

    @Test
    void knows_what_a_run_proposed_and_what_stands_how_in_order() {
        MemoryStore store = store();
        store.append(standing(MemoryStatus.QUARANTINED, entry("b", 1, "The first.", "run 1", Trust.RUN)));
        store.append(standing(MemoryStatus.QUARANTINED, entry("a", 1, "The second.", "run 2", Trust.RUN)));
        store.append(entry("c", 1, "The third.", "run 1", Trust.RUN));

        assertThat(store.ofRun("run 1")).extracting(MemoryEntry::id).containsExactly("b@1", "c@1");
        assertThat(store.withStatus(MemoryStatus.QUARANTINED))
                .extracting(MemoryEntry::id)
                .containsExactly("b@1", "a@1");
    }

    @Test
    void takes_where_an_entry_now_stands_and_keeps_its_place() {
        MemoryStore store = store();
        MemoryEntry waiting = standing(MemoryStatus.QUARANTINED, entry("a", "The first."));
        store.append(waiting);
        store.append(entry("b", "The second."));
        MemoryEntry approved = standing(MemoryStatus.COMMITTED, waiting);

        assertThat(store.append(approved)).isTrue();

        assertThat(store.ofRun("run")).extracting(MemoryEntry::id).containsExactly("a@1", "b@1");
        assertThat(store.read(MemoryKey.of("a"))).containsExactly(approved);
    }

    @Test
    void takes_no_other_entry_under_a_known_id() {
        MemoryStore store = store();
        MemoryEntry first = entry("a", "The first.");
        MemoryEntry rejected = standing(MemoryStatus.REJECTED, entry("b", "The second."));
        store.append(first);
        store.append(rejected);

        assertThat(store.append(entry("a", "Another."))).isFalse();
        assertThat(store.append(entry("a", 1, "The first.", "another run", Trust.RUN)))
                .isFalse();
        assertThat(store.append(first)).isFalse();
        assertThat(store.append(standing(MemoryStatus.COMMITTED, rejected))).isFalse();

        assertThat(store.withStatus(MemoryStatus.COMMITTED)).containsExactly(first);
        assertThat(store.withStatus(MemoryStatus.REJECTED)).containsExactly(rejected);
    }

    @Test
    void takes_an_id_once_when_many_come_with_it_at_the_same_time() throws Exception {
        MemoryStore store = store();
        ExecutorService threads = Executors.newFixedThreadPool(8);
        List<Callable<Boolean>> writes = new ArrayList<>();
        for (int i = 0; i < 80; i++) {
            MemoryEntry entry = entry("key " + i % 10, 1, "Text " + i, "run " + i, Trust.RUN);
            writes.add(() -> store.append(entry));
        }

        int taken = 0;
        try {
            for (Future<Boolean> write : threads.invokeAll(writes)) {
                taken += write.get() ? 1 : 0;
            }
        } finally {
            threads.shutdownNow();
        }

        assertThat(taken).isEqualTo(10);
        assertThat(store.withStatus(MemoryStatus.COMMITTED)).hasSize(10);
    }
}
