package dev.agentharness.run;

import java.util.List;
import java.util.Objects;

/**
 * What a person must decide before a run can go on.
 *
 * @param to who is meant, in the words of whoever escalates; may be empty
 * @param question what is asked
 * @param waiting the calls that wait for a {@link Verdict}, those of sub-agents included; empty if the question is not about
 *     calls
 */
public record Escalation(String to, String question, List<WaitingCall> waiting) {

    public Escalation {
        Objects.requireNonNull(to, "to");
        Objects.requireNonNull(question, "question");
        waiting = List.copyOf(waiting);
    }
}
