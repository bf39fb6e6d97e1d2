package dev.agentharness;

import static dev.agentharness.Fixtures.reading;
import static dev.agentharness.Fixtures.writing;
import static dev.agentharness.Transcripts.flaws;
import static dev.agentharness.model.ScriptedModel.calls;
import static dev.agentharness.model.ScriptedModel.fails;
import static dev.agentharness.model.ScriptedModel.says;
import static dev.agentharness.permission.PermissionPolicy.allowAll;
import static dev.agentharness.permission.PermissionPolicy.askUnlessReadOnly;
import static org.assertj.core.api.Assertions.assertThat;

import dev.agentharness.budget.Budget;
import dev.agentharness.budget.Limit;
import dev.agentharness.budget.Spend;
import dev.agentharness.compaction.Compaction;
import dev.agentharness.compaction.Trigger;
import dev.agentharness.journal.Journal;
import dev.agentharness.model.ModelClient;
import dev.agentharness.model.ModelException;
import dev.agentharness.model.ModelListener;
import dev.agentharness.model.ModelRequest;
import dev.agentharness.model.ModelResponse;
import dev.agentharness.model.ModelSpec;
import dev.agentharness.model.Role;
import dev.agentharness.model.ScriptedModel;
import dev.agentharness.model.ScriptedModel.Answer;
import dev.agentharness.model.ToolOutput;
import dev.agentharness.permission.PermissionPolicy;
import dev.agentharness.recovery.Backoff;
import dev.agentharness.run.Decision;
import dev.agentharness.run.Outcome;
import dev.agentharness.run.OutputType;
import dev.agentharness.run.RunEvent;
import dev.agentharness.run.RunResult;
import dev.agentharness.run.RunState;
import dev.agentharness.run.Shortening;
import dev.agentharness.run.Verification;
import dev.agentharness.run.WaitingCall;
import dev.agentharness.tool.Tool;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Kills the process after each event, twice in a row at that, and resumes with what the journal holds. */
@DisplayName("A run that was killed between any two events")
class CrashSweepTest {

    private static final Answer READ = calls("read", "{}");
    private static final Answer WRITE = calls("write", "{}");
    private static final Answer DONE = says("Done.");
    private static final Task PLAIN = Task.of("Do it.");
    private static final Task CHECKED = Task.builder("Do it.")
            .output(new AnyJson())
            .success((answer, state, budget) ->
                    answer.contains("2") ? Verification.SATISFIED : Verification.needsRevision("It is not 2."))
            .build();

    private record AnyJson() implements OutputType<String> {
        @Override
        public String schema() {
            return "{\"type\":\"object\"}";
        }

        @Override
        public String read(String json) {
            return json;
        }
    }

    private enum Scenario {
        PARALLEL_READS(PLAIN, "completed", calls("read", "{}", "read", "{}", "read", "{}"), DONE),
        WRITES(PLAIN, "completed", calls("read", "{}", "write", "{}", "write", "{}"), WRITE, DONE),
        MISTAKES(PLAIN, "completed", calls("none", "{}", "write", "[", "read", "{}"), says(""), DONE),
        APPROVAL(PLAIN, "completed", calls("read", "{}", "pay", "{}", "refund", "{}", "read", "{}"), DONE),
        WRITING_SUB_AGENT(PLAIN, "completed", calls("read", "{}", "writer", "{\"task\":\"x\"}"), DONE),
        ASKING_SUB_AGENT(PLAIN, "completed", calls("asker", "{\"task\":\"x\"}", "pay", "{}", "write", "{}"), DONE),
        ASKING_SUB_AGENTS_BELOW(PLAIN, "completed", calls("boss", "{\"task\":\"x\"}"), DONE),
        READING_SUB_AGENTS(PLAIN, "completed", calls("reader", "{\"task\":\"x\"}", "reader", "{\"task\":\"y\"}"), DONE),
        CLOSING(Limit.turns(2), "budget_exhausted", READ, WRITE, READ),
        TOO_MANY_CALLS(Limit.toolCalls(2), "budget_exhausted", calls("write", "{}", "read", "{}", "write", "{}"), READ),
        RETRY(PLAIN, "completed", WRITE, DONE),
        CHECK(CHECKED, "completed", calls("submit", "{\"x\":1}"), says("2"), calls("submit", "{\"x\":2}")),
        COMPACTION(PLAIN, "completed", calls("read", "{}", "write", "{}"), READ, WRITE, DONE),
        PLAN(PLAIN, "completed", calls("update_plan", "{\"goal\":\"g\",\"steps\":[\"a\"]}"), WRITE, DONE);

        private final Task task;
        private final String end;
        private final List<Answer> script;

        Scenario(Task task, String end, Answer... script) {
            this.task = task;
            this.end = end;
            this.script = List.of(script);
        }

        Scenario(Limit limit, String end, Answer... script) {
            this(Task.builder("Do it.").budget(Budget.of(limit)).build(), end, script);
        }
    }

    @ParameterizedTest
    @EnumSource(
            mode = EnumSource.Mode.EXCLUDE,
            names = {"ASKING_SUB_AGENT", "ASKING_SUB_AGENTS_BELOW"})
    void goes_on_to_its_end(Scenario scenario) {
        assertThat(crash(scenario, whole(scenario), 1, 1, 1)).isGreaterThan(10);
    }

    @Test
    void goes_on_to_its_end_also_where_persons_answer_what_its_sub_agents_ask() {
        int crashes = 0;
        for (Scenario scenario : List.of(Scenario.ASKING_SUB_AGENT, Scenario.ASKING_SUB_AGENTS_BELOW)) {
            crashes += crash(scenario, whole(scenario), 1, 1, 7);
        }

        assertThat(crashes).isGreaterThan(100);
        System.out.println("evidence: sub-agents.asks.crashes = " + crashes);
    }

    private static Process whole(Scenario scenario) {
        Process whole = new Process(scenario, List.of());
        whole.answered(whole.harness.run(scenario.task));
        return whole;
    }

    /**
     * Cuts the journal after every so many events from the first on, in each of these processes again, and gives how often.
     *
     * @param nextStep 0 to cut once
     */
    private static int crash(Scenario scenario, Process before, int first, int step, int nextStep) {
        int crashes = 0;
        for (int cut = first; cut <= before.log.size(); cut += step) {
            List<Entry> log = before.log.subList(0, cut);
            Process process = new Process(scenario, log);
            RunResult result = process.answered(process.harness.resume("run", scenario.task));
            String where = scenario + " cut after " + cut + ": " + log.get(cut - 1);

            assertThat(result.outcome().code()).as(where).isEqualTo(scenario.end);
            assertThat(process.faults).as(where).isEmpty();
            assertThat(flaws(result.transcript())).as(where).isEmpty();
            assertThat(result.spend().tokens()).as(where).isGreaterThanOrEqualTo(tokens(process.log));
            process.log.stream().map(Entry::runId).distinct().forEach(run -> RunState.replay(process.read(run)));
            RunState replayed = RunState.replay(process.read("run"));
            assertThat(replayed.messages()).as(where).isEqualTo(result.state().messages());
            assertThat(replayed.spend()).as(where).isEqualTo(result.spend());
            crashes += 1 + (nextStep == 0 ? 0 : crash(scenario, process, cut + 1, nextStep, 0));
        }
        return crashes;
    }

    /** What the model calls of all runs took; one that nothing was heard of may have been billed all the same. */
    private static long tokens(List<Entry> log) {
        long tokens = 0;
        Map<String, Spend> asked = new HashMap<>();
        for (Entry entry : log) {
            if (entry.event instanceof RunEvent.ModelAsked ask) {
                asked.put(entry.runId, ask.reserved());
            } else if (entry.event instanceof RunEvent.ModelReplied reply) {
                asked.put(entry.runId, reply.charged());
            } else if (entry.event instanceof RunEvent.ModelFailed failure) {
                asked.put(entry.runId, failure.charged());
            } else {
                tokens += asked.containsKey(entry.runId)
                        ? asked.remove(entry.runId).tokens()
                        : 0;
            }
        }
        return tokens;
    }

    private record Entry(String runId, RunEvent event) {}

    /** All that dies when the process is killed, and the journal that does not. */
    private static final class Process implements Journal {
        private final List<Entry> log;
        private final List<String> faults = new ArrayList<>();
        private final Harness harness;

        Process(Scenario scenario, List<Entry> log) {
            this.log = new ArrayList<>(log);
            Brain brain = new Brain(scenario.script, faults);
            brain.failing = scenario == Scenario.RETRY ? 2 : 0;
            Tool read = Tool.of(reading("read").build(), (input, context) -> ToolOutput.text("read"));
            Tool[] writes =
                    List.of("write", "pay", "refund").stream().map(this::effect).toArray(Tool[]::new);
            Harness writer = harness(new Brain(List.of(READ, WRITE, DONE), faults), read, writes[0]);
            Harness asker = builder(new Brain(List.of(WRITE, calls("pay", "{}", "refund", "{}"), DONE), faults))
                    .permission(askAboutMoney())
                    .tools(writes)
                    .build();
            Harness boss = harness(
                    new Brain(List.of(WRITE, calls("asker", "{\"task\":\"x\"}"), READ, DONE), faults),
                    read,
                    writes[0],
                    asker.asTool("asker", "a", Budget.of(Limit.turns(5))));
            Harness reader = harness(new Brain(List.of(READ, DONE), faults), read);
            Budget share = Budget.of(Limit.turns(5));
            this.harness = builder(brain)
                    .permission(
                            scenario == Scenario.APPROVAL
                                    ? askUnlessReadOnly()
                                    : scenario == Scenario.ASKING_SUB_AGENT ? askAboutMoney() : allowAll())
                    .planTool(true)
                    .compaction(scenario == Scenario.COMPACTION ? everyTurn() : Compaction.none())
                    .tools(writes)
                    .tools(read, writer.asTool("writer", "w", share), reader.asTool("reader", "r", share))
                    .tools(asker.asTool("asker", "a", share), boss.asTool("boss", "b", Budget.of(Limit.turns(10))))
                    .build();
        }

        private static PermissionPolicy askAboutMoney() {
            return (call, tool, state) ->
                    tool.name().equals("pay") || tool.name().equals("refund")
                            ? Decision.ask("money")
                            : Decision.allow("no money");
        }

        /** Takes the oldest result away after each turn. */
        private static Compaction everyTurn() {
            return Compaction.builder()
                    .when(Trigger.turns(1))
                    .by((state, budget) -> state.messages().stream()
                            .flatMap(message -> message.toolResults().stream())
                            .filter(result -> !result.text().equals("gone"))
                            .findFirst()
                            .map(result -> Shortening.clearing("test", Map.of(result.callId(), "gone"))))
                    .build();
        }

        private Harness.Builder builder(Brain model) {
            return Harness.builder()
                    .model(model)
                    .journal(this)
                    .permission(allowAll())
                    .recovery((failure, failures) -> Optional.of(Backoff.NONE))
                    .ids(() -> "run");
        }

        private Harness harness(Brain model, Tool... tools) {
            return builder(model).tools(tools).build();
        }

        /** Has an effect that must not come twice, and none that a person denied. */
        private Tool effect(String name) {
            return Tool.of(writing(name).build(), (input, context) -> {
                long starts = read(context.runId()).stream()
                        .filter(event -> event instanceof RunEvent.CallStarted started
                                && started.callId().equals(context.callId()))
                        .count();
                if (starts != 1 || name.equals("refund")) {
                    faults.add(name + " " + context.callId() + " ran, begun " + starts + " times");
                }
                return ToolOutput.text("written");
            });
        }

        /** Has a person answer where the run waits for one, about one call at a time. */
        RunResult answered(RunResult result) {
            RunResult last = result;
            while (last.outcome() instanceof Outcome.Escalated escalated) {
                WaitingCall call = escalated.request().waiting().get(0);
                last = harness.resume("run", call.name().equals("pay") ? call.allow() : call.deny("Not that."));
            }
            return last;
        }

        @Override
        public synchronized void append(String runId, RunEvent event) {
            log.add(new Entry(runId, event));
        }

        @Override
        public synchronized List<RunEvent> read(String runId) {
            return log.stream()
                    .filter(entry -> entry.runId.equals(runId))
                    .map(Entry::event)
                    .toList();
        }

        @Override
        public Lease lease(String runId) {
            return () -> {};
        }
    }

    /** Goes by how often it has spoken in the conversation it is shown, so it goes on wherever that left off. */
    private static final class Brain implements ModelClient {
        private final List<Answer> script;
        private final List<String> faults;
        private int failing;

        Brain(List<Answer> script, List<String> faults) {
            this.script = script;
            this.faults = faults;
        }

        @Override
        public ModelSpec spec() {
            return ModelSpec.builder("scripted", "brain").maxOutputTokens(500).build();
        }

        @Override
        public ModelResponse generate(ModelRequest request, ModelListener listener) {
            faults.addAll(flaws(request.messages()));
            if (failing-- > 0) {
                return ScriptedModel.of(fails(ModelException.Kind.TIMEOUT, "slow"))
                        .generate(request, listener);
            }
            long spoken = request.messages().stream()
                    .filter(message -> message.role() == Role.ASSISTANT)
                    .count();
            Answer next = script.get((int) Math.min(spoken, script.size() - 1));
            return ScriptedModel.of(next).generate(request, listener);
        }
    }
}
