package dev.agentharness.run;

import java.util.Objects;

/**
 * A person's answer about one call that waits for it.
 *
 * @param callId the call
 * @param allowed whether it may run
 * @param note what the person says to it; the model is told it with a denial
 */
public record Verdict(String callId, boolean allowed, String note) {

    public Verdict {
        Objects.requireNonNull(callId, "callId");
        Objects.requireNonNull(note, "note");
    }

    public static Verdict allow(String callId) {
        return new Verdict(callId, true, "");
    }

    public static Verdict deny(String callId, String note) {
        return new Verdict(callId, false, note);
    }
}
