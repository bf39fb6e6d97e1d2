package dev.agentharness;

import dev.agentharness.journal.Journal;
import dev.agentharness.model.Effect;
import dev.agentharness.model.Risk;
import dev.agentharness.model.ToolInput;
import dev.agentharness.model.ToolOutput;
import dev.agentharness.model.ToolResult;
import dev.agentharness.model.ToolSpec;
import dev.agentharness.run.RunEvent;
import dev.agentharness.tool.ArtefactStore;
import dev.agentharness.tool.Tool;
import dev.agentharness.tool.ToolContext;
import java.util.Optional;

/** The way back to what the context does not show whole: texts that were too large, and results that were taken away. */
final class ReadBack implements Tool {

    private static final int PAGE = 20_000;

    private static final ToolSpec SPEC = ToolSpec.builder(
                    ArtefactStore.TOOL, "Read what was left out or taken away of an earlier result, from a place on.")
            .inputSchema("""
                    {"type":"object","properties":{"id":{"type":"string",\
                    "description":"The id that stands where something is left out, or the id of the call"},\
                    "from":{"type":"integer","description":"The character to begin at; 0 if left out"}},\
                    "required":["id"]}""")
            .effect(Effect.READ_ONLY)
            .risk(Risk.INTERNAL_READ)
            .maxOutputChars(PAGE + 1_000)
            .build();

    private final ArtefactStore artefacts;
    private final Journal journal;

    ReadBack(ArtefactStore artefacts, Journal journal) {
        this.artefacts = artefacts;
        this.journal = journal;
    }

    @Override
    public ToolSpec spec() {
        return SPEC;
    }

    @Override
    public ToolOutput call(ToolInput input, ToolContext context) {
        String id = input.string("id");
        String text = artefacts.get(id).or(() -> result(id, context.runId())).orElse("");
        long from = input.has("from") ? input.integer("from") : 0;
        if (text.isEmpty() || from < 0 || from >= text.length()) {
            return ToolOutput.error(
                    text.isEmpty()
                            ? "Nothing is kept under '" + id + "'."
                            : "'from' must be between 0 and " + (text.length() - 1) + " but is " + from + ".");
        }
        int end = (int) Math.min(text.length(), from + PAGE);
        String page = text.substring((int) from, end);
        return ToolOutput.text(
                end == text.length()
                        ? page
                        : page + "\n[" + (text.length() - end) + " more; read on from " + end + "]");
    }

    private Optional<String> result(String callId, String runId) {
        return journal.read(runId).stream()
                .filter(RunEvent.CallFinished.class::isInstance)
                .map(event -> ((RunEvent.CallFinished) event).result())
                .filter(result -> result.callId().equals(callId))
                .map(ToolResult::text)
                .findFirst();
    }
}
