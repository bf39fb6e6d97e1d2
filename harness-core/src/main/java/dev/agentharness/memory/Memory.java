package dev.agentharness.memory;

import dev.agentharness.run.Hint;
import dev.agentharness.tool.Tool;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Set;

/**
 * What a harness remembers from run to run: a store, the gate before it, and how much of it a run is shown. Immutable and
 * as thread-safe as its store; several harnesses can share one.
 *
 * <p>Runs read by {@link #RECALL} and write by {@link #PROPOSE}, and are reminded once of what fits their task. Persons use
 * {@link MemoryReview}.
 */
public final class Memory {

    /** The tool by which a model looks something up. */
    public static final String RECALL = "recall_memory";

    /** The tool by which a model proposes to remember something. */
    public static final String PROPOSE = "propose_memory";

    /** The names that no other tool of a harness may have. */
    public static final Set<String> TOOLS = Set.of(RECALL, PROPOSE);

    private final MemoryStore store;
    private final MemoryGate gate;
    private final int allowance;
    private final int most;
    private final Duration deadline;
    private final Duration lifetime;
    private final Set<String> trusted;

    private Memory(Builder builder) {
        this.store = builder.store;
        this.gate = builder.gate;
        this.allowance = builder.allowance;
        this.most = builder.most;
        this.deadline = builder.deadline;
        this.lifetime = builder.lifetime;
        this.trusted = builder.trusted;
    }

    /** A memory behind the {@linkplain MemoryGate#standard() standard gate}. */
    public static Memory of(MemoryStore store) {
        return builder(store).build();
    }

    public static Builder builder(MemoryStore store) {
        return new Builder(store);
    }

    /** The tools that models are offered: {@link #RECALL} and {@link #PROPOSE}. */
    public List<Tool> tools(Clock clock) {
        return List.of(
                new RecallTool(this, clock),
                new ProposeTool(new Proposals(store, gate, lifetime, trusted), deadline, clock));
    }

    /** How long a run waits for the store before it goes on without. */
    public Duration deadline() {
        return deadline;
    }

    /**
     * What is known about something, best first, as much as the allowance holds. Entries that outsiders may have dictated
     * are not among them.
     *
     * @throws RuntimeException if the store cannot be read
     */
    public List<Hint> recall(String words, Instant now) {
        return hints(find(words, Trust.RUN, now), now);
    }

    List<MemoryEntry> find(String words, Trust least, Instant now) {
        // The store is not believed: what is not committed or has expired is shown to no run.
        return store.search(new MemoryQuery(words, least, now, most)).stream()
                .filter(entry -> entry.status() == MemoryStatus.COMMITTED && !entry.isExpired(now))
                .filter(entry -> entry.provenance().trust().compareTo(least) >= 0)
                .toList();
    }

    /** The entries as hints, without those that the allowance has no room for. A token is at least one byte. */
    List<Hint> hints(List<MemoryEntry> entries, Instant now) {
        List<Hint> hints = new ArrayList<>();
        for (MemoryEntry entry : entries) {
            hints.add(hint(entry));
            if (Hint.render(hints, now).getBytes(StandardCharsets.UTF_8).length > allowance) {
                hints.remove(hints.size() - 1);
            }
        }
        return List.copyOf(hints);
    }

    private static Hint hint(MemoryEntry entry) {
        String source = entry.provenance()
                + (entry.provenance().trust() == Trust.PERSON
                        ? ", vouched for by " + entry.signature().who()
                        : "")
                + (entry.provenance().trust() == Trust.OUTSIDER ? ", unverified" : "");
        return new Hint(entry.id(), entry.kind().name(), entry.text(), source, entry.created());
    }

    /** Collects the parts of a memory. Not thread-safe. */
    public static final class Builder {
        private final MemoryStore store;
        private MemoryGate gate = MemoryGate.standard();
        private int allowance = 4_000;
        private int most = 8;
        private Duration deadline = Duration.ofSeconds(2);
        private Duration lifetime = Duration.ofDays(180);
        private Set<String> trusted = Set.of();

        private Builder(MemoryStore store) {
            this.store = Objects.requireNonNull(store, "store");
        }

        /** What decides about writes; {@link MemoryGate#standard()} unless told. */
        public Builder gate(MemoryGate gate) {
            this.gate = Objects.requireNonNull(gate, "gate");
            return this;
        }

        /** How many tokens of it a run is shown at a time, heading included; 4,000 unless told. Each byte counts as one. */
        public Builder allowance(int tokens) {
            this.allowance = positive(tokens, "allowance");
            return this;
        }

        /** How many entries a run is shown at a time; 8 unless told. */
        public Builder mostEntries(int entries) {
            this.most = positive(entries, "number of entries");
            return this;
        }

        /** How long a run waits for the store; two seconds unless told. */
        public Builder deadline(Duration deadline) {
            this.deadline = within(Duration.ofHours(1), deadline, "deadline");
            return this;
        }

        /** After what time what runs remember expires; 180 days unless told. A run may say less. */
        public Builder lifetime(Duration lifetime) {
            this.lifetime = within(Duration.ofDays(36_500), lifetime, "lifetime");
            return this;
        }

        /** Untrusted tools whose text may be remembered like the house's own: a rule in place of a person. */
        public Builder trusting(String... tools) {
            this.trusted = Set.of(tools);
            return this;
        }

        private static int positive(int value, String name) {
            if (value < 1) {
                throw new IllegalArgumentException("the " + name + " of a memory must be positive: " + value);
            }
            return value;
        }

        private static Duration within(Duration most, Duration value, String name) {
            if (value.isNegative() || value.isZero() || value.compareTo(most) > 0) {
                throw new IllegalArgumentException(
                        "the " + name + " of a memory must be positive and at most " + most + ": " + value);
            }
            return value;
        }

        public Memory build() {
            return new Memory(this);
        }
    }
}
