package dev.agentharness.run;

import dev.agentharness.json.Fingerprint;
import dev.agentharness.model.ToolCall;
import dev.agentharness.model.ToolInput;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/**
 * A person's answer about one call that waits for it. It counts once: a call that has its answer waits no longer.
 *
 * @param callId the call
 * @param allowed whether it may run
 * @param note what the person says to it; the model is told it with a denial
 * @param changed the arguments to run it with in place of the model's, a JSON object
 * @param forRun whether calls of the same tool that are asked about on the same ground may run for the rest of the run
 * @param binding what exactly was decided on; once recorded it is always there
 */
public record Verdict(
        String callId,
        boolean allowed,
        String note,
        Optional<String> changed,
        boolean forRun,
        Optional<Binding> binding) {

    public Verdict {
        Objects.requireNonNull(callId, "callId");
        Objects.requireNonNull(note, "note");
        Objects.requireNonNull(binding, "binding");
        if (forRun && (!allowed || changed.isPresent())) {
            throw new IllegalArgumentException(
                    "for the rest of the run a call can be allowed as the model makes it, not denied or changed");
        }
        if (!allowed && changed.isPresent()) {
            throw new IllegalArgumentException("a call that is denied has no changed arguments");
        }
        changed.ifPresent(ToolInput::parse);
    }

    public Verdict(String callId, boolean allowed, String note) {
        this(callId, allowed, note, Optional.empty(), false, Optional.empty());
    }

    public static Verdict allow(String callId) {
        return new Verdict(callId, true, "");
    }

    /**
     * Allows the call with other arguments. They are checked and decided on as the model's were; the model is told them.
     *
     * @throws IllegalArgumentException if they are no JSON object
     */
    public static Verdict allowChanged(String callId, String arguments) {
        return new Verdict(callId, true, "", Optional.of(arguments), false, Optional.empty());
    }

    /** Allows the call, and for the rest of the run those of the same tool that are asked about on the same ground. */
    public static Verdict allowForRun(String callId) {
        return new Verdict(callId, true, "", Optional.empty(), true, Optional.empty());
    }

    public static Verdict deny(String callId, String note) {
        return new Verdict(callId, false, note);
    }

    /** This verdict, good for this very call of this run with these arguments and for nothing else. */
    public Verdict boundTo(String runId, ToolCall call) {
        return new Verdict(callId, allowed, note, changed, forRun, Optional.of(Binding.of(runId, call)));
    }

    /** Whether this is a verdict about this very call. */
    public boolean fits(String runId, ToolCall call) {
        return callId.equals(call.id())
                && binding.map(bound -> bound.equals(Binding.of(runId, call))).orElse(true);
    }

    /** Whether it is about a call of another run: a sub-agent's, if a run has it among its events. */
    public boolean isBelow(String runId) {
        return binding.filter(bound -> !bound.runId().equals(runId)).isPresent();
    }

    /**
     * What a verdict was given on.
     *
     * @param runId the run
     * @param call a fingerprint of the tool's name and the arguments as the model wrote them
     */
    public record Binding(String runId, String call) {
        public Binding {
            Objects.requireNonNull(runId, "runId");
            Objects.requireNonNull(call, "call");
        }

        static Binding of(String runId, ToolCall call) {
            return new Binding(runId, Fingerprint.of(List.of(call.name(), canonical(call.arguments()))));
        }

        private static String canonical(String arguments) {
            try {
                return ToolInput.parse(arguments).canonical();
            } catch (IllegalArgumentException e) {
                return arguments;
            }
        }
    }
}
