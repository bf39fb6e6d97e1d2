package dev.agentharness.run;

import dev.agentharness.model.ToolCall;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * What persons allowed for the rest of a run.
 *
 * @param allowed in the order in which they did
 */
record Standing(List<Allowed> allowed) {

    /** Nothing is allowed but what a call was asked about. */
    static final Standing NONE = new Standing(List.of());

    /**
     * What was allowed at one call.
     *
     * @param asked what was asked then
     * @param callId the call that it was asked about
     */
    record Allowed(String tool, Decision.Ask asked, String callId) {}

    Standing plus(ToolCall call, Decision.Ask asked) {
        List<Allowed> more = new ArrayList<>(allowed);
        more.add(new Allowed(call.name(), asked, call.id()));
        return new Standing(List.copyOf(more));
    }

    /** The call at which it was allowed what is asked about a call of this tool. */
    Optional<String> callId(String tool, Decision.Ask asked) {
        return allowed.stream()
                .filter(one -> one.tool().equals(tool) && one.asked().isSameQuestion(asked))
                .map(Allowed::callId)
                .findFirst();
    }
}
