package dev.agentharness.compaction;

import static org.assertj.core.api.Assertions.assertThat;

import dev.agentharness.Harness;
import dev.agentharness.ManualClock;
import dev.agentharness.Transcripts;
import dev.agentharness.budget.Budget;
import dev.agentharness.budget.Limit;
import dev.agentharness.cache.CachingProvider;
import dev.agentharness.model.Content;
import dev.agentharness.model.FinishReason;
import dev.agentharness.model.Message;
import dev.agentharness.model.ModelClient;
import dev.agentharness.model.ModelException;
import dev.agentharness.model.ModelListener;
import dev.agentharness.model.ModelRequest;
import dev.agentharness.model.ModelResponse;
import dev.agentharness.model.ModelSpec;
import dev.agentharness.model.ScriptedModel;
import dev.agentharness.model.ToolCall;
import dev.agentharness.model.ToolOutput;
import dev.agentharness.model.Usage;
import dev.agentharness.run.Reflection;
import dev.agentharness.run.RunEvent;
import dev.agentharness.run.RunResult;
import dev.agentharness.run.Shortening;
import dev.agentharness.simulation.Trajectory;
import dev.agentharness.tool.Tool;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** Runs with planted constraints and facts, shortened ten times and more, by a summariser that makes mistakes. */
@DisplayName("After ten compactions and more")
class LongRunTest {

    private static final long SEED = 20_261_122;

    private static final Pattern REFERENCE = Pattern.compile("/refs/REF-\\d+");

    /** What people said that must hold to the end. */
    private static final List<String> CONSTRAINTS = List.of(
            "Never write to /srv/ledger.", "Pay no more than $250.00 at a time.", "Ask Ms Oak before INV-9000.");

    private static final ModelSpec OFFERS = ModelSpec.builder("simulated", "worker")
            .contextWindow(30_000)
            .maxOutputTokens(1_000)
            .features(Set.of(ModelSpec.Feature.COMPACTION))
            .build();

    @Test
    void constraints_are_there_word_for_word_and_so_are_the_facts() throws Exception {
        int pinned = 0;
        int constraints = 0;
        int facts = 0;
        int kept = 0;
        int followed = 0;
        List<Trajectory> runs = new ArrayList<>(Trajectory.corpus());
        int recorded = runs.size();
        runs.add(generated(2_000, new Random(SEED)));
        runs.add(generated(2_400, new Random(SEED + 1)));
        for (Trajectory run : runs) {
            // A recorded run is short: it is gone through until it was shortened more than ten times.
            int turns = Math.max(60, run.steps().size());
            Worker worker = new Worker(run, turns, new Random(SEED));
            int window = 30_000;
            RunResult result = harness(worker, new Scribbler(new Random(SEED)), window, turns)
                    .run("Audit the ledger. " + CONSTRAINTS.get(0) + " " + CONSTRAINTS.get(1));

            assertThat(result.isCompleted())
                    .as("%s: %s", run.name(), result.outcome())
                    .isTrue();
            assertThat(result.state().compactions().count()).as(run.name()).isGreaterThanOrEqualTo(10);
            assertThat(worker.flaws).isEmpty();
            String shown = text(worker.last);
            constraints += 2;
            pinned += (int)
                    CONSTRAINTS.subList(0, 2).stream().filter(shown::contains).count();
            facts += worker.planted.size();
            kept += (int) worker.planted.stream().filter(shown::contains).count();
            followed += worker.followed;
        }

        double share = 100.0 * kept / facts;
        System.out.println("evidence: compaction.pinned = " + pinned + " of " + constraints);
        System.out.printf(
                "evidence: compaction.facts = %.1f %% (%d of %d, %d of them said by tools only, %d recorded and 2 generated"
                        + " runs, seed %d)%n",
                share, kept, facts, followed, recorded, SEED);
        assertThat(followed).isGreaterThan(50);
        assertThat(pinned).isEqualTo(constraints);
        assertThat(share).isGreaterThanOrEqualTo(95);
    }

    /** The provider now and then fails or hands back nothing, so its records and ours give way to one another. */
    @Test
    void all_that_is_there_too_where_the_provider_compacts_on_its_side() throws Exception {
        int pinned = 0;
        int constraints = 0;
        int facts = 0;
        int kept = 0;
        int sealed = 0;
        int own = 0;
        List<Trajectory> runs = new ArrayList<>(Trajectory.corpus());
        runs.add(generated(2_000, new Random(SEED)));
        for (Trajectory run : runs) {
            int turns = Math.max(60, run.steps().size());
            Worker worker = new Worker(run, turns, new Random(SEED));
            ModelClient provider = new CachingProvider(OFFERS, worker);
            List<RunEvent> events = new ArrayList<>();
            RunResult result = builder(provider, worker.run, turns)
                    .listener((runId, event) -> events.add(event))
                    .compaction(Compaction.builder()
                            .when(Trigger.turns(Math.max(5, turns / 20)), Trigger.window(0.7))
                            .by(
                                    Compactor.clearResults(3),
                                    Compactor.byProvider(provider, 3),
                                    Compactor.summarise(new Scribbler(new Random(SEED)), 3))
                            .build())
                    .build()
                    .run("Audit the ledger. " + CONSTRAINTS.get(0) + " " + CONSTRAINTS.get(1));

            assertThat(result.isCompleted())
                    .as("%s: %s", run.name(), result.outcome())
                    .isTrue();
            assertThat(result.state().compactions().count()).as(run.name()).isGreaterThanOrEqualTo(10);
            assertThat(worker.flaws).isEmpty();
            List<String> steps = events.stream()
                    .filter(RunEvent.Compacted.class::isInstance)
                    .flatMap(event -> ((RunEvent.Compacted) event).steps().stream())
                    .map(Shortening::by)
                    .toList();
            sealed += Collections.frequency(steps, "by provider");
            own += Collections.frequency(steps, "summarise");
            String shown = text(worker.last);
            constraints += 2;
            pinned += (int)
                    CONSTRAINTS.subList(0, 2).stream().filter(shown::contains).count();
            facts += worker.planted.size();
            kept += (int) worker.planted.stream().filter(shown::contains).count();
        }

        double share = 100.0 * kept / facts;
        System.out.printf(
                "evidence: compaction.native = %d of %d pinned, %.1f %% of %d facts, after %d records of the provider and %d"
                        + " of ours%n",
                pinned, constraints, share, facts, sealed, own);
        assertThat(sealed).isGreaterThanOrEqualTo(5);
        assertThat(own).isPositive();
        assertThat(pinned).isEqualTo(constraints);
        assertThat(share).isGreaterThanOrEqualTo(95);
    }

    @Test
    void what_people_said_in_earlier_tasks_of_a_session_is_there_too() {
        Trajectory run = generated(60, new Random(SEED));
        Worker worker = new Worker(run, 60, new Random(SEED));
        var session =
                harness(worker, new Scribbler(new Random(SEED)), 30_000, 60).session(Budget.of(Limit.turns(10_000)));

        session.run("Take note: " + CONSTRAINTS.get(2));
        worker.startAgain();
        RunResult result = session.run("Now audit the ledger.");

        assertThat(result.state().compactions().count()).isPositive();
        assertThat(text(worker.last)).contains(CONSTRAINTS.get(2));
    }

    @Test
    void a_run_of_ten_hours_stays_within_its_window_and_its_budget() {
        int turns = 2_000;
        int window = 32_000;
        ManualClock clock = new ManualClock();
        Trajectory run = generated(turns, new Random(SEED));
        Worker worker = new Worker(run, turns, new Random(SEED));
        CachingProvider provider = new CachingProvider(spec("worker", window), worker);
        Budget budget = Budget.of(
                Limit.turns(turns + 10),
                Limit.tokens(60_000_000),
                Limit.time(Duration.ofHours(11)),
                Limit.toolCalls(turns));

        RunResult result = Harness.builder()
                .model(provider)
                .tools(tools(run, clock))
                .clock(clock)
                .budget(budget)
                .reflector((state, ledger) -> new Reflection.Continue())
                .compaction(Compaction.builder()
                        .when(Trigger.every(Duration.ofMinutes(20)), Trigger.window(0.7))
                        .by(
                                Compactor.clearResults(3),
                                Compactor.dropSuperseded(),
                                Compactor.summarise(new Scribbler(new Random(SEED)), 3))
                        .build())
                .build()
                .run("Work through the night.");

        assertThat(result.isCompleted()).as("%s", result.outcome()).isTrue();
        assertThat(result.spend().time()).isGreaterThanOrEqualTo(Duration.ofHours(10));
        assertThat(provider.largest()).isLessThan(window);
        assertThat(result.spend().tokens()).isLessThanOrEqualTo(60_000_000);
        System.out.println("evidence: compaction.long-run = " + result.spend().turns()
                + " turns within budget and window (" + result.spend().time().toHours() + " h, "
                + result.state().compactions().count() + " compactions, largest request " + provider.largest() + " of "
                + window + " tokens)");
    }

    private static Harness harness(Worker worker, ModelClient scribe, int window, int turns) {
        return builder(new CachingProvider(spec("worker", window), worker), worker.run, turns)
                .compaction(Compaction.builder()
                        .when(Trigger.turns(Math.max(5, turns / 20)), Trigger.window(0.7))
                        .by(Compactor.clearResults(3), Compactor.summarise(scribe, 3))
                        .build())
                .build();
    }

    private static Harness.Builder builder(ModelClient provider, Trajectory run, int turns) {
        return Harness.builder()
                .model(provider)
                .tools(tools(run, new ManualClock()))
                .budget(Budget.of(Limit.turns(turns + 10)))
                .reflector((state, ledger) -> new Reflection.Continue());
    }

    private static ModelSpec spec(String name, int window) {
        return ModelSpec.builder("simulated", name)
                .contextWindow(window)
                .maxOutputTokens(1_000)
                .build();
    }

    private static Tool[] tools(Trajectory run, ManualClock clock) {
        return run.tools().stream()
                .map(spec -> Tool.of(spec, (input, context) -> {
                    clock.advance(Duration.ofSeconds(18));
                    int step = (int) input.integer("step");
                    String said = run.steps().get(step % run.steps().size()).observation();
                    return ToolOutput.text(step % 40 == 7 ? said + " see /refs/REF-" + (70_000 + step) : said);
                }))
                .toArray(Tool[]::new);
    }

    private static String text(ModelRequest request) {
        return request.messages().stream().map(Message::text).collect(Collectors.joining("\n"));
    }

    private static Trajectory generated(int turns, Random random) {
        List<Trajectory.Step> steps = new ArrayList<>();
        for (int i = 0; i < turns; i++) {
            steps.add(new Trajectory.Step(
                    "I look at part " + i + ".",
                    "read",
                    "row " + random.nextInt() + " ".repeat(random.nextInt(3_000))));
        }
        return new Trajectory("generated", steps);
    }

    /** Takes the steps of a run one after the other, and now and then says what it has found out. */
    private static final class Worker implements ScriptedModel.Answer {
        private final Trajectory run;
        private final int turns;
        private final Random random;
        private final List<String> planted = new ArrayList<>();
        private final List<String> flaws = new ArrayList<>();
        private int followed;
        private int step;
        private ModelRequest last = ModelRequest.builder().build();

        Worker(Trajectory run, int turns, Random random) {
            this.run = run;
            this.turns = turns;
            this.random = random;
        }

        void startAgain() {
            step = 0;
        }

        @Override
        public ModelResponse to(ModelRequest request) {
            if (request.isCompaction()) {
                return compacted(request);
            }
            last = request;
            flaws.addAll(Transcripts.flaws(request.messages()));
            int at = step++;
            if (at == turns) {
                return ModelResponse.of(Message.assistant("Done."), FinishReason.STOP, Usage.NONE);
            }
            Trajectory.Step taken = run.steps().get(at % run.steps().size());
            String words = taken.thought() + (at % Math.max(3, turns / 60) == 0 ? " " + finding() : "");
            String arguments = "{\"step\":" + at
                    + follow(request).map(ref -> ",\"ref\":\"" + ref + "\"").orElse("") + "}";
            ToolCall call = new ToolCall("call-" + at, "do_" + taken.tool(), arguments);
            return ModelResponse.of(
                    Message.assistant(List.of(new Content.Text(words), call)), FinishReason.TOOL_CALLS, Usage.NONE);
        }

        private ModelResponse compacted(ModelRequest request) {
            long sealed = request.messages().stream()
                    .flatMap(message -> message.content().stream())
                    .filter(Content.Opaque.class::isInstance)
                    .count();
            if (sealed > 1 || !Transcripts.flaws(request.messages()).isEmpty()) {
                flaws.add("no provider takes " + request.messages());
            }
            List<Content> parts = switch (random.nextInt(4)) {
                case 0 -> throw new ModelException(ModelException.Kind.OVERLOADED, "busy", null);
                case 1 -> List.of();
                default -> List.of(new Content.Opaque("simulated", "compaction", "{\"sealed\":" + step + "}"));
            };
            return ModelResponse.of(Message.assistant(parts), FinishReason.OTHER, Usage.of(100, 100));
        }

        /** What a tool has just named, and nobody else ever does. */
        private Optional<String> follow(ModelRequest request) {
            Message last = request.messages().get(request.messages().size() - 1);
            Optional<String> named = last.toolResults().stream()
                    .map(result -> REFERENCE.matcher(result.text()))
                    .filter(Matcher::find)
                    .map(Matcher::group)
                    .findFirst();
            named.ifPresent(ref -> {
                planted.add(ref);
                followed++;
            });
            return named;
        }

        /** A number, an id or a path that the rest of the work needs. */
        private String finding() {
            String fact = switch (random.nextInt(3)) {
                case 0 -> "INV-" + (10_000 + random.nextInt(90_000));
                case 1 -> "/data/" + Integer.toHexString(random.nextInt()) + "/report.csv";
                default -> (1_000 + random.nextInt(9_000)) + "." + (10 + random.nextInt(90));
            };
            planted.add(fact);
            return "I found " + fact + ".";
        }
    }

    /** A summariser that forgets and makes up, more often at first than when it is corrected. */
    private static final class Scribbler implements ModelClient {
        private static final String LIST = "exactly as they are: ";

        private final Random random;
        private List<String> required = List.of();

        Scribbler(Random random) {
            this.random = random;
        }

        @Override
        public ModelSpec spec() {
            return LongRunTest.spec("scribbler", 200_000);
        }

        @Override
        public ModelResponse generate(ModelRequest request, ModelListener listener) {
            String asked = request.messages().get(0).text();
            boolean corrected = asked.contains("It is not accepted: ");
            if (!corrected) {
                required = Arrays.asList(
                        asked.substring(asked.indexOf(LIST) + LIST.length()).split(", "));
            }
            List<String> facts = new ArrayList<>(required);
            facts.removeIf(fact -> fact.isBlank() || random.nextInt(corrected ? 400 : 40) == 0);
            if (random.nextInt(corrected ? 20 : 4) == 0) {
                facts.add("99" + random.nextInt(1_000_000));
            }
            String items = facts.stream()
                    .map(fact -> "{\"text\":\"" + fact + "\",\"source\":\"\"}")
                    .collect(Collectors.joining(","));
            ToolCall record = new ToolCall("r", "record", "{\"goal\":\"audit\",\"facts\":[" + items + "]}");
            return ModelResponse.of(Message.assistant(List.of(record)), FinishReason.TOOL_CALLS, Usage.of(1_000, 200));
        }
    }
}
