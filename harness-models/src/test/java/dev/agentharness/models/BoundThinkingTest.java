package dev.agentharness.models;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import dev.agentharness.Harness;
import dev.agentharness.budget.Budget;
import dev.agentharness.budget.Limit;
import dev.agentharness.cache.Stability;
import dev.agentharness.compaction.Compaction;
import dev.agentharness.compaction.Compactor;
import dev.agentharness.compaction.Trigger;
import dev.agentharness.context.ContextBuilder;
import dev.agentharness.context.ContextSection;
import dev.agentharness.context.EffortSchedule;
import dev.agentharness.model.Effect;
import dev.agentharness.model.Effort;
import dev.agentharness.model.FinishReason;
import dev.agentharness.model.Message;
import dev.agentharness.model.ModelClient;
import dev.agentharness.model.ModelException;
import dev.agentharness.model.ModelListener;
import dev.agentharness.model.ModelRequest;
import dev.agentharness.model.ModelResponse;
import dev.agentharness.model.ModelSpec;
import dev.agentharness.model.Risk;
import dev.agentharness.model.ToolCall;
import dev.agentharness.model.ToolOutput;
import dev.agentharness.model.ToolSpec;
import dev.agentharness.model.Usage;
import dev.agentharness.models.BindingServer.Asked;
import dev.agentharness.run.Outcome;
import dev.agentharness.run.RunResult;
import dev.agentharness.tool.Tool;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.IntFunction;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@DisplayName("Thinking that is bound to what was said before it")
class BoundThinkingTest {

    private final Tool look = tool("look", times -> ToolOutput.text(times + ": " + "row ".repeat(300)));
    private final Tool broken = tool("break", times -> ToolOutput.error("Broken in " + times + " places."));

    private BindingServer server;

    /** Other results each time, as those of work that gets on. */
    private static Tool tool(String name, IntFunction<ToolOutput> output) {
        AtomicInteger times = new AtomicInteger();
        ToolSpec spec = ToolSpec.builder(name, name + "s")
                .effect(Effect.READ_ONLY)
                .risk(Risk.INTERNAL_READ)
                .build();
        return Tool.of(spec, (input, context) -> output.apply(times.incrementAndGet()));
    }

    @AfterEach
    void stop() throws IOException {
        server.close();
    }

    private Anthropic.Builder model() {
        return Anthropic.builder().baseUrl(server.url()).model("claude-fable-5-2");
    }

    private static RunResult run(ModelClient model, Tool tool, UnaryOperator<Harness.Builder> more) {
        return more.apply(Harness.builder().model(model).tools(tool).instructions("Be thorough."))
                .build()
                .run("Look. Never touch 4711.");
    }

    /** Runs with something that changes what stands before thinking. */
    private void survives(int calls, Tool tool, UnaryOperator<Harness.Builder> change) throws IOException {
        server = new BindingServer(calls, true, true);

        RunResult result = run(model().build(), tool, change);

        assertThat(result.answer()).as(result.outcome().toString()).isEqualTo("Done.");
        assertThat(server.refused()).isEqualTo(1);
        List<Asked> asked = server.asked();
        int refused = asked.indexOf(
                asked.stream().filter(one -> one.status() == 400).findFirst().orElseThrow());
        assertThat(asked.subList(0, refused)).noneMatch(Asked::asksToDrop).noneMatch(Asked::header);
        assertThat(asked.subList(refused + 1, asked.size())).allMatch(Asked::asksToDrop);
        assertThat(asked).anyMatch(one -> one.dropped() > 0);
    }

    private static UnaryOperator<Harness.Builder> compacted(Compactor... by) {
        return builder -> builder.compaction(
                Compaction.builder().when(Trigger.turns(2)).by(by).build());
    }

    private static List<JsonNode> thinking(JsonNode body) {
        List<JsonNode> thinking = new ArrayList<>();
        for (JsonNode message : body.path("messages")) {
            for (JsonNode block : message.path("content")) {
                if (block.path("type").asText().equals("thinking")) {
                    thinking.add(block);
                }
            }
        }
        return thinking;
    }

    @Test
    void goes_back_as_it_came_in_a_run_in_which_nothing_changes_and_nobody_is_asked_to_drop_any() throws IOException {
        server = new BindingServer(25, true, true);

        RunResult result = run(
                model().build(),
                look,
                builder -> builder.context(ContextBuilder.standard()
                        .withEffort(new EffortSchedule(Effort.HIGH, Effort.LOW, Effort.HIGH))));

        assertThat(result.answer()).isEqualTo("Done.");
        assertThat(server.asked()).hasSize(26).allMatch(one -> one.status() == 200 && !one.header());
        List<JsonNode> handedOut = server.thought();
        for (int i = 0; i < 26; i++) {
            assertThat(thinking(server.asked().get(i).body())).isEqualTo(handedOut.subList(0, i));
        }
    }

    @Test
    void may_stand_behind_results_that_are_cleared() throws IOException {
        survives(8, look, compacted(Compactor.clearResults(1)));
    }

    @Test
    void may_stand_behind_results_that_are_superseded() throws IOException {
        survives(8, look, compacted(Compactor.dropSuperseded()));
    }

    @Test
    void may_stand_behind_a_summary() throws IOException {
        survives(8, look, compacted(Compactor.summarise(new Summariser(), 1)));
    }

    @Test
    void may_be_gone_with_everything_else_and_begin_anew(@TempDir Path folder) throws IOException {
        Path progress = Files.writeString(folder.resolve("progress.md"), "Looked at rows; 4711 is untouched.");
        server = new BindingServer(8, true, true);

        RunResult result = run(model().build(), look, compacted(Compactor.reset(progress)));

        assertThat(result.answer()).as(result.outcome().toString()).isEqualTo("Done.");
        assertThat(server.refused()).isZero();
        assertThat(server.thought().size())
                .isGreaterThan(thinking(server.asked().get(8).body()).size());
    }

    @Test
    void may_stand_behind_a_line_that_is_shown_once() throws IOException {
        survives(
                8,
                look,
                builder -> builder.context(ContextBuilder.with(
                        ContextSection.of("clock", Stability.VOLATILE, state -> "Turn " + state.turns() + "."))));
    }

    @Test
    void may_stand_behind_what_is_known_until_something_else_is() throws IOException {
        survives(
                8,
                look,
                builder -> builder.context(ContextBuilder.with(
                        ContextSection.of("known", Stability.SLOW, state -> "About " + state.turns() / 4 + "."))));
    }

    @Test
    void may_stand_behind_the_budget_line() throws IOException {
        survives(8, look, builder -> builder.context(ContextBuilder.withBudgetLineEvery(3)));
    }

    @Test
    void may_stand_behind_tools_of_which_one_is_withdrawn() throws IOException {
        survives(5, broken, builder -> builder);
    }

    @Test
    void may_stand_behind_a_record_of_the_providers_own() throws IOException {
        server = new BindingServer(8, true, true);
        ModelSpec spec = ModelSpec.builder("anthropic", "claude-fable-5-2")
                .features(Set.of(ModelSpec.Feature.COMPACTION))
                .build();
        ModelClient model = model().spec(spec).build();

        RunResult result = run(model, look, compacted(Compactor.byProvider(model, 1)));

        assertThat(result.answer()).as(result.outcome().toString()).isEqualTo("Done.");
        assertThat(server.asked()).anyMatch(one -> one.body().has("compaction"));
        // Answering, going on from a record and asking for one each learn it by themselves.
        assertThat(server.refused()).isBetween(1L, 3L);
        assertThat(server.asked()).anyMatch(one -> one.dropped() > 0);
    }

    @Test
    void does_not_keep_a_closing_turn_from_its_answer() throws IOException {
        server = new BindingServer(100, true, true);

        RunResult result = run(
                model().build(),
                look,
                builder -> builder.budget(Budget.of(Limit.turns(6)))
                        .context(ContextBuilder.with(ContextSection.of("clock", Stability.VOLATILE, state -> "Now."))));

        assertThat(result.outcome()).isInstanceOf(Outcome.BudgetExhausted.class);
        assertThat(result.answer()).isEqualTo("Done.");
        assertThat(server.refused()).isEqualTo(1);
    }

    @Test
    void is_left_alone_where_the_provider_lets_a_change_pass() throws IOException {
        server = new BindingServer(8, false, true);

        RunResult result = run(model().build(), look, compacted(Compactor.clearResults(1)));

        assertThat(result.answer()).isEqualTo("Done.");
        List<Asked> asked = server.asked();
        assertThat(asked).allMatch(one -> one.status() == 200 && !one.header());
        assertThat(thinking(asked.get(8).body())).isEqualTo(server.thought().subList(0, 8));
    }

    @Test
    void is_left_out_of_a_request_where_dropping_it_cannot_be_asked_for_and_stays_in_others() throws Exception {
        server = new BindingServer(8, true, false);
        ModelClient model = model().build();

        RunResult result = run(model, look, compacted(Compactor.clearResults(1)));

        assertThat(result.answer()).as(result.outcome().toString()).isEqualTo("Done.");
        assertThat(server.asked().stream().filter(Asked::asksToDrop)).hasSize(1);
        assertThat(server.asked())
                .anyMatch(one -> one.status() == 200 && thinking(one.body()).isEmpty());
        ModelRequest first = Requests.saying("Hi");
        ModelResponse hello = model.generate(first, ModelListener.none());
        model.generate(Requests.with(Message.user("Hi"), hello.message(), Message.user("And?")), ModelListener.none());
        Asked last = server.asked().get(server.asked().size() - 1);
        assertThat(last.status()).isEqualTo(200);
        assertThat(thinking(last.body())).hasSize(1);
    }

    @Test
    void is_a_failure_that_says_what_to_do_where_dropping_is_ruled_out() throws Exception {
        server = new BindingServer(0, true, true);
        ModelClient model = model().dropStaleThinking(false).build();
        ModelResponse hello = model.generate(Requests.saying("Hi"), ModelListener.none());
        ModelRequest changed = Requests.with(Message.user("Ho"), hello.message(), Message.user("And?"));

        assertThatThrownBy(() -> model.generate(changed, ModelListener.none()))
                .isInstanceOfSatisfying(ModelException.class, e -> {
                    assertThat(e.kind()).isEqualTo(ModelException.Kind.INVALID_REQUEST);
                    assertThat(e.replay()).isEqualTo(ModelException.Replay.SAFE);
                })
                .hasMessageContaining("drop_block");
        assertThat(server.asked()).hasSize(2);
    }

    @Test
    void is_dropped_from_the_first_request_on_where_that_is_wanted_and_the_answer_says_how_much() throws Exception {
        server = new BindingServer(0, true, true);
        ModelClient model =
                model().header("anthropic-beta", "mine").dropStaleThinking(true).build();
        ModelResponse hello = model.generate(Requests.saying("Hi"), ModelListener.none());
        ModelRequest changed = Requests.with(Message.user("Ho"), hello.message(), Message.user("And?"));

        ModelResponse answer = model.generate(changed, ModelListener.none());

        assertThat(hello.details()).doesNotContainKey("dropped-thinking");
        assertThat(answer.details()).containsEntry("dropped-thinking", "1");
        assertThat(server.asked()).allMatch(one -> one.status() == 200 && one.header() && one.asksToDrop());
    }

    /** Hands in a record that holds what people said. */
    private static final class Summariser implements ModelClient {
        @Override
        public ModelSpec spec() {
            return ModelSpec.builder("local", "summariser").build();
        }

        @Override
        public ModelResponse generate(ModelRequest request, ModelListener listener) {
            String record = """
                    {"goal":"Look.","constraints":["Never touch 4711."],"decisions":[],"facts":[],\
                    "open_tasks":[],"artefacts":[],"errors":[]}""";
            return new ModelResponse(
                    Message.assistant(List.of(new ToolCall("r", "record", record))),
                    FinishReason.TOOL_CALLS,
                    Optional.of(new Usage(100, 10, 0, 0, 0, 0)),
                    Map.of());
        }
    }
}
