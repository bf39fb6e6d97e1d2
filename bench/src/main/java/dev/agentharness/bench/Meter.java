package dev.agentharness.bench;

import com.sun.management.OperatingSystemMXBean;
import com.sun.management.ThreadMXBean;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;

/**
 * What this process has used so far. Processor time is that of all threads but the JIT compiler's, which can be told apart
 * on Linux only; elsewhere it is in the figure.
 *
 * @param cpu nanoseconds
 * @param allocated bytes that each live thread has allocated, by the thread's id
 */
record Meter(long cpu, Map<Long, Long> allocated) {

    private static final OperatingSystemMXBean PROCESS =
            (OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean();
    private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    private static final Path TASKS = Path.of("/proc/self/task");

    static Meter read() throws IOException {
        Map<Long, Long> allocated = new HashMap<>();
        long[] ids = THREADS.getAllThreadIds();
        long[] bytes = THREADS.getThreadAllocatedBytes(ids);
        for (int i = 0; i < ids.length; i++) {
            allocated.put(ids[i], bytes[i]);
        }
        return new Meter(PROCESS.getProcessCpuTime() - compilers(), allocated);
    }

    long cpuSince(Meter start) {
        return cpu - start.cpu;
    }

    /** Threads that ended in between are left out: they had been idle. */
    long allocatedSince(Meter start) {
        return allocated.entrySet().stream()
                .mapToLong(thread -> thread.getValue() - start.allocated.getOrDefault(thread.getKey(), 0L))
                .sum();
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
