package dev.agentharness.memory;

import dev.agentharness.model.Effect;
import dev.agentharness.model.Risk;
import dev.agentharness.model.ToolInput;
import dev.agentharness.model.ToolOutput;
import dev.agentharness.model.ToolSpec;
import dev.agentharness.tool.Tool;
import dev.agentharness.tool.ToolContext;
import java.time.Clock;
import java.time.Duration;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Proposes to remember something. The gate is the permission: what it lets through can damage nothing, so the tool's risk
 * is {@link Risk#NONE} where the gate governs, and {@link Risk#WRITE} where it is open.
 */
final class ProposeTool implements Tool {

    private static final Logger log = LoggerFactory.getLogger(ProposeTool.class);

    private final Proposals proposals;
    private final Clock clock;
    private final ToolSpec spec;

    ProposeTool(Proposals proposals, Duration deadline, Clock clock) {
        this.proposals = proposals;
        this.clock = clock;
        this.spec = ToolSpec.builder(
                        Memory.PROPOSE,
                        "Propose to remember something for later runs. You are told whether it was committed, waits for "
                                + "review, or was refused; go on in any case and do not propose it again.")
                .inputSchema("""
                        {"type":"object","properties":{\
                        "kind":{"type":"string","enum":["episodic","semantic","procedural"],\
                        "description":"What happened, what is so, or how something is done"},\
                        "key":{"type":"string","description":"A short name; the same name again brings it up to date"},\
                        "text":{"type":"string","description":"What to remember, in a sentence or two"},\
                        "expires_in_days":{"type":"integer","minimum":1}},"required":["kind","key","text"]}""")
                .effect(Effect.IDEMPOTENT)
                .risk(proposals.areGoverned() ? Risk.NONE : Risk.WRITE)
                .untrusted(false)
                .timeout(deadline)
                .build();
    }

    @Override
    public ToolSpec spec() {
        return spec;
    }

    @Override
    public Optional<String> mistake(ToolInput input) {
        try {
            kind(input);
            MemoryKey.of(input.string("key"));
            stay(input);
            return input.string("text").isBlank() ? Optional.of("The text is blank.") : Optional.empty();
        } catch (IllegalArgumentException e) {
            return Optional.of(String.valueOf(e.getMessage()));
        }
    }

    private static MemoryKind kind(ToolInput input) {
        String kind = input.string("kind");
        for (MemoryKind one : MemoryKind.values()) {
            if (one.name().equals(kind.toUpperCase(Locale.ROOT))) {
                return one;
            }
        }
        throw new IllegalArgumentException("'kind' is episodic, semantic or procedural");
    }

    private static Optional<Duration> stay(ToolInput input) {
        if (!input.has("expires_in_days")) {
            return Optional.empty();
        }
        long days = input.integer("expires_in_days");
        if (days < 1 || days > 100_000) {
            throw new IllegalArgumentException("'expires_in_days' must be between 1 and 100000 but is " + days);
        }
        return Optional.of(Duration.ofDays(days));
    }

    @Override
    public ToolOutput call(ToolInput input, ToolContext context) {
        MemoryKey key = MemoryKey.of(input.string("key"));
        MemoryKind kind = kind(input);
        Filing filing;
        try {
            filing = proposals.file(
                    context.runId(),
                    context.callId(),
                    context.taintedBy(),
                    kind,
                    key,
                    input.string("text"),
                    stay(input),
                    clock.instant());
        } catch (RuntimeException e) {
            return Unavailable.output(e, context, log);
        }
        context.note(
                "memory.proposed",
                Map.of(
                        "id", filing.entry().map(MemoryEntry::id).orElse(key.text()),
                        "kind", kind.name().toLowerCase(Locale.ROOT),
                        "ruling", filing.word(),
                        "reason", filing.ruling().reason()));
        return told(filing, key);
    }

    private static ToolOutput told(Filing filing, MemoryKey key) {
        String reason = filing.ruling().reason();
        String id = filing.entry().map(MemoryEntry::id).orElse(key.text());
        if (filing.ruling() instanceof Ruling.Commit) {
            return ToolOutput.text("Committed as " + id + ".");
        }
        return filing.ruling() instanceof Ruling.Quarantine
                ? ToolOutput.text("Quarantined as " + id + " until a person has reviewed it: " + reason + ".")
                : ToolOutput.error("Refused: " + reason + ".");
    }
}
