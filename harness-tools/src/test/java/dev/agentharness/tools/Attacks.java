package dev.agentharness.tools;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicContainer;
import org.junit.jupiter.api.DynamicNode;
import org.junit.jupiter.api.DynamicTest;

/**
 * A table of attacks on one area. Each row is tried against what we offer, where it must not get through, and against the
 * very same with one guard switched off, where it must: else the row would show nothing. What is not ours to switch off
 * stands in the table too, with whose doing it is, and is not counted.
 *
 * <p>A test class returns {@link #tests()} from a {@code @TestFactory}.
 */
public final class Attacks {

    /** One try. */
    @FunctionalInterface
    public interface Attempt {
        boolean getsThrough() throws Exception;
    }

    private final String area;
    private final List<DynamicNode> rows = new ArrayList<>();
    private final AtomicInteger stopped = new AtomicInteger();
    private final AtomicInteger noticed = new AtomicInteger();
    private int all;

    public Attacks(String area) {
        this.area = area;
    }

    /**
     * Adds a row.
     *
     * @param guard what stops it, and is missing in the second try
     */
    public void row(String attack, String guard, Attempt guarded, Attempt unguarded) {
        all++;
        rows.add(DynamicContainer.dynamicContainer(
                attack,
                Stream.of(
                        DynamicTest.dynamicTest("is stopped", () -> {
                            assertThat(guarded.getsThrough()).as(attack).isFalse();
                            stopped.incrementAndGet();
                        }),
                        DynamicTest.dynamicTest("gets through unless " + guard, () -> {
                            assertThat(unguarded.getsThrough()).as(attack).isTrue();
                            noticed.incrementAndGet();
                        }))));
    }

    /**
     * Adds a row that is not counted.
     *
     * @param why it goes nowhere, guarded or not
     */
    public void held(String attack, String why, Attempt attempt) {
        rows.add(DynamicContainer.dynamicContainer(
                attack,
                Stream.of(DynamicTest.dynamicTest(
                        "goes nowhere anyhow: " + why,
                        () -> assertThat(attempt.getsThrough()).as(attack).isFalse()))));
    }

    /** A container for each row, and a last test that prints the sums. */
    public Stream<DynamicNode> tests() {
        return Stream.concat(rows.stream(), Stream.of(DynamicTest.dynamicTest("is in this table", this::print)));
    }

    private void print() {
        System.out.println("evidence: attacks." + area + " = " + stopped + " of " + all + " stopped");
        System.out.println("evidence: attacks." + area + ".noticed-without-guard = " + noticed + " of " + all);
    }
}
