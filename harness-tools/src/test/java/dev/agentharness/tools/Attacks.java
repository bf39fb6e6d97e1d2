package dev.agentharness.tools;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicContainer;
import org.junit.jupiter.api.DynamicNode;
import org.junit.jupiter.api.DynamicTest;

/**
 * A table of attacks on one area. Each row is tried against what we offer, where it must not get through, and, where such a
 * thing can be had, against the same without the guard, where it must: else the row would show nothing.
 *
 * <p>A test class returns {@link #tests()} from a {@code @TestFactory}.
 */
public final class Attacks {

    /** One try. */
    @FunctionalInterface
    public interface Attempt {
        boolean getsThrough() throws Exception;
    }

    private record Row(String name, Attempt guarded, Optional<Attempt> unguarded) {}

    private final String area;
    private final List<Row> rows = new ArrayList<>();
    private final AtomicInteger stopped = new AtomicInteger();
    private final AtomicInteger noticed = new AtomicInteger();

    public Attacks(String area) {
        this.area = area;
    }

    /** Adds a row. */
    public void row(String name, Attempt guarded, Attempt unguarded) {
        rows.add(new Row(name, guarded, Optional.of(unguarded)));
    }

    /** Adds a row for which there is nothing without the guard. */
    public void row(String name, Attempt guarded) {
        rows.add(new Row(name, guarded, Optional.empty()));
    }

    /** A container for each row, and a last test that prints the sum. */
    public Stream<DynamicNode> tests() {
        return Stream.concat(
                rows.stream().map(row -> DynamicContainer.dynamicContainer(row.name, tries(row))),
                Stream.of(DynamicTest.dynamicTest("is in this table", this::print)));
    }

    private Stream<DynamicTest> tries(Row row) {
        DynamicTest guarded = DynamicTest.dynamicTest("is stopped", () -> {
            assertThat(row.guarded.getsThrough()).isFalse();
            stopped.incrementAndGet();
        });
        Stream<DynamicTest> unguarded = row.unguarded.stream()
                .map(attempt -> DynamicTest.dynamicTest("gets through without the guard", () -> {
                    assertThat(attempt.getsThrough()).isTrue();
                    noticed.incrementAndGet();
                }));
        return Stream.concat(Stream.of(guarded), unguarded);
    }

    /** Prints how many were stopped, and of how many that was seen to be the guard's doing. */
    private void print() {
        long withVariant =
                rows.stream().filter(row -> row.unguarded.isPresent()).count();
        System.out.println("evidence: attacks." + area + " = " + stopped + " of " + rows.size() + " stopped");
        System.out.println("evidence: attacks." + area + ".noticed-without-guard = " + noticed + " of " + withVariant
                + " that can be tried without");
    }
}
