package dev.agentharness.compaction;

import static dev.agentharness.model.ScriptedModel.calls;
import static dev.agentharness.model.ScriptedModel.fails;
import static dev.agentharness.model.ScriptedModel.says;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.agentharness.Harness;
import dev.agentharness.Session;
import dev.agentharness.Transcripts;
import dev.agentharness.budget.Budget;
import dev.agentharness.budget.Limit;
import dev.agentharness.journal.InMemoryJournal;
import dev.agentharness.model.Content;
import dev.agentharness.model.Effect;
import dev.agentharness.model.FinishReason;
import dev.agentharness.model.Message;
import dev.agentharness.model.ModelClient;
import dev.agentharness.model.ModelException;
import dev.agentharness.model.ModelListener;
import dev.agentharness.model.ModelRequest;
import dev.agentharness.model.ModelResponse;
import dev.agentharness.model.ModelSpec;
import dev.agentharness.model.ModelSpec.Feature;
import dev.agentharness.model.Risk;
import dev.agentharness.model.ScriptedModel;
import dev.agentharness.model.ScriptedModel.Answer;
import dev.agentharness.model.ToolCall;
import dev.agentharness.model.ToolOutput;
import dev.agentharness.model.ToolSpec;
import dev.agentharness.model.Usage;
import dev.agentharness.run.Outcome;
import dev.agentharness.run.RunEvent;
import dev.agentharness.run.RunResult;
import dev.agentharness.run.RunState;
import dev.agentharness.run.Shortening;
import dev.agentharness.tool.Tool;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("A record that only its provider can read")
class ProviderRecordTest {

    private static final String LONG = "line of a long file. ".repeat(100);

    private static final Tool READ = Tool.of(
            ToolSpec.builder("read", "reads")
                    .effect(Effect.READ_ONLY)
                    .risk(Risk.INTERNAL_READ)
                    .build(),
            (input, context) -> ToolOutput.text(LONG));

    private static final ModelSpec OFFERS = ModelSpec.builder("acme", "one")
            .features(Set.of(Feature.COMPACTION))
            .build();
    private static final ModelSpec OTHER = ModelSpec.builder("umbrella", "two").build();

    private final List<RunEvent> events = new ArrayList<>();

    /** Says something and reads a file. */
    private static Answer reads(String words, String file) {
        return request -> ModelResponse.of(
                Message.assistant(List.of(
                        new Content.Text(words), new ToolCall("call-" + file, "read", "{\"file\":\"" + file + "\"}"))),
                FinishReason.TOOL_CALLS,
                Usage.of(100, 10));
    }

    private static Content.Opaque sealed(String what) {
        return new Content.Opaque("acme", "compaction", "{\"type\":\"compaction\",\"sealed\":\"" + what + "\"}");
    }

    /** What the provider hands back when it is asked for a record. */
    private static Answer seals(String what) {
        return request -> {
            assertThat(request.isCompaction()).isTrue();
            return ModelResponse.of(Message.assistant(List.of(sealed(what))), FinishReason.OTHER, Usage.of(1_000, 200));
        };
    }

    private static ScriptedModel work(Answer record, Answer... then) {
        List<Answer> answers = new ArrayList<>(List.of(
                reads("The total is 1,250.00.", "a"),
                reads("INV-2041 is missing.", "b"),
                reads("Going on.", "c"),
                reads("And on.", "d"),
                record));
        answers.addAll(List.of(then));
        return ScriptedModel.of(OFFERS, answers.toArray(Answer[]::new));
    }

    private Harness.Builder harness(ModelClient model, Compactor... compactors) {
        return Harness.builder()
                .model(model)
                .tools(READ)
                .compaction(Compaction.builder()
                        .when(Trigger.turns(4))
                        .by(compactors)
                        .build())
                .listener((runId, event) -> events.add(event));
    }

    private List<String> steps() {
        return events.stream()
                .filter(RunEvent.Compacted.class::isInstance)
                .flatMap(event -> ((RunEvent.Compacted) event).steps().stream())
                .map(Shortening::by)
                .toList();
    }

    private static List<Content.Opaque> sealedIn(ModelRequest request) {
        return request.messages().stream()
                .flatMap(message -> message.content().stream())
                .filter(Content.Opaque.class::isInstance)
                .map(Content.Opaque.class::cast)
                .toList();
    }

    @Test
    void stands_first_as_it_came_with_the_key_facts_beside_it_and_pinned_text_and_new_turns_behind() {
        ScriptedModel model = work(seals("x"), says("Done."));

        RunResult result =
                harness(model, Compactor.byProvider(model, 1)).build().run("Audit. Never touch 4711.");

        List<Message> shown = model.requests().get(5).messages();
        assertThat(shown).hasSize(4);
        assertThat(shown.get(0).content().get(0)).isEqualTo(sealed("x"));
        assertThat(shown.get(0).text()).startsWith("[Record of earlier work").contains("1,250.00", "INV-2041");
        assertThat(shown.get(1).text()).isEqualTo("Audit. Never touch 4711.");
        assertThat(shown.get(2).text()).isEqualTo("And on.");
        assertThat(Transcripts.flaws(shown)).isEmpty();
        assertThat(result.state().sealedBy()).contains("acme");
        assertThat(steps()).containsExactly("by provider");
    }

    @Test
    void is_asked_for_with_the_beginning_of_the_runs_own_requests_and_paid_by_the_run() {
        ScriptedModel model = work(seals("x"), says("Done."));

        RunResult result =
                harness(model, Compactor.byProvider(model, 1)).build().run("Audit.");

        ModelRequest before = model.requests().get(3);
        ModelRequest asked = model.requests().get(4);
        assertThat(asked.instructions()).isEqualTo(before.instructions());
        assertThat(asked.tools()).isEqualTo(before.tools());
        assertThat(asked.messages()).isEqualTo(before.messages());
        assertThat(result.spendByScope().get("compaction").tokens()).isEqualTo(1_200);
    }

    @Test
    void needs_no_provider_when_the_run_is_replayed() {
        InMemoryJournal journal = new InMemoryJournal();
        ScriptedModel model = work(seals("x"), says("Done."));

        RunResult result = harness(model, Compactor.byProvider(model, 1))
                .journal(journal)
                .build()
                .run("Audit.");

        RunState replayed = RunState.replay(journal.read(result.runId()));
        assertThat(replayed.messages()).isEqualTo(result.state().messages());
        assertThat(replayed.meant(1)).isEqualTo(result.state().meant(1));
        assertThat(replayed.sealedBy()).contains("acme");
    }

    @Test
    void is_left_to_the_next_compactor_where_the_provider_offers_none() {
        ScriptedModel model = ScriptedModel.of(
                OTHER, reads("1", "a"), reads("2", "b"), reads("3", "c"), reads("4", "d"), says("Done."));

        harness(model, Compactor.byProvider(model, 1), Compactor.clearResults(1))
                .build()
                .run("Audit.");

        assertThat(steps()).containsExactly("clear results");
        assertThat(model.requests()).hasSize(5).noneMatch(ModelRequest::isCompaction);
    }

    @Test
    void is_left_to_the_next_compactor_where_the_provider_fails_or_hands_back_none() {
        for (Answer answer : List.of(fails(ModelException.Kind.SERVER_ERROR, "down"), says("I would rather not."))) {
            events.clear();
            ScriptedModel model = work(answer, says("Done."));

            RunResult result = harness(model, Compactor.byProvider(model, 1), Compactor.clearResults(1))
                    .build()
                    .run("Audit.");

            assertThat(result.answer()).isEqualTo("Done.");
            assertThat(steps()).containsExactly("clear results");
        }
    }

    @Test
    void is_left_to_the_next_compactor_where_it_cannot_be_paid() {
        ScriptedModel model = work(says("Done."));

        harness(model, Compactor.byProvider(model, 1), Compactor.clearResults(1))
                .budget(Budget.of(Limit.tokens(11_000)))
                .build()
                .run("Audit.");

        assertThat(model.requests()).noneMatch(ModelRequest::isCompaction);
        assertThat(steps()).containsExactly("clear results");
    }

    @Test
    void gives_way_to_the_next_one_which_covers_it() {
        ScriptedModel model = work(
                seals("first"),
                reads("INV-3052 is there.", "e"),
                reads("6", "f"),
                reads("7", "g"),
                reads("8", "h"),
                seals("second"),
                says("Done."));

        RunResult result =
                harness(model, Compactor.byProvider(model, 1)).build().run("Audit.");

        assertThat(sealedIn(model.requests().get(9))).containsExactly(sealed("first"));
        ModelRequest last = model.requests().get(10);
        assertThat(sealedIn(last)).containsExactly(sealed("second"));
        assertThat(last.messages().get(0).text()).contains("INV-2041", "INV-3052");
        assertThat(result.state().meant(2)).extracting(Message::text).contains("Audit.", "Going on.", "7");
    }

    @Test
    void gives_way_to_a_record_of_our_own_that_is_written_of_the_turns_themselves() {
        ScriptedModel scribe = ScriptedModel.of(calls("record", "{\"goal\":\"audit\"}"));
        ScriptedModel model = work(
                seals("first"),
                reads("5", "e"),
                reads("6", "f"),
                reads("7", "g"),
                reads("8", "h"),
                fails(ModelException.Kind.SERVER_ERROR, "down"),
                says("Done."));

        harness(model, Compactor.byProvider(model, 1), Compactor.summarise(scribe, 1))
                .build()
                .run("Audit.");

        assertThat(scribe.requests().get(0).messages().get(0).text()).contains("Going on.", "file", "7");
        ModelRequest last = model.requests().get(10);
        assertThat(sealedIn(last)).isEmpty();
        assertThat(last.messages().get(0).text()).contains("INV-2041", "1,250.00");
    }

    @Test
    void is_opened_again_before_another_provider_is_asked() {
        ScriptedModel one = work(seals("x"), fails(ModelException.Kind.SERVER_ERROR, "down"));
        ScriptedModel two = ScriptedModel.of(OTHER, reads("5", "e"), says("Done."));

        RunResult result = harness(standIn(one, two, 6), Compactor.byProvider(one, 1))
                .build()
                .run("Audit. Never touch 4711.");

        assertThat(result.answer()).isEqualTo("Done.");
        ModelRequest first = two.requests().get(0);
        assertThat(sealedIn(first)).isEmpty();
        assertThat(first.messages())
                .extracting(Message::text)
                .containsSubsequence("Audit. Never touch 4711.", "The total is 1,250.00.", "Going on.", "And on.");
        assertThat(Transcripts.flaws(first.messages())).isEmpty();
        assertThat(first.messages().get(0)).isEqualTo(result.state().task());
        assertThat(steps()).containsExactly("by provider", "own history");
        assertThat(result.state().sealedBy()).isEmpty();
    }

    @Test
    void is_opened_again_before_the_same_provider_is_asked_at_an_address_that_cannot_read_it() {
        ModelSpec elsewhere = OFFERS.toBuilder().origin("acme@elsewhere").build();
        ScriptedModel one = work(seals("x"), fails(ModelException.Kind.SERVER_ERROR, "down"));
        ScriptedModel two = ScriptedModel.of(elsewhere, says("Done."));

        RunResult result = harness(standIn(one, two, 6), Compactor.byProvider(one, 1))
                .build()
                .run("Audit.");

        assertThat(result.answer()).isEqualTo("Done.");
        assertThat(sealedIn(two.requests().get(0))).isEmpty();
        assertThat(steps()).containsExactly("by provider", "own history");
    }

    @Test
    void is_opened_again_with_ids_of_its_own_where_calls_had_the_same_ids_meanwhile() {
        ScriptedModel one = work(seals("x"), reads("5", "a"), fails(ModelException.Kind.SERVER_ERROR, "down"));
        ScriptedModel two = ScriptedModel.of(OTHER, says("Done."));

        harness(standIn(one, two, 7), Compactor.byProvider(one, 1)).build().run("Audit.");

        List<Message> shown = two.requests().get(0).messages();
        assertThat(shown).extracting(Message::text).contains("The total is 1,250.00.", "5");
        assertThat(Transcripts.flaws(shown)).isEmpty();
    }

    @Test
    void is_opened_and_shortened_in_ways_that_everybody_can_read_where_the_turns_do_not_fit() {
        ModelSpec small =
                ModelSpec.builder("umbrella", "two").contextWindow(150).build();
        ScriptedModel one = work(seals("x"), fails(ModelException.Kind.SERVER_ERROR, "down"));
        ScriptedModel two = ScriptedModel.of(small, says("Done."));

        harness(standIn(one, two, 6), Compactor.byProvider(one, 1), Compactor.clearResults(1))
                .build()
                .run("Audit.");

        assertThat(steps()).containsExactly("by provider", "own history", "clear results");
        assertThat(two.requests().get(0).messages().stream()
                        .flatMap(message -> message.toolResults().stream())
                        .filter(answer -> answer.text().startsWith("[Taken away")))
                .hasSize(3);
    }

    @Test
    void is_opened_again_when_a_run_goes_on_with_another_provider() {
        InMemoryJournal journal = new InMemoryJournal();
        ScriptedModel one = work(seals("x"), fails(ModelException.Kind.AUTHENTICATION, "no key"));
        ScriptedModel two = ScriptedModel.of(OTHER, says("Done."));

        RunResult cut = harness(one, Compactor.byProvider(one, 1))
                .journal(journal)
                .build()
                .run("Audit.");
        assertThat(cut.outcome()).isInstanceOf(Outcome.Failed.class);
        RunResult result = harness(two, Compactor.byProvider(two, 1))
                .journal(journal)
                .build()
                .resume(cut.runId());

        assertThat(result.answer()).isEqualTo("Done.");
        assertThat(sealedIn(two.requests().get(0))).isEmpty();
        assertThat(two.requests().get(0).messages()).extracting(Message::text).contains("INV-2041 is missing.");
        assertThat(RunState.replay(journal.read(result.runId())).messages())
                .isEqualTo(result.state().messages());
    }

    @Test
    void stays_where_it_is_in_the_next_task_of_a_session_until_another_covers_it() {
        ScriptedModel model = work(
                seals("first"),
                says("Done."),
                reads("5", "e"),
                reads("6", "f"),
                reads("7", "g"),
                reads("8", "h"),
                seals("second"),
                says("Done again."));
        Session session = harness(model, Compactor.byProvider(model, 1)).build().session(Budget.standard());

        session.run("Audit.");
        session.run("Go on.");

        assertThat(sealedIn(model.requests().get(6))).containsExactly(sealed("first"));
        ModelRequest last = model.requests().get(11);
        assertThat(sealedIn(last)).containsExactly(sealed("second"));
        assertThat(last.messages()).extracting(Message::text).contains("Audit.", "Go on.");
        assertThat(Transcripts.flaws(last.messages())).isEmpty();
    }

    @Test
    void of_a_session_is_not_lost_to_a_record_of_our_own() {
        ScriptedModel scribe = ScriptedModel.of(calls("record", "{\"goal\":\"audit\"}"));
        ScriptedModel model = work(
                seals("first"),
                says("Done."),
                reads("5", "e"),
                reads("6", "f"),
                reads("7", "g"),
                reads("8", "h"),
                fails(ModelException.Kind.SERVER_ERROR, "down"),
                says("Done again."));
        Session session = harness(model, Compactor.byProvider(model, 1), Compactor.summarise(scribe, 1))
                .build()
                .session(Budget.standard());

        session.run("Audit.");
        session.run("Go on.");

        assertThat(sealedIn(model.requests().get(11))).containsExactly(sealed("first"));
    }

    @Test
    void needs_a_turn_to_keep() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Compactor.byProvider(ScriptedModel.of(), 0))
                .withMessageContaining("keepTurns");
    }

    /** A model, and one of another provider that stands in once the first was asked so often. */
    private static ModelClient standIn(ScriptedModel one, ModelClient two, int asked) {
        return new ModelClient() {
            @Override
            public ModelSpec spec() {
                return one.spec();
            }

            @Override
            public ModelClient attempt(int failures) {
                return one.requests().size() < asked ? one : two;
            }

            @Override
            public ModelResponse generate(ModelRequest request, ModelListener listener) throws InterruptedException {
                return attempt(0).generate(request, listener);
            }
        };
    }
}
