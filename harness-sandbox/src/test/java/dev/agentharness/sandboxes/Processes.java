package dev.agentharness.sandboxes;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;

/** What tests see of processes: from outside, by their ids. */
final class Processes {

    private Processes() {}

    /** Skips the test where a system tool is missing, and says which. */
    static void need(String... tools) {
        for (String tool : tools) {
            assumeThat(Programs.find(tool, Path.of("/"), Programs.PATH))
                    .as("the tool " + tool)
                    .isPresent();
        }
    }

    /** Skips the test where processes without parents cannot be found. */
    static void needProc() {
        assumeThat(Path.of("/proc/self/environ")).as("the folder /proc").exists();
    }

    /** The ids in a file, as soon as there are so many whole lines. */
    static List<Long> pids(Path file, int count) throws IOException {
        until("there are " + count + " process ids in " + file, () -> {
            try {
                return Files.exists(file)
                        && Files.readString(file).lines().count() >= count
                        && Files.readString(file).endsWith("\n");
            } catch (IOException e) {
                return false;
            }
        });
        return Files.readAllLines(file).stream().map(Long::valueOf).toList();
    }

    /** Whether it runs; a zombie does not. */
    static boolean isAlive(long pid) {
        try {
            return !Files.readString(Path.of("/proc/" + pid + "/stat")).matches("(?s).*\\) [ZX] .*");
        } catch (IOException e) {
            return !Files.exists(Path.of("/proc/self"))
                    && ProcessHandle.of(pid).map(ProcessHandle::isAlive).orElse(false);
        }
    }

    static void assertDead(List<Long> pids) {
        assertThat(pids).isNotEmpty().noneMatch(Processes::isAlive);
    }

    static void until(String what, BooleanSupplier condition) {
        long end = System.nanoTime() + 20_000_000_000L;
        while (!condition.getAsBoolean()) {
            assertThat(System.nanoTime()).as("in time: " + what).isLessThan(end);
            LockSupport.parkNanos(1_000_000);
        }
    }
}
