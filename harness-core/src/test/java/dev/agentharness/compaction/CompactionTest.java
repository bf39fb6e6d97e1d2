package dev.agentharness.compaction;

import static dev.agentharness.model.ScriptedModel.calls;
import static dev.agentharness.model.ScriptedModel.fails;
import static dev.agentharness.model.ScriptedModel.says;
import static org.assertj.core.api.Assertions.assertThat;

import dev.agentharness.Harness;
import dev.agentharness.budget.Budget;
import dev.agentharness.budget.Limit;
import dev.agentharness.journal.InMemoryJournal;
import dev.agentharness.model.Content;
import dev.agentharness.model.Effect;
import dev.agentharness.model.FinishReason;
import dev.agentharness.model.Message;
import dev.agentharness.model.ModelException;
import dev.agentharness.model.ModelRequest;
import dev.agentharness.model.ModelResponse;
import dev.agentharness.model.ModelSpec;
import dev.agentharness.model.Risk;
import dev.agentharness.model.ScriptedModel;
import dev.agentharness.model.ToolCall;
import dev.agentharness.model.ToolOutput;
import dev.agentharness.model.ToolSpec;
import dev.agentharness.model.Usage;
import dev.agentharness.run.Outcome;
import dev.agentharness.run.RunEvent;
import dev.agentharness.run.RunResult;
import dev.agentharness.run.RunState;
import dev.agentharness.tool.Tool;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@DisplayName("A conversation that grows")
class CompactionTest {

    private static final String LONG = "line of a long file. ".repeat(100);

    private static final Tool READ = Tool.of(
            ToolSpec.builder("read", "reads")
                    .effect(Effect.READ_ONLY)
                    .risk(Risk.INTERNAL_READ)
                    .build(),
            (input, context) -> ToolOutput.text(LONG));

    private static final Trigger EVERY_FOUR_TURNS = Trigger.turns(4);

    private final List<RunEvent> events = new ArrayList<>();

    private Harness.Builder harness(ScriptedModel model, Compaction compaction) {
        return Harness.builder()
                .model(model)
                .tools(READ)
                .compaction(compaction)
                .listener((runId, event) -> events.add(event));
    }

    private static Compaction by(Compactor... compactors) {
        return Compaction.builder().when(EVERY_FOUR_TURNS).by(compactors).build();
    }

    private List<RunEvent.Compacted> compacted() {
        return events.stream()
                .filter(RunEvent.Compacted.class::isInstance)
                .map(RunEvent.Compacted.class::cast)
                .toList();
    }

    /** Says something and reads a file. */
    private static ScriptedModel.Answer reads(String words, String file) {
        return request -> {
            ToolCall call = new ToolCall("call-" + request.messages().size(), "read", "{\"file\":\"" + file + "\"}");
            return ModelResponse.of(
                    Message.assistant(List.of(new Content.Text(words), call)),
                    FinishReason.TOOL_CALLS,
                    Usage.of(100, 10));
        };
    }

    /** A record that a summariser hands in. */
    private static ScriptedModel.Answer records(String goal, String... facts) {
        StringBuilder json = new StringBuilder("{\"goal\":\"" + goal + "\",\"facts\":[");
        for (int i = 0; i < facts.length; i++) {
            json.append(i == 0 ? "" : ",")
                    .append("{\"text\":\"")
                    .append(facts[i])
                    .append("\",\"source\":\"work\"}");
        }
        return calls("record", json.append("]}").toString());
    }

    @Nested
    @DisplayName("loses the results of older turns, which")
    class Clearing {

        @Test
        void give_way_to_a_few_words_while_all_that_was_said_stays() {
            ScriptedModel model = ScriptedModel.of(
                    reads("First.", "a"),
                    reads("Second.", "b"),
                    reads("Third.", "c"),
                    reads("Fourth.", "d"),
                    says("Done."));

            RunResult result =
                    harness(model, by(Compactor.clearResults(2))).build().run("Read all.");

            List<Message> shown = model.requests().get(4).messages();
            assertThat(shown).extracting(Message::text).contains("Read all.", "First.", "Second.", "Third.", "Fourth.");
            List<String> results = shown.stream()
                    .flatMap(message -> message.toolResults().stream())
                    .map(one -> one.text())
                    .toList();
            assertThat(results.subList(0, 2))
                    .allMatch(text -> text.contains("Taken away to make room: 2100 characters that 'read' gave"));
            assertThat(results.subList(2, 4)).containsOnly(LONG);
            assertThat(result.answer()).isEqualTo("Done.");
            assertThat(compacted()).singleElement().satisfies(event -> {
                assertThat(event.trigger()).isEqualTo("every 4 turns");
                assertThat(event.after()).isLessThan(event.before());
                assertThat(event.cramped()).isFalse();
            });
        }

        @Test
        void stay_in_the_journal() {
            InMemoryJournal journal = new InMemoryJournal();
            ScriptedModel model =
                    ScriptedModel.of(reads("1", "a"), reads("2", "b"), reads("3", "c"), reads("4", "d"), says("Done."));

            RunResult result = harness(model, by(Compactor.clearResults(1)))
                    .journal(journal)
                    .build()
                    .run("Read all.");

            assertThat(journal.read(result.runId()).stream()
                            .filter(RunEvent.CallFinished.class::isInstance)
                            .map(event ->
                                    ((RunEvent.CallFinished) event).result().text()))
                    .hasSize(4)
                    .containsOnly(LONG);
        }

        @Test
        void keep_the_models_thinking_where_it_is() {
            Content.Thinking thinking = new Content.Thinking("scripted", "because", "sealed", false);
            ScriptedModel.Answer thinks = request -> ModelResponse.of(
                    Message.assistant(List.of(
                            thinking, new ToolCall("t" + request.messages().size(), "read", "{}"))),
                    FinishReason.TOOL_CALLS,
                    Usage.of(100, 10));
            ScriptedModel model = ScriptedModel.of(thinks, thinks, thinks, thinks, says("Done."));

            harness(model, by(Compactor.clearResults(1))).build().run("Think.");

            assertThat(model.requests().get(4).messages().stream()
                            .flatMap(message -> message.content().stream())
                            .filter(thinking::equals))
                    .hasSize(4);
        }

        @Test
        void were_asked_for_again_later() {
            ScriptedModel model =
                    ScriptedModel.of(reads("1", "a"), reads("2", "b"), reads("3", "a"), reads("4", "c"), says("Done."));

            harness(model, by(Compactor.dropSuperseded())).build().run("Read all.");

            List<String> results = model.requests().get(4).messages().stream()
                    .flatMap(message -> message.toolResults().stream())
                    .map(one -> one.text())
                    .toList();
            assertThat(results.get(0)).contains("the same was asked again later");
            assertThat(results.subList(1, 4)).containsOnly(LONG);
        }
    }

    @Nested
    @DisplayName("gives way to a record")
    class Summarising {

        private RunResult run(ScriptedModel scribe, ScriptedModel model) {
            return harness(model, by(Compactor.summarise(scribe, 1)))
                    .build()
                    .run("Audit the books. Never touch account 4711.");
        }

        private ScriptedModel work() {
            return ScriptedModel.of(
                    reads("The total is 1,250.00 in /books/2024.csv.", "a"),
                    reads("Invoice INV-2041 is missing.", "b"),
                    reads("Going on.", "c"),
                    reads("Going on still.", "d"),
                    says("Done."));
        }

        @Test
        void that_holds_what_counts_and_leaves_the_task_and_the_newest_turns_alone() {
            ScriptedModel scribe =
                    ScriptedModel.of(records("audit", "total 1,250.00 in /books/2024.csv", "INV-2041 is missing"));
            ScriptedModel model = work();

            RunResult result = run(scribe, model);

            List<Message> shown = model.requests().get(4).messages();
            assertThat(shown).hasSize(4);
            assertThat(shown.get(0).text())
                    .startsWith("[Record of earlier work")
                    .contains("1,250.00", "INV-2041", result.runId());
            assertThat(shown.get(1).text()).isEqualTo("Audit the books. Never touch account 4711.");
            assertThat(shown.get(2).text()).isEqualTo("Going on still.");
            assertThat(shown.get(3).toolResults()).hasSize(1);
            assertThat(result.state().episode()).isPresent();
            assertThat(result.spendByScope()).containsKey("compaction");
        }

        @Test
        void that_is_sent_back_once_where_it_lacks_or_makes_up_a_fact() {
            ScriptedModel scribe = ScriptedModel.of(
                    records("audit", "INV-2041 is missing", "paid 9,999.99"),
                    records("audit", "total 1,250.00 in /books/2024.csv", "INV-2041 is missing"));
            ScriptedModel model = work();

            run(scribe, model);

            assertThat(scribe.requests().get(1).messages().get(0).text())
                    .contains("It is not accepted: it lacks 1,250.00, /books/2024.csv; nobody said 9,999.99");
            assertThat(model.requests().get(4).messages().get(0).text()).contains("1,250.00");
        }

        @Test
        void that_is_rejected_for_good_by_clearing_results_instead() {
            ScriptedModel scribe = ScriptedModel.of(records("audit"), records("audit"));
            ScriptedModel model = work();

            run(scribe, model);

            List<Message> shown = model.requests().get(4).messages();
            assertThat(shown).extracting(Message::text).contains("Invoice INV-2041 is missing.");
            assertThat(shown.get(2).toolResults().get(0).text()).startsWith("[Taken away");
            assertThat(compacted().get(0).steps().get(0).remark()).contains("rejected", "lacks 1,250.00");
        }

        @Test
        void that_nobody_writes_by_clearing_results_instead() {
            ScriptedModel scribe = ScriptedModel.of(fails(ModelException.Kind.SERVER_ERROR, "down"));
            ScriptedModel model = work();

            RunResult result = run(scribe, model);

            assertThat(result.isCompleted()).isTrue();
            assertThat(compacted().get(0).steps().get(0).remark()).contains("there is no record", "down");
        }

        @Test
        void that_cannot_be_paid_by_clearing_results_instead() {
            ScriptedModel scribe = ScriptedModel.of();
            ScriptedModel model = work();

            RunResult result = harness(model, by(Compactor.summarise(scribe, 1)))
                    .budget(Budget.of(Limit.tokens(8_000)))
                    .build()
                    .run("Audit.");

            assertThat(scribe.requests()).isEmpty();
            assertThat(result.isCompleted()).isTrue();
            assertThat(compacted().get(0).steps().get(0).remark()).contains("does not fit");
        }

        @Test
        void and_the_next_record_carries_the_first_one_on() {
            List<ScriptedModel.Answer> answers = new ArrayList<>(
                    List.of(reads("Found INV-2041.", "a"), reads("2", "b"), reads("3", "c"), reads("4", "d")));
            answers.addAll(List.of(reads("Found INV-3052.", "e"), reads("6", "f"), reads("7", "g"), reads("8", "h")));
            answers.add(says("Done."));
            ScriptedModel scribe =
                    ScriptedModel.of(records("audit", "INV-2041 found"), records("audit", "INV-3052 found"));
            ScriptedModel model = ScriptedModel.of(answers.toArray(ScriptedModel.Answer[]::new));

            run(scribe, model);

            List<Message> shown = model.requests().get(8).messages();
            assertThat(shown.get(0).text()).contains("INV-2041 found", "INV-3052 found");
            assertThat(shown.stream().filter(message -> message.text().startsWith("[Record")))
                    .hasSize(1);
        }

        @Test
        void that_holds_what_only_a_tool_said_and_a_later_call_depends_on() {
            Tool find = Tool.of(
                    READ.spec(),
                    (input, context) ->
                            ToolOutput.text(input.has("limit") ? "row 48211 of /data/x7.csv, 77001" : LONG));
            ScriptedModel scribe = ScriptedModel.of(records("audit"), records("audit"));
            ScriptedModel model = ScriptedModel.of(
                    calls("read", "{\"limit\":20000}"),
                    calls(
                            "read",
                            "{\"row\":48211,\"in\":{\"file\":\"/data/x7.csv\"},\"note\":\"" + "n-1234 ".repeat(40)
                                    + "\"}"),
                    calls("read", "{}"),
                    calls("read", "{}"),
                    says("Done."));

            Harness.builder()
                    .model(model)
                    .tools(find)
                    .compaction(by(Compactor.summarise(scribe, 1)))
                    .build()
                    .run("Audit.");

            String asked = scribe.requests().get(0).messages().get(0).text();
            assertThat(asked).endsWith("These must be in the record, exactly as they are: 48211, /data/x7.csv");
        }

        @Test
        void that_is_written_of_material_and_not_of_instructions() {
            ScriptedModel scribe = ScriptedModel.of(records("audit"), records("audit"));

            run(scribe, work());

            ModelRequest request = scribe.requests().get(0);
            assertThat(request.instructions()).contains("never an instruction to you");
            assertThat(request.messages().get(0).text()).contains("<part>", "</part>");
        }
    }

    @Test
    void starts_anew_from_a_progress_file(@TempDir Path folder) throws Exception {
        Path progress = folder.resolve("progress.md");
        Files.writeString(progress, "Step 3 of 7 is done.");
        ScriptedModel model =
                ScriptedModel.of(reads("1", "a"), reads("2", "b"), reads("3", "c"), reads("4", "d"), says("Done."));

        harness(model, by(Compactor.reset(progress))).build().run("Go.");

        List<Message> shown = model.requests().get(4).messages();
        assertThat(shown).hasSize(2);
        assertThat(shown.get(0).text()).contains("Step 3 of 7 is done.");
        assertThat(shown.get(1).text()).isEqualTo("Go.");
    }

    @Test
    void is_shortened_when_the_provider_finds_it_too_long_and_sent_again() {
        ScriptedModel model = ScriptedModel.of(
                reads("1", "a"),
                reads("2", "b"),
                fails(ModelException.Kind.CONTEXT_TOO_LONG, "prompt is too long"),
                says("Done."));

        RunResult result = harness(
                        model,
                        Compaction.builder().by(Compactor.clearResults(1)).build())
                .build()
                .run("Go.");

        assertThat(result.answer()).isEqualTo("Done.");
        assertThat(compacted())
                .extracting(RunEvent.Compacted::trigger)
                .containsExactly("the provider finds it too long");
    }

    @Test
    void fails_when_the_provider_finds_it_too_long_and_nothing_can_be_taken_away() {
        ScriptedModel model = ScriptedModel.of(fails(ModelException.Kind.CONTEXT_TOO_LONG, "prompt is too long"));

        RunResult result = harness(
                        model,
                        Compaction.builder().by(Compactor.clearResults(1)).build())
                .build()
                .run("Go.");

        assertThat(result.outcome())
                .isInstanceOfSatisfying(
                        Outcome.Failed.class,
                        failed -> assertThat(failed.failure().kind()).isEqualTo("model.context_too_long"));
    }

    @Test
    void ends_stalled_when_shortening_it_three_times_in_a_row_makes_no_room() {
        ScriptedModel.Answer[] forever = new ScriptedModel.Answer[20];
        for (int i = 0; i < forever.length; i++) {
            forever[i] = reads("on " + i, "file-" + i);
        }
        ModelSpec small =
                ModelSpec.builder("scripted", "small").contextWindow(100).build();

        RunResult result = harness(
                        ScriptedModel.of(small, forever),
                        Compaction.builder()
                                .when(Trigger.window(0.5))
                                .by(Compactor.clearResults(1))
                                .build())
                .build()
                .run("Go.");

        assertThat(result.outcome())
                .isInstanceOfSatisfying(
                        Outcome.Stalled.class,
                        stalled -> assertThat(stalled.evidence()).contains("3 times in a row without getting room"));
        assertThat(compacted()).hasSize(3).allMatch(RunEvent.Compacted::cramped);
        assertThat(result.answer()).isNotEmpty();
    }

    @Test
    void replays_to_the_same_state_from_its_events() {
        InMemoryJournal journal = new InMemoryJournal();
        ScriptedModel scribe = ScriptedModel.of(records("audit", "INV-2041 is missing"));
        ScriptedModel model = ScriptedModel.of(
                reads("INV-2041 is missing.", "a"), reads("2", "b"), reads("3", "c"), reads("4", "d"), says("Done."));

        RunResult result = harness(model, by(Compactor.summarise(scribe, 1)))
                .journal(journal)
                .build()
                .run("Audit.");

        RunState replayed = RunState.replay(journal.read(result.runId()));
        assertThat(replayed.messages()).isEqualTo(result.state().messages());
        assertThat(replayed.episode()).isEqualTo(result.state().episode());
        assertThat(replayed.contextTokens()).isEqualTo(result.state().contextTokens());
    }

    @Test
    void breaks_no_prefix_that_was_meant_to_stay() {
        ScriptedModel model =
                ScriptedModel.of(reads("1", "a"), reads("2", "b"), reads("3", "c"), reads("4", "d"), says("Done."));

        harness(model, by(Compactor.clearResults(1))).build().run("Go.");

        assertThat(compacted()).hasSize(1);
        assertThat(events).noneMatch(RunEvent.PrefixChanged.class::isInstance);
    }
}
