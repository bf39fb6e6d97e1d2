package dev.agentharness.bench;

import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.Locale;

/** What the figures were measured on. */
final class Machine {

    private Machine() {}

    /** With the load of the last minute, so that it shows if something else ran. */
    static String described() throws IOException {
        double load = ManagementFactory.getOperatingSystemMXBean().getSystemLoadAverage();
        return "Measured on " + LocalDate.now(ZoneOffset.UTC) + ": " + System.getProperty("os.name") + ", "
                + System.getProperty("os.arch") + ", "
                + Runtime.getRuntime().availableProcessors() + " processors, load before "
                + String.format(Locale.ROOT, "%.1f", load) + ", Java " + Runtime.version()
                + "; many runs at once and waiting runs on Java " + Jdk.newest().version() + ".\n";
    }
}
