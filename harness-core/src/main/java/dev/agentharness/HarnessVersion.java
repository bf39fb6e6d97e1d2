package dev.agentharness;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;

/** The version of this library, as the build wrote it down. */
final class HarnessVersion {

    private static final String CURRENT = read();

    private HarnessVersion() {}

    static String current() {
        return CURRENT;
    }

    private static String read() {
        try (InputStream version = HarnessVersion.class.getResourceAsStream("version.txt")) {
            return version == null ? "unknown" : new String(version.readAllBytes(), StandardCharsets.UTF_8).strip();
        } catch (IOException e) {
            throw new UncheckedIOException("harness-core's version.txt cannot be read", e);
        }
    }
}
