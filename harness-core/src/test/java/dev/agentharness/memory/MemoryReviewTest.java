package dev.agentharness.memory;

import static dev.agentharness.memory.Bench.fact;
import static dev.agentharness.memory.Bench.fetch;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.agentharness.run.Hint;
import dev.agentharness.run.RunResult;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("A person who reviews a memory")
class MemoryReviewTest {

    private final Bench bench = new Bench(MemoryGate.standard());

    private List<String> recalled(String words) {
        return bench.memory.recall(words, bench.clock.instant()).stream()
                .map(Hint::text)
                .toList();
    }

    @Test
    void sees_what_waits_and_why() {
        bench.runAndAnswer(fetch(), fact("account", "Account 7."));

        assertThat(bench.review.quarantined()).singleElement().satisfies(entry -> {
            assertThat(entry.id()).isEqualTo("account@1");
            assertThat(entry.provenance().tools()).containsExactly("fetch");
            assertThat(entry.signature().note()).contains("outsiders");
        });
    }

    @Test
    void lets_an_entry_out_by_name_and_from_then_on_it_is_recalled() {
        bench.runAndAnswer(fetch(), fact("account", "Account 7."));
        assertThat(recalled("account")).isEmpty();
        bench.clock.advance(Duration.ofHours(1));

        MemoryEntry approved = bench.review.approve("account@1", "alice", "asked the bank");

        assertThat(approved.signature()).isEqualTo(new Signature("alice", bench.clock.instant(), "asked the bank"));
        assertThat(recalled("account")).containsExactly("Account 7.");
        assertThat(bench.review.quarantined()).isEmpty();
    }

    @Test
    void rejects_for_good() {
        bench.runAndAnswer(fetch(), fact("account", "Account 7."));

        bench.review.reject("account@1", "alice", "a lie");

        assertThat(recalled("account")).isEmpty();
        assertThatThrownBy(() -> bench.review.approve("account@1", "bob", ""))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("account@1");
    }

    @Test
    void approves_nothing_that_has_been_superseded_in_the_meantime() {
        bench.runAndAnswer(fetch(), fact("account", "Account 7."));
        bench.runAndAnswer(fact("account", "Account 8."));

        bench.review.approve("account@1", "alice", "");

        assertThat(recalled("account")).containsExactly("Account 8.");
    }

    @Test
    void takes_back_all_of_a_run_and_what_was_before_counts_again() {
        bench.runAndAnswer(fact("account", "Account 7."));
        RunResult led = bench.runAndAnswer(
                fact("account", "Account 8."),
                fact("other", "Another account."),
                fetch(),
                fact("third", "The third account."));

        List<MemoryEntry> back = bench.review.rollBack(led.runId(), "alice", "led astray");

        assertThat(back).extracting(MemoryEntry::id).containsExactly("account@2", "other@1", "third@1");
        assertThat(recalled("account")).containsExactly("Account 7.");
        assertThat(bench.review.quarantined()).isEmpty();
        assertThat(bench.review.rollBack(led.runId(), "alice", "again")).isEmpty();
    }

    @Test
    void pins_what_only_a_person_can_change() {
        bench.review.pin(MemoryKind.SEMANTIC, "account", "Account 7.", "alice");
        bench.runAndAnswer(fact("account", "Account 8."));
        assertThat(recalled("account")).containsExactly("Account 7.");

        bench.review.pin(MemoryKind.SEMANTIC, "account", "Account 9.", "bob");

        assertThat(recalled("account")).containsExactly("Account 9.");
    }

    @Test
    void withdraws_a_pin_and_then_runs_may_write_again() {
        bench.review.pin(MemoryKind.SEMANTIC, "account", "Account 7.", "alice");

        bench.review.withdraw("account@1", "alice", "closed");
        bench.runAndAnswer(fact("account", "Account 8."));

        assertThat(recalled("account")).containsExactly("Account 8.");
    }

    @Test
    void gives_a_name() {
        assertThatThrownBy(() -> bench.review.pin(MemoryKind.SEMANTIC, "a", "The first.", " "))
                .isInstanceOf(IllegalArgumentException.class);
    }
}
