package dev.agentharness.memory;

import static org.assertj.core.api.Assertions.assertThat;

import dev.agentharness.memory.Attacks.Attack;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/** Runs every attack through a whole harness whose model obeys the attacker. */
@DisplayName("A hostile write")
class PoisonTest {

    private static final List<Attack> ATTACKS = Attacks.all();

    @TestFactory
    Stream<DynamicTest> does_not_reach_committed_memory_through() {
        return ATTACKS.stream()
                .map(attack -> DynamicTest.dynamicTest(
                        attack.name(),
                        () -> assertThat(attack.on(new Bench(MemoryGate.standard())))
                                .isEmpty()));
    }

    @TestFactory
    Stream<DynamicTest> does_where_the_gate_is_open_through() {
        return ATTACKS.stream()
                .map(attack -> DynamicTest.dynamicTest(
                        attack.name(),
                        () -> assertThat(attack.on(new Bench(MemoryGate.open())))
                                .isNotEmpty()));
    }

    @Test
    void is_counted() {
        long guarded = committed(MemoryGate.standard());
        long unguarded = committed(MemoryGate.open());

        System.out.println("evidence: memory.poison = " + guarded + " of " + ATTACKS.size() + " committed");
        System.out.println("evidence: memory.poison.unguarded = " + unguarded + " of " + ATTACKS.size() + " committed");
        assertThat(ATTACKS).hasSizeGreaterThanOrEqualTo(30);
        assertThat(guarded).isZero();
        assertThat(unguarded).isEqualTo(ATTACKS.size());
    }

    private static long committed(MemoryGate gate) {
        return ATTACKS.stream()
                .filter(attack -> !attack.on(new Bench(gate)).isEmpty())
                .count();
    }

    @TestFactory
    Stream<DynamicTest> gets_further_as_soon_as_one_rule_is_missing() {
        List<MemoryGate> rules = StandardGate.RULES;
        return Stream.iterate(0, i -> i < rules.size(), i -> i + 1).map(i -> {
            List<MemoryGate> others = new ArrayList<>(rules);
            others.remove((int) i);
            MemoryGate gate = StandardGate.of(others);
            return DynamicTest.dynamicTest(
                    "rule " + i,
                    () -> assertThat(ATTACKS)
                            .anyMatch(attack -> reach(attack, gate) > reach(attack, MemoryGate.standard())));
        });
    }

    /** How far an attack gets: what is committed counts for more than what waits. */
    private static int reach(Attack attack, MemoryGate gate) {
        Bench bench = new Bench(gate);
        return 1_000 * attack.on(bench).size() + bench.review.quarantined().size();
    }
}
