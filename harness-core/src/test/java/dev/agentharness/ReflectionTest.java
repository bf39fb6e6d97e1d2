package dev.agentharness;

import static dev.agentharness.Fixtures.echo;
import static dev.agentharness.Fixtures.reading;
import static dev.agentharness.model.ScriptedModel.calls;
import static dev.agentharness.model.ScriptedModel.fails;
import static dev.agentharness.model.ScriptedModel.says;
import static org.assertj.core.api.Assertions.assertThat;

import dev.agentharness.Fixtures.Recorder;
import dev.agentharness.budget.Budget;
import dev.agentharness.budget.Limit;
import dev.agentharness.model.ModelException;
import dev.agentharness.model.ScriptedModel;
import dev.agentharness.model.ToolOutput;
import dev.agentharness.recovery.RecoveryPolicy;
import dev.agentharness.run.Outcome;
import dev.agentharness.run.Plan;
import dev.agentharness.run.Reflection;
import dev.agentharness.run.RunEvent;
import dev.agentharness.run.RunResult;
import dev.agentharness.stop.Reflector;
import dev.agentharness.tool.Tool;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

@DisplayName("After a turn")
class ReflectionTest {

    private final Recorder recorder = new Recorder();

    private Harness.Builder harness(ScriptedModel model) {
        return Harness.builder().model(model).tools(echo()).listener(recorder);
    }

    private static ScriptedModel.Answer echoes(String text) {
        return calls("echo", "{\"text\":\"" + text + "\"}");
    }

    @Nested
    @DisplayName("a reflector")
    class Reflectors {

        @Test
        void can_tell_the_model_something() {
            ScriptedModel model = ScriptedModel.of(echoes("1"), says("Done."));

            RunResult result = harness(model)
                    .reflector((state, budget) -> new Reflection.Nudge("Hurry."))
                    .build()
                    .run("x");

            assertThat(result.answer()).isEqualTo("Done.");
            assertThat(model.requests().get(1).messages())
                    .last()
                    .extracting(message -> message.text())
                    .isEqualTo("Hurry.");
            assertThat(recorder.events(RunEvent.Reflected.class))
                    .extracting(RunEvent.Reflected::turn)
                    .containsExactly(1);
        }

        @Test
        void can_end_the_run() {
            RunResult result = harness(ScriptedModel.of(echoes("1")))
                    .reflector((state, budget) -> new Reflection.Stop(new Outcome.Blocked("pointless")))
                    .build()
                    .run("x");

            assertThat(result.outcome()).isEqualTo(new Outcome.Blocked("pointless"));
        }

        @Test
        void can_ask_for_a_person() {
            RunResult result = harness(ScriptedModel.of(echoes("1")))
                    .reflector((state, budget) -> new Reflection.Escalate("Is this right?"))
                    .build()
                    .run("x");

            assertThat(result.outcome())
                    .isInstanceOfSatisfying(
                            Outcome.Escalated.class,
                            escalated ->
                                    assertThat(escalated.request().question()).isEqualTo("Is this right?"));
        }

        @Test
        void can_void_the_plan() {
            ScriptedModel model = ScriptedModel.of(
                    calls("update_plan", "{\"goal\":\"g\",\"steps\":[\"done: a\",\"b\"]}"), says("Done."));

            RunResult result = harness(model)
                    .planTool(true)
                    .reflector((state, budget) -> new Reflection.Replan("That will not work."))
                    .build()
                    .run("x");

            assertThat(result.state().plan()).isEmpty();
            assertThat(model.requests().get(1).messages())
                    .last()
                    .extracting(message -> message.text())
                    .isEqualTo("That will not work.");
        }

        @Test
        void is_heard_only_if_none_before_it_spoke() {
            Reflector both = Reflector.firstOf(
                    Reflector.none(),
                    (state, budget) -> new Reflection.Nudge("first"),
                    (state, budget) -> new Reflection.Nudge("second"));

            harness(ScriptedModel.of(echoes("1"), says("Done.")))
                    .reflector(both)
                    .build()
                    .run("x");

            assertThat(recorder.events(RunEvent.Reflected.class).get(0).reflection())
                    .isEqualTo(new Reflection.Nudge("first"));
        }
    }

    @Nested
    @DisplayName("a judge of goal drift")
    class GoalDrift {

        @Test
        void brings_the_model_back_on_the_budget_of_the_run() {
            ScriptedModel judge = ScriptedModel.of(
                    calls("verdict", "{\"status\":\"drifting\",\"feedback\":\"Poetry was not asked.\"}"));
            ScriptedModel model = ScriptedModel.of(echoes("1"), says("Done."));

            RunResult result = harness(model)
                    .reflector(Reflector.goalDrift(judge, 1))
                    .build()
                    .run("Count.");

            assertThat(judge.requests()).hasSize(1);
            assertThat(model.requests().get(1).messages())
                    .last()
                    .extracting(message -> message.text())
                    .asString()
                    .contains("Poetry was not asked.");
            assertThat(result.state().spend().turns()).isEqualTo(2);
        }

        @Test
        void is_asked_every_so_many_turns() {
            ScriptedModel judge = ScriptedModel.of(calls("verdict", "{\"status\":\"on_course\",\"feedback\":\"\"}"));

            harness(ScriptedModel.of(echoes("1"), echoes("2"), echoes("3"), says("Done.")))
                    .reflector(Reflector.goalDrift(judge, 2))
                    .build()
                    .run("Count.");

            assertThat(judge.requests()).hasSize(1);
        }

        @Test
        void says_nothing_where_it_is_not_to_be_had_or_makes_no_sense() {
            ScriptedModel judge =
                    ScriptedModel.of(says("Well, hard to say."), fails(ModelException.Kind.OVERLOADED, "busy"));

            RunResult result = harness(ScriptedModel.of(echoes("1"), echoes("2"), says("Done.")))
                    .reflector(Reflector.goalDrift(judge, 1))
                    .build()
                    .run("Count.");

            assertThat(result.answer()).isEqualTo("Done.");
        }
    }

    @Nested
    @DisplayName("a plan")
    class Plans {

        @Test
        void is_kept_shown_and_handed_over_when_the_run_ends_early() {
            ScriptedModel model = ScriptedModel.of(
                    calls("update_plan", "{\"goal\":\"Audit\",\"steps\":[\"done: read\",\"doing: check\",\"report\"]}"),
                    echoes("1"));

            RunResult result = harness(model)
                    .planTool(true)
                    .budget(Budget.of(Limit.turns(2)).closingShare(0))
                    .build()
                    .run("x");

            assertThat(result.state().plan())
                    .contains(new Plan(
                            "Audit",
                            List.of(
                                    new Plan.Step("read", Plan.State.DONE),
                                    new Plan.Step("check", Plan.State.DOING),
                                    new Plan.Step("report", Plan.State.OPEN))));
            assertThat(result.partial().openTasks()).containsExactly("check", "report");
            assertThat(model.requests().get(1).messages())
                    .last()
                    .extracting(message -> message.text())
                    .asString()
                    .contains("[Your plan: Audit — done: read; doing: check; open: report]");
        }

        @Test
        void that_is_none_is_refused_in_words() {
            ScriptedModel model =
                    ScriptedModel.of(calls("update_plan", "{\"goal\":\"g\",\"steps\":\"all\"}"), says("Done."));

            RunResult result = harness(model).planTool(true).build().run("x");

            assertThat(result.state().plan()).isEmpty();
            assertThat(result.transcript().get(2).toolResults().get(0).text()).contains("'steps' must be an array");
        }
    }

    @Nested
    @DisplayName("a tool that fails again and again")
    class Withdrawing {

        private final Tool broken = Tool.of(reading("broken").build(), (input, context) -> ToolOutput.error("down"));

        @Test
        void is_withdrawn_and_the_model_told_so() {
            ScriptedModel.Answer again = calls("broken", "{}");
            ScriptedModel model = ScriptedModel.of(again, again, again, again, says("Without it, then."));

            RunResult result = harness(model)
                    .tools(broken)
                    .recovery(withdrawAfter(3))
                    .reflector(Reflector.none())
                    .build()
                    .run("x");

            assertThat(result.answer()).isEqualTo("Without it, then.");
            assertThat(recorder.events(RunEvent.ToolWithdrawn.class))
                    .extracting(RunEvent.ToolWithdrawn::tool)
                    .containsExactly("broken");
            assertThat(model.requests().get(2).tools())
                    .extracting(tool -> tool.name())
                    .contains("broken");
            assertThat(model.requests().get(3).tools())
                    .extracting(tool -> tool.name())
                    .doesNotContain("broken")
                    .contains("echo");
            assertThat(result.spend().toolCalls()).isEqualTo(3);
        }

        @Test
        void stays_when_it_succeeds_in_between() {
            int[] count = {0};
            Tool shaky = Tool.of(
                    reading("shaky").build(),
                    (input, context) -> ++count[0] % 3 == 0 ? ToolOutput.text("ok") : ToolOutput.error("down"));
            ScriptedModel.Answer again = calls("shaky", "{}");

            harness(ScriptedModel.of(again, again, again, again, again, says("Done.")))
                    .tools(shaky)
                    .recovery(withdrawAfter(3))
                    .reflector(Reflector.none())
                    .build()
                    .run("x");

            assertThat(recorder.events(RunEvent.ToolWithdrawn.class)).isEmpty();
        }

        private RecoveryPolicy withdrawAfter(int failures) {
            return new RecoveryPolicy() {
                @Override
                public java.util.Optional<dev.agentharness.recovery.Backoff> retry(
                        RunEvent.ModelFailed failure, int count) {
                    return java.util.Optional.empty();
                }

                @Override
                public boolean withdraws(String tool, int failuresInARow) {
                    return failuresInARow >= failures;
                }
            };
        }
    }
}
