package dev.agentharness.memory;

import static dev.agentharness.memory.Bench.event;
import static dev.agentharness.memory.Bench.fact;
import static dev.agentharness.memory.Bench.fetch;
import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("A memory gate")
class MemoryGateTest {

    private static final MemoryGate COMMITS = proposal -> Ruling.commit();
    private static final MemoryGate WAITS = proposal -> new Ruling.Quarantine("wait");
    private static final MemoryGate REFUSES = proposal -> new Ruling.Refuse("no");

    private static Ruling ask(MemoryGate gate) {
        MemoryEntry entry = new MemoryEntry(
                MemoryKey.of("a"),
                1,
                MemoryKind.SEMANTIC,
                "The first.",
                Provenance.ofRun("run", "call", Set.of(), Set.of()),
                Instant.EPOCH,
                Optional.empty(),
                false,
                MemoryStatus.COMMITTED,
                new Signature(Signature.GATE, Instant.EPOCH, ""));
        return gate.rule(new MemoryProposal(entry, List.of(), List.of()));
    }

    @Test
    void made_of_two_says_what_the_stricter_says() {
        assertThat(ask(COMMITS.and(WAITS))).isEqualTo(new Ruling.Quarantine("wait"));
        assertThat(ask(WAITS.and(COMMITS))).isEqualTo(new Ruling.Quarantine("wait"));
        assertThat(ask(WAITS.and(REFUSES))).isEqualTo(new Ruling.Refuse("no"));
        assertThat(ask(REFUSES.and(WAITS))).isEqualTo(new Ruling.Refuse("no"));
        assertThat(ask(COMMITS.and(COMMITS))).isInstanceOf(Ruling.Commit.class);
    }

    @Test
    void that_is_open_does_not_govern_and_any_other_does() {
        assertThat(MemoryGate.open().governs()).isFalse();
        assertThat(MemoryGate.open().and(COMMITS).governs()).isTrue();
        assertThat(MemoryGate.standard().governs()).isTrue();
    }

    @Test
    void that_throws_has_refused() {
        Bench bench = new Bench(proposal -> {
            throw new IllegalStateException("broken");
        });

        bench.runAndAnswer(fact("a", "The first."));

        assertThat(bench.known()).isEmpty();
    }

    @Test
    void can_take_the_place_of_a_person_by_a_rule_of_ones_own() {
        MemoryGate tickets = proposal -> proposal.entry().key().text().startsWith("ticket-")
                ? Ruling.commit()
                : MemoryGate.taintedWaits().rule(proposal);
        Bench bench = new Bench(MemoryGate.noSecrets().and(tickets));

        bench.runAndAnswer(fetch(), fact("ticket 7", "Solved."), fact("account", "Account 7."));

        assertThat(bench.known()).extracting(MemoryEntry::id).containsExactly("ticket-7@1");
        assertThat(bench.review.quarantined()).extracting(MemoryEntry::id).containsExactly("account@1");
    }

    @Test
    void lets_no_experience_with_outsiders_take_the_place_of_a_trusted_entry() {
        Bench bench = new Bench(MemoryGate.standard());
        bench.runAndAnswer(fact("price-list", "The list is in prices.csv."));

        bench.runAndAnswer(fetch(), event("price-list", "The list is somewhere else."));

        assertThat(bench.memory.recall("price list", bench.clock.instant()))
                .extracting(hint -> hint.text())
                .containsExactly("The list is in prices.csv.");
    }

    @Test
    void lets_no_run_say_how_long_beyond_the_lifetime() {
        Bench bench = new Bench(MemoryGate.standard());

        bench.runAndAnswer(dev.agentharness.model.ScriptedModel.calls(Memory.PROPOSE, """
                {"kind":"semantic","key":"a","text":"The first.","expires_in_days":9999}"""));

        assertThat(bench.known().get(0).expires())
                .hasValue(bench.clock.instant().plus(java.time.Duration.ofDays(180)));
    }
}
