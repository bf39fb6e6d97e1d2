package dev.agentharness.bench;

import com.sun.management.ThreadMXBean;
import java.lang.management.ManagementFactory;
import java.util.HashMap;
import java.util.Map;

/**
 * What the threads of this process have allocated so far: from Java 21 on of all threads that there ever were, before of
 * those that live. Bytes by the thread's id, or all under one.
 */
record Allocation(Map<Long, Long> bytes) {

    private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();

    static Allocation read() {
        try {
            Object total =
                    ThreadMXBean.class.getMethod("getTotalThreadAllocatedBytes").invoke(THREADS);
            return new Allocation(Map.of(0L, (Long) total));
        } catch (ReflectiveOperationException before21) {
            Map<Long, Long> bytes = new HashMap<>();
            long[] ids = THREADS.getAllThreadIds();
            long[] each = THREADS.getThreadAllocatedBytes(ids);
            for (int i = 0; i < ids.length; i++) {
                bytes.put(ids[i], each[i]);
            }
            return new Allocation(bytes);
        }
    }

    /** Before Java 21 without threads that ended in between; pools keep theirs for longer than a round takes. */
    long since(Allocation start) {
        return bytes.entrySet().stream()
                .mapToLong(thread -> thread.getValue() - start.bytes.getOrDefault(thread.getKey(), 0L))
                .sum();
    }
}
