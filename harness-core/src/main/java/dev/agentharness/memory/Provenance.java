package dev.agentharness.memory;

import java.util.Objects;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Where an entry comes from.
 *
 * @param runId the run that proposed it; empty if a person wrote it
 * @param callId the call by which it did, which names its event; empty if a person wrote it
 * @param tools the untrusted tools whose results the run had been shown
 * @param trust whose word it is
 */
public record Provenance(String runId, String callId, Set<String> tools, Trust trust) {

    public Provenance {
        Objects.requireNonNull(runId, "runId");
        Objects.requireNonNull(callId, "callId");
        tools = Set.copyOf(tools);
        Objects.requireNonNull(trust, "trust");
    }

    /** From a run that was shown results of these untrusted tools, some of which are trusted all the same. */
    static Provenance ofRun(String runId, String callId, Set<String> tools, Set<String> trusted) {
        return new Provenance(runId, callId, tools, trusted.containsAll(tools) ? Trust.RUN : Trust.OUTSIDER);
    }

    static Provenance ofPerson() {
        return new Provenance("", "", Set.of(), Trust.PERSON);
    }

    Provenance withTrust(Trust changed) {
        return new Provenance(runId, callId, tools, changed);
    }

    boolean isOfSameCall(Provenance other) {
        return runId.equals(other.runId) && callId.equals(other.callId);
    }

    /** Where it comes from, in words for the model. */
    @Override
    public String toString() {
        String run = runId.isEmpty() ? "a person" : "run " + runId;
        String read = tools.isEmpty()
                ? ""
                : " after reading " + tools.stream().sorted().collect(Collectors.joining(", "));
        return run + read;
    }
}
