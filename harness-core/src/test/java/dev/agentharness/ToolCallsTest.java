package dev.agentharness;

import static dev.agentharness.Fixtures.echo;
import static dev.agentharness.Fixtures.reading;
import static dev.agentharness.Fixtures.writing;
import static dev.agentharness.model.ScriptedModel.calls;
import static dev.agentharness.model.ScriptedModel.says;
import static org.assertj.core.api.Assertions.assertThat;

import dev.agentharness.budget.Budget;
import dev.agentharness.budget.Limit;
import dev.agentharness.model.FinishReason;
import dev.agentharness.model.Message;
import dev.agentharness.model.ModelResponse;
import dev.agentharness.model.Risk;
import dev.agentharness.model.ScriptedModel;
import dev.agentharness.model.ToolCall;
import dev.agentharness.model.ToolInput;
import dev.agentharness.model.ToolOutput;
import dev.agentharness.model.ToolResult;
import dev.agentharness.model.ToolSpec;
import dev.agentharness.model.Usage;
import dev.agentharness.permission.PermissionPolicy;
import dev.agentharness.run.RunEvent;
import dev.agentharness.run.RunResult;
import dev.agentharness.tool.Tool;
import dev.agentharness.tool.ToolContext;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@DisplayName("A call")
class ToolCallsTest {

    /** The results that the model is told of when it makes these calls in one message. */
    private static List<ToolResult> results(List<Tool> tools, String... namesAndArguments) {
        return run(tools, calls(namesAndArguments)).transcript().get(2).toolResults();
    }

    private static RunResult run(List<Tool> tools, ScriptedModel.Answer calls) {
        RunResult result = Harness.builder()
                .model(ScriptedModel.of(calls, says("Done.")))
                .tools(tools.toArray(Tool[]::new))
                .permission(PermissionPolicy.allowAll())
                .build()
                .run("Go.");
        assertThat(result.answer()).isEqualTo("Done.");
        return result;
    }

    @Test
    void of_an_unknown_tool_is_told_which_there_are() {
        ToolResult result = results(List.of(echo()), "ecko", "{}").get(0);

        assertThat(result.error()).isTrue();
        assertThat(result.text()).isEqualTo("There is no tool 'ecko'. There are: echo, give_up, escalate, read_back.");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{\"text\":|the text ends too early",
                "[\"x\"]|found an array",
                "text=x|not valid JSON",
                "{}|The arguments lack text",
                "{\"text\":null}|The arguments lack text",
                "{\"text\":5}|argument 'text' must be a string but is 5",
            })
    void with_bad_arguments_is_told_what_is_wrong(String arguments, String cause) {
        ToolResult result = results(List.of(echo()), "echo", arguments).get(0);

        assertThat(result.error()).isTrue();
        assertThat(result.text()).contains(cause);
    }

    @Test
    void that_throws_costs_one_error_result() {
        Tool broken = Tool.of(reading("broken").build(), (input, context) -> {
            throw new java.io.IOException("disk on fire");
        });

        ToolResult result = results(List.of(broken), "broken", "{}").get(0);

        assertThat(result.error()).isTrue();
        assertThat(result.text()).isEqualTo("IOException: disk on fire");
    }

    @Test
    void that_dies_of_an_error_costs_one_error_result() {
        Tool endless = Tool.of(reading("endless").build(), (input, context) -> {
            throw new StackOverflowError();
        });

        assertThat(results(List.of(endless), "endless", "{}").get(0).text()).isEqualTo("StackOverflowError");
    }

    @Test
    @SuppressWarnings("NullAway")
    void that_gives_nothing_back_costs_one_error_result() {
        Tool careless = Tool.of(reading("careless").build(), (input, context) -> null);

        ToolResult result = results(List.of(careless), "careless", "{}").get(0);

        assertThat(result.error()).isTrue();
        assertThat(result.text()).contains("gave no usable output");
    }

    @Test
    void that_hangs_is_interrupted_when_its_time_is_up() throws Exception {
        CountDownLatch interrupted = new CountDownLatch(1);
        Tool hanging = Tool.of(reading("hang").timeout(Duration.ofMillis(50)).build(), (input, context) -> {
            try {
                new CountDownLatch(1).await();
            } catch (InterruptedException e) {
                interrupted.countDown();
                throw e;
            }
            return ToolOutput.text("");
        });

        ToolResult result = results(List.of(hanging), "hang", "{}").get(0);

        assertThat(result.error()).isTrue();
        assertThat(result.text()).contains("'hang' was stopped after 50 ms");
        assertThat(interrupted.await(30, TimeUnit.SECONDS)).isTrue();
    }

    @Test
    void that_floods_is_shown_with_its_beginning_and_its_end() {
        Tool flood = Tool.of(
                reading("flood").maxOutputChars(1_000).build(),
                (input, context) -> ToolOutput.text("begin" + "x".repeat(1_000_000) + "end"));

        String text = results(List.of(flood), "flood", "{}").get(0).text();

        assertThat(text)
                .startsWith("begin")
                .endsWith("end")
                .contains("of 1000008 characters are left out")
                .hasSizeLessThan(1_200);
    }

    @Test
    void that_floods_is_not_cut_within_a_character() {
        Tool flood = Tool.of(
                reading("flood").maxOutputChars(1_000).build(),
                (input, context) -> ToolOutput.text("x" + "\uD83D\uDE00".repeat(10_000)));

        String text = results(List.of(flood), "flood", "{}").get(0).text();

        assertThat(text.codePoints().filter(c -> c >= Character.MIN_SURROGATE && c <= Character.MAX_SURROGATE))
                .isEmpty();
    }

    @Test
    void that_reads_runs_together_with_its_neighbours_and_answers_in_order() {
        CyclicBarrier allAtOnce = new CyclicBarrier(3);
        CountDownLatch lastIsDone = new CountDownLatch(1);
        Tool meet = Tool.of(reading("meet").build(), (input, context) -> {
            allAtOnce.await(30, TimeUnit.SECONDS);
            if (input.integer("n") == 3) {
                lastIsDone.countDown();
            } else {
                lastIsDone.await(30, TimeUnit.SECONDS);
            }
            return ToolOutput.text("n" + input.integer("n"));
        });

        List<ToolResult> results =
                results(List.of(meet), "meet", "{\"n\":1}", "meet", "{\"n\":2}", "meet", "{\"n\":3}");

        assertThat(results).extracting(ToolResult::text).containsExactly("n1", "n2", "n3");
    }

    @Test
    void that_writes_waits_for_all_before_it() {
        List<String> log = new CopyOnWriteArrayList<>();
        Tool write = Tool.of(writing("write").build(), (input, context) -> {
            log.add("write begins");
            log.add("write ends");
            return ToolOutput.text("");
        });
        Tool read = Tool.of(reading("read").build(), (input, context) -> {
            log.add("read");
            return ToolOutput.text("");
        });

        results(List.of(write, read), "read", "{}", "write", "{}", "write", "{}", "read", "{}");

        assertThat(log).containsExactly("read", "write begins", "write ends", "write begins", "write ends", "read");
    }

    @Test
    void leaves_notes_in_the_events_just_before_its_result() {
        Tool noting = Tool.of(reading("look").build(), (input, context) -> {
            context.note("cache.hit", Map.of("key", context.callId()));
            return ToolOutput.text("seen");
        });
        List<RunEvent> events = new ArrayList<>();

        Harness.builder()
                .model(ScriptedModel.of(calls("look", "{}", "look", "{}"), says("Done.")))
                .tools(noting)
                .listener((runId, event) -> events.add(event))
                .build()
                .run("Go.");

        List<String> ofCalls = events.stream()
                .filter(event -> event instanceof RunEvent.Noted || event instanceof RunEvent.CallFinished)
                .map(event -> event instanceof RunEvent.Noted noted
                        ? noted.kind() + " " + noted.attributes().get("key").equals(noted.callId())
                        : "finished")
                .toList();
        assertThat(ofCalls).containsExactly("cache.hit true", "finished", "cache.hit true", "finished");
    }

    @Test
    void is_not_made_where_the_tool_finds_a_mistake_in_its_arguments() {
        Tool choosy = new Tool() {
            @Override
            public ToolSpec spec() {
                return reading("choosy").build();
            }

            @Override
            public Optional<String> mistake(ToolInput input) {
                return Optional.of("'size' must be at least 1 but is 0");
            }

            @Override
            public ToolOutput call(ToolInput input, ToolContext context) {
                throw new AssertionError("called with bad arguments");
            }
        };

        ToolResult result = results(List.of(choosy), "choosy", "{\"size\":0}").get(0);

        assertThat(result.error()).isTrue();
        assertThat(result.text()).isEqualTo("'size' must be at least 1 but is 0");
    }

    @Test
    void of_an_untrusted_tool_taints_what_comes_after_it() {
        List<Set<String>> taints = new CopyOnWriteArrayList<>();
        Tool look = Tool.of(reading("look").build(), (input, context) -> {
            taints.add(context.taintedBy());
            return ToolOutput.text("mine");
        });
        Tool web = Tool.of(
                reading("web").risk(Risk.EXTERNAL_READ).build(), (input, context) -> ToolOutput.text("do as I say"));

        RunResult result = Harness.builder()
                .model(ScriptedModel.of(calls("look", "{}"), calls("web", "{}"), calls("look", "{}"), says("Done.")))
                .tools(look, web)
                .build()
                .run("Go.");

        assertThat(taints).containsExactly(Set.of(), Set.of("web"));
        assertThat(result.state().taintedBy()).containsExactly("web");
    }

    @Test
    void may_use_an_id_again_that_the_server_repeats() {
        ScriptedModel.Answer twins = request -> ModelResponse.of(
                Message.assistant(List.of(
                        new ToolCall("same", "echo", "{\"text\":\"1\"}"),
                        new ToolCall("same", "echo", "{\"text\":\"2\"}"),
                        new ToolCall("", "echo", "{\"text\":\"3\"}"))),
                FinishReason.TOOL_CALLS,
                Usage.of(1, 1));

        List<ToolResult> results =
                run(List.of(echo()), twins).transcript().get(2).toolResults();

        assertThat(results).extracting(ToolResult::text).containsExactly("1", "2", "3");
        assertThat(results)
                .extracting(ToolResult::callId)
                .doesNotHaveDuplicates()
                .doesNotContain("");
    }

    @Test
    void knows_its_run_its_deadline_and_a_key_of_its_own() {
        Tool curious = Tool.of(reading("curious").build(), (input, context) -> {
            assertThat(context.idempotencyKey()).isEqualTo(context.runId() + "/call-1");
            assertThat(context.budget().room().tokens()).isPositive();
            return ToolOutput.text("before " + context.deadline());
        });
        ManualClock clock = new ManualClock();

        RunResult result = Harness.builder()
                .model(ScriptedModel.of(calls("curious", "{}"), says("Done.")))
                .tools(curious)
                .clock(clock)
                .budget(Budget.of(Limit.time(Duration.ofSeconds(20)), Limit.tokens(100_000)))
                .build()
                .run("x");

        assertThat(result.transcript().get(2).toolResults().get(0).text()).isEqualTo("before 2026-01-01T00:00:20Z");
    }
}
