package dev.agentharness.models;

import static org.assertj.core.api.Assertions.assertThat;

import dev.agentharness.Harness;
import dev.agentharness.budget.Budget;
import dev.agentharness.budget.Limit;
import dev.agentharness.model.Effect;
import dev.agentharness.model.ModelClient;
import dev.agentharness.model.ModelException;
import dev.agentharness.model.ModelException.Replay;
import dev.agentharness.model.ModelListener;
import dev.agentharness.model.ModelRequest;
import dev.agentharness.model.ModelResponse;
import dev.agentharness.model.ModelSpec;
import dev.agentharness.model.ToolInput;
import dev.agentharness.model.ToolOutput;
import dev.agentharness.model.ToolSpec;
import dev.agentharness.models.FaultWire.Body;
import dev.agentharness.models.Faults.Fault;
import dev.agentharness.recovery.RecoveryPolicy;
import dev.agentharness.run.Outcome;
import dev.agentharness.run.RunEvent;
import dev.agentharness.run.RunListener;
import dev.agentharness.run.RunResult;
import dev.agentharness.tool.Tool;
import dev.agentharness.tool.ToolContext;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * Runs a harness against a server whose first answer is bad and whose second is good, for every fault, wire and form of
 * answer. What became of each is a table in {@code docs/guide/faults.md}; {@code -Dharness.faults.write} writes it anew.
 */
@DisplayName("A run whose model's answer is faulty")
@Timeout(600)
class FaultMatrixTest {

    private static final Path PAGE = Path.of(System.getProperty("harness.root"), "docs/guide/faults.md");
    private static final String HEAD = "| Fault | Streamed | In one piece |\n|---|---|---|\n";

    /** For the few faults that are a silence; so long that a busy machine does not make one out of a healthy answer. */
    private static final Duration SILENCE = Duration.ofSeconds(10);

    /** For all others, whose time is no matter. */
    private static final Duration HOUR = Duration.ofHours(1);

    private final List<String> wrong = new CopyOnWriteArrayList<>();

    @Test
    void ends_in_good_order_whatever_the_fault_the_wire_and_the_form() throws Exception {
        List<Fault> faults = Faults.all();
        ExecutorService threads = Executors.newFixedThreadPool(8);
        ExecutorService waiting = Executors.newCachedThreadPool();
        Map<Fault, Map<Boolean, Map<String, Future<String>>>> cells = new LinkedHashMap<>();
        int all = 0;
        try {
            for (Fault fault : faults) {
                for (boolean streamed : fault.streamsOnly() ? new boolean[] {true} : new boolean[] {true, false}) {
                    for (FaultWire wire : FaultWire.ALL) {
                        all++;
                        cells.computeIfAbsent(fault, first -> new LinkedHashMap<>())
                                .computeIfAbsent(streamed, first -> new LinkedHashMap<>())
                                .put(
                                        wire.name(),
                                        (fault.silent() ? waiting : threads).submit(() -> deed(fault, wire, streamed)));
                    }
                }
            }
            String table = HEAD + table(cells);
            System.out.println("evidence: faults.survived = " + (all - wrong.size()) + " of " + all);
            assertThat(wrong).isEmpty();
            assertThat(faults).hasSizeGreaterThanOrEqualTo(30);
            compare(table);
        } finally {
            threads.shutdownNow();
            waiting.shutdownNow();
        }
    }

    private static void compare(String table) throws IOException {
        String page = Files.readString(PAGE);
        int begin = page.indexOf(HEAD);
        int end = page.indexOf("\n\n", begin);
        if (System.getProperty("harness.faults.write") != null) {
            Files.writeString(PAGE, page.substring(0, begin) + table.strip() + page.substring(end));
        } else {
            assertThat(page.substring(begin, end).strip()).isEqualTo(table.strip());
        }
    }

    private static String table(Map<Fault, Map<Boolean, Map<String, Future<String>>>> cells) throws Exception {
        StringBuilder rows = new StringBuilder();
        for (Fault fault : cells.keySet()) {
            rows.append("| ").append(fault.name()).append(" | ");
            rows.append(cell(cells.get(fault).get(true))).append(" | ");
            rows.append(fault.streamsOnly() ? "–" : cell(cells.get(fault).get(false)))
                    .append(" |\n");
        }
        return rows.toString();
    }

    /** What became of it on every wire; where they differ, with their names. */
    private static String cell(Map<String, Future<String>> deeds) throws Exception {
        Map<String, List<String>> wires = new LinkedHashMap<>();
        for (Map.Entry<String, Future<String>> deed : deeds.entrySet()) {
            wires.computeIfAbsent(deed.getValue().get(), first -> new ArrayList<>())
                    .add(deed.getKey());
        }
        return wires.size() == 1
                ? wires.keySet().iterator().next()
                : wires.entrySet().stream()
                        .map(deed -> deed.getKey() + " (" + String.join(", ", deed.getValue()) + ")")
                        .collect(Collectors.joining("; "));
    }

    /** Runs into the fault, checks that all is in order afterwards, and says what became of it. */
    private String deed(Fault fault, FaultWire wire, boolean streamed) throws Exception {
        AtomicInteger requests = new AtomicInteger();
        Heard heard = new Heard();
        try (RawServer server = new RawServer(exchange -> {
            if (requests.getAndIncrement() == 0) {
                fault.play().answer(exchange, wire, streamed);
            } else {
                Body body = wire.healthy(streamed);
                Faults.ok(exchange, body.type(), body.text());
            }
        })) {
            ModelClient model = wire.builder()
                    .get()
                    .model("m")
                    .baseUrl(server.url())
                    .streaming(streamed)
                    .timeout(HOUR)
                    .firstByteTimeout(fault.silent() ? SILENCE : HOUR)
                    .betweenBytesTimeout(fault.silent() ? SILENCE : HOUR)
                    .build();
            RunResult result = Harness.builder()
                    .model(heard.overheard(model))
                    .tools(new Look())
                    .budget(Budget.of(Limit.tokens(100_000), Limit.turns(5), Limit.time(HOUR)))
                    .recovery(RecoveryPolicy.exponential(2, Duration.ofNanos(1)))
                    .listener(heard)
                    .build()
                    .run("Say hi.");
            List<String> faults = heard.faults(result, requests.get());
            if (!faults.isEmpty()) {
                wrong.add(fault.name() + ", " + wire.name() + (streamed ? ", streamed: " : ": ") + faults);
            }
            return heard.deed(result);
        }
    }

    private static final class Heard implements RunListener {
        private final List<RunEvent> events = new CopyOnWriteArrayList<>();
        private final List<Replay> replays = new CopyOnWriteArrayList<>();
        private final StringBuilder told = new StringBuilder();

        /** The model, overheard for what its failures say of asking again. */
        ModelClient overheard(ModelClient model) {
            return new ModelClient() {
                @Override
                public ModelSpec spec() {
                    return model.spec();
                }

                @Override
                public ModelResponse generate(ModelRequest request, ModelListener listener)
                        throws InterruptedException {
                    try {
                        return model.generate(request, listener);
                    } catch (ModelException e) {
                        replays.add(e.replay());
                        throw e;
                    }
                }
            };
        }

        @Override
        public void onEvent(String runId, RunEvent event) {
            events.add(event);
        }

        @Override
        public void onDelta(String runId, String text) {
            told.append(text);
        }

        private <E> List<E> all(Class<E> type) {
            return events.stream().filter(type::isInstance).map(type::cast).toList();
        }

        List<String> faults(RunResult result, int requests) {
            List<String> faults = new ArrayList<>();
            List<RunEvent.ModelFailed> failed = all(RunEvent.ModelFailed.class);
            if (all(RunEvent.ModelAsked.class).size() != requests) {
                faults.add(requests + " requests and other events");
            }
            if (result.outcome() instanceof Outcome.Completed
                    && !result.answer().equals("Hi")) {
                faults.add("answered '" + result.answer() + "'");
            }
            if (result.outcome() instanceof Outcome.Completed
                    && !told.toString().equals("Hi")) {
                faults.add("told '" + told + "'");
            }
            if (all(RunEvent.CallFinished.class).stream()
                    .anyMatch(call -> !call.result().error())) {
                faults.add("a tool ran on arguments it was not given");
            }
            if (result.outcome() instanceof Outcome.Failed end
                    && !end.failure().kind().startsWith("model.")) {
                faults.add("ended with " + end);
            }
            for (int i = 0; i < failed.size(); i++) {
                RunEvent.ModelFailed one = failed.get(i);
                boolean free = replays.get(i) == Replay.SAFE;
                if (free != (one.charged().tokens() == 0)) {
                    faults.add(one.kind() + " booked with " + one.charged());
                }
            }
            if (replays.contains(Replay.UNSAFE) && requests > 1) {
                faults.add("told twice");
            }
            return faults;
        }

        String deed(RunResult result) {
            List<RunEvent.ModelFailed> failed = all(RunEvent.ModelFailed.class);
            String how = failed.stream()
                    .map(one -> "`" + one.kind() + "`, " + (one.charged().tokens() == 0 ? "nothing" : "worst case")
                            + " booked, ")
                    .collect(Collectors.joining());
            boolean corrected = !all(RunEvent.CallFinished.class).isEmpty();
            String before = corrected ? how + "model told, " : how;
            if (result.outcome() instanceof Outcome.Completed) {
                return failed.isEmpty() ? before + "answered" : before + "asked again, answered";
            }
            return before
                    + (result.outcome() instanceof Outcome.Failed
                            ? "run failed"
                            : result.outcome().code().toLowerCase(Locale.ROOT).replace('_', ' '));
        }
    }

    private static final class Look implements Tool {
        @Override
        public ToolSpec spec() {
            return ToolSpec.builder("look", "Looks.").effect(Effect.READ_ONLY).build();
        }

        @Override
        public ToolOutput call(ToolInput input, ToolContext context) {
            return ToolOutput.text(input.json());
        }
    }
}
