package dev.agentharness.bench;

/** What is measured, and how it is printed. */
enum Figure {
    CPU("CPU for a request, µs", "%.0f", true),
    ALLOCATED("allocated for a request, KiB", "%.1f", true),
    SENT("sent in a request, bytes", "%.0f", true),
    CONNECTIONS("new connections for 100 requests", "%.2f", false),
    DELTA_CPU("CPU for a delta, µs", "%.2f", true),
    DELTA_ALLOCATED("allocated for a delta, KiB", "%.2f", true),
    DELIVERED("deltas that the application was told, %", "%.1f", false),
    WALL("wall time of all runs, s", "%.2f", true),
    IN_FLIGHT("most requests in flight at the server", "%.0f", false),
    HEAP("live heap of a waiting run, KiB", "%.0f", true),
    FIRST_REQUEST("from the start of the JVM to the first request, ms", "%.0f", true),
    JARS("jars", "%.0f", false),
    MEGABYTES("MB of them", "%.1f", false),
    INTERRUPTED("from the interrupt until the run returned, ms", "%.1f", false);

    private final String title;
    private final String format;
    private final boolean compared;

    Figure(String title, String format, boolean compared) {
        this.title = title;
        this.format = format;
        this.compared = compared;
    }

    String title() {
        return title;
    }

    String format() {
        return format;
    }

    /** Whether its ratio to the loop written by hand says something. */
    boolean isCompared() {
        return compared;
    }
}
