package dev.agentharness.tools.files;

import java.util.UUID;

/** A name for what is not finished. Nobody's choice of names can run into it: what has it already is never overwritten. */
final class TemporaryName {

    private TemporaryName() {}

    static String next() {
        return ".harness-" + UUID.randomUUID() + ".tmp";
    }
}
