package dev.agentharness.bench;

import java.io.IOException;
import java.time.LocalDate;
import java.time.ZoneOffset;

/** What the figures were measured on. */
final class Machine {

    private Machine() {}

    static String described() throws IOException {
        return "Measured on " + LocalDate.now(ZoneOffset.UTC) + ": " + System.getProperty("os.name") + ", "
                + System.getProperty("os.arch") + ", "
                + Runtime.getRuntime().availableProcessors() + " processors, Java " + Runtime.version()
                + "; many runs at once and waiting runs on Java " + Jdk.newest().version() + ".\n";
    }
}
