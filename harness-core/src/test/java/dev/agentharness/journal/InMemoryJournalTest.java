package dev.agentharness.journal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import dev.agentharness.run.Outcome;
import dev.agentharness.run.RunEvent;
import java.time.Instant;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("A journal in memory")
class InMemoryJournalTest {

    private static final RunEvent EVENT = new RunEvent.Ended(Instant.EPOCH, new Outcome.Cancelled());

    @Test
    void forgets_the_oldest_run_that_nobody_drives() {
        InMemoryJournal journal = new InMemoryJournal(2);
        Journal.Lease lease = journal.lease("driven");
        journal.append("driven", EVENT);
        journal.append("old", EVENT);

        journal.append("new", EVENT);

        assertThat(journal.read("driven")).hasSize(1);
        assertThat(journal.read("old")).isEmpty();
        assertThat(journal.read("new")).hasSize(1);
        lease.close();
    }

    @Test
    void gives_a_run_to_one_driver_at_a_time() {
        InMemoryJournal journal = new InMemoryJournal();

        try (Journal.Lease lease = journal.lease("run")) {
            assertThat(lease).isNotNull();
            assertThatIllegalStateException().isThrownBy(() -> journal.lease("run"));
        }
        journal.lease("run").close();
    }

    @Test
    void keeps_at_least_one_run() {
        assertThatIllegalArgumentException().isThrownBy(() -> new InMemoryJournal(0));
    }
}
