package dev.agentharness.context;

import static dev.agentharness.model.ScriptedModel.calls;
import static dev.agentharness.model.ScriptedModel.says;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.agentharness.Harness;
import dev.agentharness.cache.Stability;
import dev.agentharness.model.Effect;
import dev.agentharness.model.Message;
import dev.agentharness.model.ModelRequest;
import dev.agentharness.model.ModelResponse;
import dev.agentharness.model.Risk;
import dev.agentharness.model.ScriptedModel;
import dev.agentharness.model.ToolOutput;
import dev.agentharness.model.ToolSpec;
import dev.agentharness.model.Usage;
import dev.agentharness.recovery.Backoff;
import dev.agentharness.recovery.RecoveryPolicy;
import dev.agentharness.run.RunEvent;
import dev.agentharness.tool.Tool;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@DisplayName("A context")
class ContextTest {

    private static final Tool LOOK = Tool.of(
            ToolSpec.builder("look", "looks")
                    .effect(Effect.READ_ONLY)
                    .risk(Risk.INTERNAL_READ)
                    .build(),
            (input, context) -> ToolOutput.text("seen"));

    private final List<RunEvent> events = new ArrayList<>();

    private Harness.Builder harness(ScriptedModel model, ContextSection... sections) {
        return Harness.builder()
                .model(model)
                .instructions("Be brief.")
                .tools(LOOK)
                .context(ContextBuilder.with(sections))
                .listener((runId, event) -> events.add(event));
    }

    private List<RunEvent.PrefixChanged> changes() {
        return events.stream()
                .filter(RunEvent.PrefixChanged.class::isInstance)
                .map(RunEvent.PrefixChanged.class::cast)
                .toList();
    }

    @Test
    void puts_each_section_where_its_stability_belongs() {
        ScriptedModel model = ScriptedModel.of(calls("look", "{}"), says("Done."));
        AtomicInteger ticks = new AtomicInteger();

        harness(
                        model,
                        ContextSection.of("clock", Stability.VOLATILE, state -> "tick " + ticks.incrementAndGet()),
                        ContextSection.of("notes", Stability.SLOW, state -> "You were here before."),
                        ContextSection.fixed("policy", "Never delete."))
                .build()
                .run("Go.");

        ModelRequest second = model.requests().get(1);
        assertThat(second.instructions()).isEqualTo("Be brief.\n\nNever delete.");
        assertThat(second.messages()).hasSize(5);
        assertThat(second.messages().get(0).text()).isEqualTo("You were here before.");
        assertThat(second.messages().get(1).text()).isEqualTo("Go.");
        assertThat(second.messages().get(3).toolResults()).hasSize(1);
        assertThat(second.messages().get(4).text()).startsWith("tick ");
        assertThat(second.cacheBreakpoints()).containsExactly(0, 2, 4);
        assertThat(second.cacheKey())
                .isEqualTo(model.requests().get(0).cacheKey())
                .isNotEmpty();
        assertThat(changes()).isEmpty();
    }

    @Test
    void extends_the_stable_part_of_the_request_before_it() {
        ScriptedModel model = ScriptedModel.of(calls("look", "{}"), calls("look", "{}"), says("Done."));

        harness(model, ContextSection.of("clock", Stability.VOLATILE, state -> "event " + state.events()))
                .build()
                .run("Go.");

        List<ModelRequest> requests = model.requests();
        for (int i = 1; i < requests.size(); i++) {
            List<Message> before = stable(requests.get(i - 1));
            assertThat(stable(requests.get(i)).subList(0, before.size())).isEqualTo(before);
            assertThat(requests.get(i).instructions())
                    .isSameAs(requests.get(i - 1).instructions());
        }
    }

    private static List<Message> stable(ModelRequest request) {
        List<Integer> breakpoints = request.cacheBreakpoints();
        return request.messages().subList(0, breakpoints.get(breakpoints.size() - 1));
    }

    @Test
    void names_the_section_that_changed_and_what_that_lost() {
        ScriptedModel model =
                ScriptedModel.of(cached(calls("look", "{}"), 1_000), cached(calls("look", "{}"), 1_000), says("Done."));

        harness(
                        model,
                        ContextSection.of("notes", Stability.SLOW, state -> state.turns() < 2 ? "old" : "new"),
                        ContextSection.fixed("policy", "Never delete."))
                .build()
                .run("Go.");

        assertThat(changes()).singleElement().satisfies(change -> {
            assertThat(change.section()).isEqualTo("notes");
            assertThat(change.before()).hasSize(12).isNotEqualTo(change.after());
            assertThat(change.cachedTokensLost()).isBetween(1L, 999L);
        });
    }

    @Test
    void names_a_section_that_is_gone_and_the_tools_where_they_changed() {
        Tool flaky = Tool.of(LOOK.spec(), (input, context) -> {
            throw new IllegalStateException("down");
        });
        ScriptedModel model = ScriptedModel.of(calls("look", "{}"), says("Done."));
        Harness.builder()
                .model(model)
                .tools(flaky)
                .recovery(new RecoveryPolicy() {
                    @Override
                    public Optional<Backoff> retry(RunEvent.ModelFailed failure, int failures) {
                        return Optional.empty();
                    }

                    @Override
                    public boolean withdraws(String tool, int failuresInARow) {
                        return true;
                    }
                })
                .listener((runId, event) -> events.add(event))
                .build()
                .run("Go.");

        assertThat(changes()).extracting(RunEvent.PrefixChanged::section).containsExactly("tools");
    }

    private static ScriptedModel.Answer cached(ScriptedModel.Answer answer, long tokens) {
        return request -> {
            var response = answer.to(request);
            var usage = new Usage(tokens * 2, 10, tokens, 0, 0, 0);
            return ModelResponse.of(response.message(), response.finishReason(), usage);
        };
    }

    @ParameterizedTest
    @ValueSource(strings = {"random id", "run id", "start"})
    void that_declares_fixed_what_changes_is_refused_when_the_harness_is_built(String what) {
        ContextSection changing = ContextSection.of(
                "policy",
                Stability.FIXED,
                state -> "Policy of "
                        + switch (what) {
                            case "random id" -> UUID.randomUUID().toString();
                            case "run id" -> state.runId();
                            default -> state.startedAt().toString();
                        });

        assertThatThrownBy(() -> harness(ScriptedModel.of(), changing).build())
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("section 'policy' of the context is declared FIXED but changes")
                .hasMessageContaining("at character 1");
    }

    @Test
    void whose_fixed_section_changes_later_says_so_in_an_event() {
        AtomicInteger renders = new AtomicInteger();
        ScriptedModel model = ScriptedModel.of(calls("look", "{}"), says("Done."));

        harness(
                        model,
                        ContextSection.of(
                                "policy", Stability.FIXED, state -> renders.incrementAndGet() < 4 ? "strict" : "lax"))
                .build()
                .run("Go.");

        assertThat(changes()).extracting(RunEvent.PrefixChanged::section).containsExactly("policy");
    }

    @Test
    void refuses_two_sections_of_one_name_and_a_section_in_the_conversation() {
        assertThatThrownBy(() -> ContextBuilder.with(ContextSection.fixed("plan", "x")))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("two sections of the context are named 'plan'");
        assertThatThrownBy(() -> ContextSection.of("log", Stability.RUN, state -> ""))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("only the conversation is");
    }

    @Test
    void is_counted_by_what_stands_before_the_conversation_too() {
        ScriptedModel model = ScriptedModel.of(calls("look", "{}"), says("Done."));

        harness(model, ContextSection.of("notes", Stability.SLOW, state -> "You were here before. ".repeat(50)))
                .build()
                .run("Go.");

        List<RunEvent.ModelAsked> asked = events.stream()
                .filter(RunEvent.ModelAsked.class::isInstance)
                .map(RunEvent.ModelAsked.class::cast)
                .toList();
        assertThat(asked).allSatisfy(request -> assertThat(request.prompt()).isNotEmpty());
        long first = asked.get(0).reserved().tokens() - asked.get(0).maxOutputTokens();
        long second = asked.get(1).reserved().tokens() - asked.get(1).maxOutputTokens();
        assertThat(second).as("the provider's count is the tighter bound").isLessThan(first);
    }

    @Test
    void is_bounded_higher_once_a_provider_counted_more_than_was_declared() {
        ScriptedModel model =
                ScriptedModel.of(overcounted(calls("look", "{}"), 500), calls("look", "{}"), says("Done."));

        var result = harness(model).build().run("Go.");

        assertThat(result.state().inputSurplus()).isEqualTo(500);
    }

    /** A provider that counts more input than the bound. */
    private ScriptedModel.Answer overcounted(ScriptedModel.Answer answer, long surplus) {
        return request -> {
            var response = answer.to(request);
            RunEvent.ModelAsked asked = (RunEvent.ModelAsked) events.get(events.size() - 1);
            long bound = asked.reserved().tokens() - asked.maxOutputTokens();
            return ModelResponse.of(response.message(), response.finishReason(), Usage.of(bound + surplus, 5));
        };
    }
}
