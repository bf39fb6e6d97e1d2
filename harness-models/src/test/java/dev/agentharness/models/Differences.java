package dev.agentharness.models;

import java.util.ArrayList;
import java.util.List;

/** What differs from what is expected. */
final class Differences {

    private final List<String> all = new ArrayList<>();

    void same(String what, Object wanted, Object got) {
        if (!wanted.equals(got)) {
            add(what + ": " + wanted + " expected, " + got + " read");
        }
    }

    void add(String difference) {
        all.add(difference);
    }

    List<String> all() {
        return all;
    }
}
