package dev.agentharness.bench;

import com.sun.management.OperatingSystemMXBean;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;

/**
 * What this process has used so far. Processor time is that of all threads but the JIT compiler's, which can be told apart
 * on Linux only; elsewhere it is in the figure.
 *
 * @param cpu nanoseconds
 */
record Meter(long cpu, Allocation allocation) {

    private static final OperatingSystemMXBean PROCESS =
            (OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean();
    private static final Path TASKS = Path.of("/proc/self/task");

    static Meter read() throws IOException {
        return new Meter(PROCESS.getProcessCpuTime() - compilers(), Allocation.read());
    }

    long cpuSince(Meter start) {
        return cpu - start.cpu;
    }

    /** Bytes. */
    long allocatedSince(Meter start) {
        return allocation.since(start.allocation);
    }

    private static long compilers() throws IOException {
        if (!Files.isDirectory(TASKS)) {
            return 0;
        }
        long nanos = 0;
        try (DirectoryStream<Path> tasks = Files.newDirectoryStream(TASKS)) {
            for (Path task : tasks) {
                nanos += Files.readString(task.resolve("comm")).matches("C[12] CompilerThre.*\n") ? ran(task) : 0;
            }
        } catch (NoSuchFileException e) {
            return compilers(); // a thread ended while we looked
        }
        return nanos;
    }

    private static long ran(Path task) throws IOException {
        String nanos = Files.readString(task.resolve("schedstat"));
        return Long.parseLong(nanos.substring(0, nanos.indexOf(' ')));
    }
}
