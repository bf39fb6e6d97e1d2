package dev.agentharness;

import static dev.agentharness.Fixtures.echo;
import static dev.agentharness.Fixtures.reading;
import static dev.agentharness.model.ScriptedModel.calls;
import static dev.agentharness.model.ScriptedModel.fails;
import static dev.agentharness.model.ScriptedModel.says;
import static org.assertj.core.api.Assertions.assertThat;

import dev.agentharness.Fixtures.Recorder;
import dev.agentharness.budget.Budget;
import dev.agentharness.budget.BudgetTracker;
import dev.agentharness.budget.Limit;
import dev.agentharness.budget.Meter;
import dev.agentharness.budget.Room;
import dev.agentharness.budget.Spend;
import dev.agentharness.journal.InMemoryJournal;
import dev.agentharness.model.Message;
import dev.agentharness.model.ModelException;
import dev.agentharness.model.ModelRequest;
import dev.agentharness.model.ModelSpec;
import dev.agentharness.model.Price;
import dev.agentharness.model.ScriptedModel;
import dev.agentharness.model.ToolChoice;
import dev.agentharness.model.ToolOutput;
import dev.agentharness.run.Outcome;
import dev.agentharness.run.RunEvent;
import dev.agentharness.run.RunResult;
import dev.agentharness.tool.Tool;
import java.math.BigDecimal;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

@DisplayName("A closing turn")
class ClosingTurnTest {

    private final Recorder recorder = new Recorder();

    private RunResult run(ScriptedModel model, Budget budget, Tool... tools) {
        return Harness.builder()
                .model(model)
                .tools(tools)
                .budget(budget)
                .listener(recorder)
                .build()
                .run("Count to ten.");
    }

    @Test
    void turns_the_work_into_the_best_answer_so_far() {
        ScriptedModel model = ScriptedModel.of(calls("echo", "{\"text\":\"1\"}"), says("I got as far as 1."));

        RunResult result = run(model, Budget.of(Limit.turns(1)), echo());

        assertThat(result.outcome()).isEqualTo(new Outcome.BudgetExhausted("run", Limit.turns(1)));
        assertThat(result.answer()).isEqualTo("I got as far as 1.");
        assertThat(result.spend().turns()).isEqualTo(1);
        ModelRequest closing = model.requests().get(1);
        assertThat(closing.toolChoice()).isEqualTo(ToolChoice.NONE);
        assertThat(closing.messages().subList(0, 1))
                .isEqualTo(model.requests().get(0).messages());
        assertThat(closing.messages())
                .extracting(Message::text)
                .anyMatch(text -> text.contains("The limit of 1 turns"));
    }

    @Test
    void is_paid_from_what_was_held_back_and_stays_within_the_limit() {
        int[] count = {0};
        Tool flood =
                Tool.of(reading("flood").build(), (input, context) -> ToolOutput.text(++count[0] + "x".repeat(1_000)));
        ScriptedModel.Answer again = calls("flood", "{}");
        ScriptedModel model = ScriptedModel.of(again, again, again, again, again, again, again, again, again, again);
        Budget budget = Budget.of(Limit.tokens(6_000));

        RunResult result = run(model, budget, flood);

        assertThat(result.outcome()).isEqualTo(new Outcome.BudgetExhausted("run", Limit.tokens(6_000)));
        assertThat(recorder.events(RunEvent.ClosingBegan.class)).hasSize(1);
        assertThat(recorder.events().stream().filter(RunEvent.ModelReplied.class::isInstance))
                .hasSizeGreaterThan(1);
        assertThat(result.spend().tokens()).isLessThanOrEqualTo(6_000);
    }

    @ParameterizedTest
    @ValueSource(doubles = {0.05, 0.3, 0.34, 0.5})
    void has_the_share_that_is_held_back_however_large(double share) {
        int[] count = {0};
        Tool counter = Tool.of(reading("count").build(), (input, context) -> ToolOutput.text("" + ++count[0]));
        ScriptedModel model =
                ScriptedModel.of(Collections.nCopies(50, calls("count", "{}")).toArray(ScriptedModel.Answer[]::new));

        run(model, Budget.of(Limit.tokens(6_000)).closingShare(share), counter);

        long before = recorder.events().stream()
                .takeWhile(event -> !(event instanceof RunEvent.ClosingBegan))
                .filter(RunEvent.ModelReplied.class::isInstance)
                .mapToLong(event -> ((RunEvent.ModelReplied) event).charged().tokens())
                .sum();
        assertThat(recorder.events(RunEvent.ClosingBegan.class)).hasSize(1);
        assertThat(before).isPositive().isLessThanOrEqualTo(6_000 - Math.max(600, (long) (6_000 * share)));
    }

    @Test
    void shows_a_digest_where_the_whole_conversation_cannot_be_paid() {
        Tool flood = Tool.of(reading("flood").build(), (input, context) -> ToolOutput.text("x".repeat(20_000)));
        ScriptedModel model = ScriptedModel.of(calls("flood", "{}"), says("Many x."));

        RunResult result = run(model, Budget.of(Limit.tokens(8_000)), flood);

        assertThat(result.answer()).isEqualTo("Many x.");
        assertThat(model.requests().get(1).messages())
                .singleElement()
                .satisfies(message -> assertThat(message.text())
                        .startsWith("Task: Count to ten.")
                        .contains("Found: xxx"));
        assertThat(result.spend().tokens()).isLessThanOrEqualTo(8_000);
    }

    @Test
    void comes_only_once_and_its_failure_changes_nothing() {
        ScriptedModel model = ScriptedModel.of(
                calls("echo", "{\"text\":\"1\"}"), fails(ModelException.Kind.OVERLOADED, "busy"), says("never asked"));

        RunResult result = run(model, Budget.of(Limit.turns(1)), echo());

        assertThat(result.outcome()).isEqualTo(new Outcome.BudgetExhausted("run", Limit.turns(1)));
        assertThat(model.requests()).hasSize(2);
    }

    @Test
    void ends_the_run_even_if_the_model_calls_tools_in_it() {
        ScriptedModel model = ScriptedModel.of(calls("echo", "{\"text\":\"1\"}"), calls("echo", "{\"text\":\"2\"}"));

        RunResult result = run(model, Budget.of(Limit.turns(1)), echo());

        assertThat(result.outcome()).isEqualTo(new Outcome.BudgetExhausted("run", Limit.turns(1)));
        assertThat(result.spend().toolCalls()).isEqualTo(1);
        List<Message> transcript = result.transcript();
        assertThat(transcript.get(transcript.size() - 1).toolResults()).hasSize(1);
    }

    @Test
    void does_not_come_when_the_time_is_up() {
        ManualClock clock = new ManualClock();
        Tool slow = Tool.of(reading("slow").build(), (input, context) -> {
            clock.advance(Duration.ofMinutes(6));
            return ToolOutput.text("late");
        });
        ScriptedModel model = ScriptedModel.of(calls("slow", "{}"), says("never asked"));

        RunResult result = Harness.builder()
                .model(model)
                .tools(slow)
                .clock(clock)
                .budget(Budget.of(Limit.time(Duration.ofMinutes(5)), Limit.tokens(100_000)))
                .build()
                .run("x");

        assertThat(model.requests()).hasSize(1);
        assertThat(result.transcript())
                .as("what was never asked is not in the conversation")
                .noneMatch(message -> message.text().contains("no tool can be used any more"));
    }

    @Test
    void does_not_come_when_the_model_has_said_nothing_yet() {
        ScriptedModel model = ScriptedModel.of(says("1"), says("never asked"));
        Session session = Harness.builder().model(model).build().session(Budget.of(Limit.turns(1)));
        session.run("x");

        RunResult second = session.run("y");

        assertThat(second.answer()).isEmpty();
        assertThat(model.requests()).hasSize(1);
    }

    @Test
    void does_not_come_again_when_the_run_is_resumed_under_the_same_limit() {
        ScriptedModel model =
                ScriptedModel.of(calls("echo", "{\"text\":\"1\"}"), says("As far as 1."), says("never asked"));
        Harness harness = Harness.builder()
                .model(model)
                .tools(echo())
                .budget(Budget.of(Limit.turns(1)))
                .build();
        RunResult first = harness.run("Count to ten.");

        RunResult again = harness.resume(first.runId());

        assertThat(again.outcome()).isEqualTo(first.outcome());
        assertThat(again.answer()).isEqualTo("As far as 1.");
        assertThat(model.requests()).hasSize(2);
    }

    @Test
    void is_not_the_end_of_a_run_that_is_resumed_with_a_larger_budget() {
        InMemoryJournal journal = new InMemoryJournal();
        Harness.Builder harness = Harness.builder().tools(echo()).journal(journal);
        RunResult first = harness.model(ScriptedModel.of(calls("echo", "{\"text\":\"1\"}"), says("As far as 1.")))
                .budget(Budget.of(Limit.turns(1)))
                .build()
                .run("Count to ten.");
        ScriptedModel model = ScriptedModel.of(calls("echo", "{\"text\":\"2\"}"), says("Ten."));

        RunResult result =
                harness.model(model).budget(Budget.of(Limit.turns(9))).build().resume(first.runId());

        assertThat(result.outcome()).isEqualTo(new Outcome.Completed("Ten."));
        assertThat(result.spend().turns()).isEqualTo(3);
        assertThat(model.requests().get(0).messages())
                .last()
                .extracting(Message::text)
                .isEqualTo("There is budget again. Go on with the task.");
    }

    @Test
    void can_be_switched_off() {
        ScriptedModel model = ScriptedModel.of(calls("echo", "{\"text\":\"1\"}"), says("never asked"));

        run(model, Budget.of(Limit.turns(1)).closingShare(0), echo());

        assertThat(model.requests()).hasSize(1);
    }

    /** A harness of one call, in which a tool sees what room the call has. */
    private static Harness.Builder looking(List<Room> seen) {
        ModelSpec spec = ModelSpec.builder("test", "priced")
                .price(Price.perMillion("0", "0"))
                .build();
        Tool look = Tool.of(reading("look").build(), (input, context) -> {
            seen.add(context.budget().room());
            return ToolOutput.text("seen");
        });
        return Harness.builder()
                .model(ScriptedModel.of(spec, calls("look", "{}"), says("Done.")))
                .tools(look);
    }

    @ParameterizedTest
    @CsvSource({"500000, 50000", "60000, 6000", "52000, 5200", "6000, 600", "1800, 600", "1799, 0"})
    void is_held_back_of_what_a_session_has_where_that_is_less_than_the_runs_own(long limit, long held) {
        List<Room> seen = new ArrayList<>();
        Session session =
                looking(seen).controlTools(false).listener(recorder).build().session(Budget.of(Limit.tokens(limit)));

        session.run("x");

        long taken =
                recorder.events(RunEvent.ModelReplied.class).get(0).charged().tokens();
        assertThat(limit - taken - seen.get(0).tokens()).isEqualTo(held);
    }

    @Test
    void is_held_back_of_what_a_session_limits_and_the_run_does_not() {
        List<Room> seen = new ArrayList<>();

        looking(seen).build().session(Budget.of(Limit.dollars("2"))).run("x");

        assertThat(seen.get(0).of(Meter.DOLLARS).orElseThrow()).isEqualByComparingTo("1.8");
    }

    @Test
    void is_held_back_of_what_is_left_of_a_tenant_where_that_is_less_than_the_runs_own() {
        List<Room> seen = new ArrayList<>();
        BudgetTracker tenant = BudgetTracker.root("tenant", Budget.of(Limit.dollars("2")), Clock.systemUTC());
        tenant.book(Spend.modelCall(0, BigDecimal.ONE));

        looking(seen)
                .within(tenant)
                .budget(Budget.of(Limit.dollars("5")))
                .build()
                .run("x");

        assertThat(seen.get(0).of(Meter.DOLLARS).orElseThrow()).isEqualByComparingTo("0.9");
    }

    @Test
    void is_not_held_back_of_what_only_a_tenant_limits_for_all_its_runs_together() {
        List<Room> seen = new ArrayList<>();
        BudgetTracker tenant = BudgetTracker.root("tenant", Budget.of(Limit.dollars("2")), Clock.systemUTC());

        looking(seen).within(tenant).build().run("x");

        assertThat(seen.get(0).of(Meter.DOLLARS).orElseThrow()).isEqualByComparingTo("2");
    }

    @Test
    void keeps_what_was_held_back_for_it_until_a_request_fits() {
        BudgetTracker tenant = BudgetTracker.root("tenant", Budget.of(Limit.tokens(8_000)), Clock.systemUTC());
        List<Long> left = new ArrayList<>();
        Tool flood = Tool.of(reading("flood").build(), (input, context) -> ToolOutput.text("x".repeat(20_000)));
        ScriptedModel model = ScriptedModel.of(calls("flood", "{}"), says("Many x."));
        Harness harness = Harness.builder()
                .model(model)
                .tools(flood)
                .within(tenant)
                .listener((runId, event) -> {
                    if (event instanceof RunEvent.LimitReached) {
                        tenant.reserve(room -> Spend.modelCall(room.tokens(), BigDecimal.ZERO)); // by somebody else
                        left.add(tenant.room().tokens());
                    }
                })
                .build();

        RunResult result = harness.run("Count to ten.");

        assertThat(left).containsExactly(0L);
        assertThat(result.answer()).isEqualTo("Many x.");
        assertThat(model.requests().get(1).messages()).hasSize(1);
    }
}
