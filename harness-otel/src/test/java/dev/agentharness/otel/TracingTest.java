package dev.agentharness.otel;

import static dev.agentharness.model.ScriptedModel.calls;
import static dev.agentharness.model.ScriptedModel.fails;
import static dev.agentharness.model.ScriptedModel.says;
import static dev.agentharness.otel.Telemetry.value;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.agentharness.Harness;
import dev.agentharness.budget.Budget;
import dev.agentharness.budget.Limit;
import dev.agentharness.journal.InMemoryJournal;
import dev.agentharness.journal.JournalException;
import dev.agentharness.model.Effect;
import dev.agentharness.model.ModelException;
import dev.agentharness.model.ModelSpec;
import dev.agentharness.model.Risk;
import dev.agentharness.model.ScriptedModel;
import dev.agentharness.model.ToolOutput;
import dev.agentharness.model.ToolSpec;
import dev.agentharness.permission.PermissionPolicy;
import dev.agentharness.recovery.Backoff;
import dev.agentharness.run.Decision;
import dev.agentharness.run.RunEvent;
import dev.agentharness.run.RunResult;
import dev.agentharness.run.Verdict;
import dev.agentharness.tool.Tool;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.SpanKind;
import io.opentelemetry.api.trace.StatusCode;
import io.opentelemetry.context.Context;
import io.opentelemetry.context.Scope;
import io.opentelemetry.sdk.trace.data.SpanData;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("A trace")
class TracingTest {

    private final Telemetry telemetry = new Telemetry();
    private final Tracing tracing = Tracing.of(telemetry.sdk());

    @AfterEach
    void leaves_nothing_open_and_nothing_current() {
        assertThat(telemetry.open()).isZero();
        assertThat(telemetry.orphans()).isEmpty();
        assertThat(Context.current()).isSameAs(Context.root());
    }

    @Test
    void has_the_run_at_its_top_and_model_and_tool_calls_below() {
        harness(calls("read", "{}"), says("Done.")).build().run("Read it.");

        SpanData run = telemetry.span("invoke_agent");
        List<SpanData> chats = telemetry.spans("chat scripted");
        SpanData call = telemetry.span("execute_tool read");
        assertThat(chats).hasSize(2).allMatch(chat -> chat.getParentSpanId().equals(run.getSpanId()));
        assertThat(call.getParentSpanId()).isEqualTo(run.getSpanId());
        assertThat(chats).allMatch(chat -> chat.getKind() == SpanKind.CLIENT);
        assertThat(run.getKind()).isEqualTo(SpanKind.INTERNAL);
        assertThat(call.getKind()).isEqualTo(SpanKind.INTERNAL);
        assertThat(value(chats.get(0), GenAi.FINISH_REASONS)).containsExactly("tool_call");
        assertThat(value(call, GenAi.CALL_ID)).isEqualTo("call-1");
        assertThat(value(call, Ours.DECISION)).isEqualTo("allow");
        assertThat(value(run, Ours.OUTCOME)).isEqualTo("completed");
        assertThat(value(run, Ours.TURNS)).isEqualTo(2);
        assertThat(value(run, GenAi.INPUT_TOKENS))
                .isEqualTo(chats.stream()
                        .mapToLong(chat -> value(chat, GenAi.INPUT_TOKENS))
                        .sum());
    }

    @Test
    void goes_by_the_times_of_the_events() {
        harness(says("Hello.")).clock(new TickingClock()).build().run("Say hello.");

        SpanData run = telemetry.span("invoke_agent");
        SpanData chat = telemetry.span("chat scripted");
        assertThat(seconds(run.getStartEpochNanos())).isBetween(0L, 10L);
        assertThat(seconds(chat.getStartEpochNanos())).isGreaterThan(seconds(run.getStartEpochNanos()));
        assertThat(seconds(chat.getEndEpochNanos())).isGreaterThan(seconds(chat.getStartEpochNanos()));
        assertThat(run.getEndEpochNanos()).isGreaterThan(chat.getEndEpochNanos());
    }

    @Test
    void is_stamped_with_what_the_run_ran_under_on_every_span() {
        RunResult result = harness(calls("read", "{}"), says("Done."))
                .instructions("Be brief.")
                .build()
                .run("Read it.");

        assertThat(telemetry.spans())
                .allMatch(span -> result.runId().equals(value(span, Ours.RUN)))
                .allMatch(span -> result.stamps().instructions().equals(value(span, Ours.INSTRUCTIONS)));
        SpanData run = telemetry.span("invoke_agent");
        assertThat(value(run, Ours.TOOLS)).isEqualTo(result.stamps().tools());
        assertThat(value(run, Ours.POLICY)).isEqualTo(result.stamps().policy());
        assertThat(value(run, Ours.MODEL)).isEqualTo(result.stamps().model());
        assertThat(value(run, Ours.HARNESS)).isEqualTo(result.stamps().harness());
    }

    @Test
    void gives_each_of_the_calls_that_run_together_a_span_of_its_own() {
        CountDownLatch both = new CountDownLatch(2);
        Tool meeting = Tool.of(reading("meet").build(), (input, context) -> {
            both.countDown();
            assertThat(both.await(10, TimeUnit.SECONDS)).isTrue();
            return ToolOutput.text("met");
        });

        harness(calls("meet", "{}", "meet", "{}"), says("Done."))
                .tools(meeting)
                .build()
                .run("Meet.");

        assertThat(telemetry.spans("execute_tool meet"))
                .extracting(span -> value(span, GenAi.CALL_ID))
                .containsExactlyInAnyOrder("call-1", "call-2");
    }

    @Test
    void takes_in_the_spans_of_tools_and_of_whatever_runs_on_the_thread_of_the_run() {
        Tool tool = Tool.of(reading("fetch").build(), (input, context) -> {
            own("GET /things");
            return ToolOutput.text("fetched");
        });

        harness(
                        request -> {
                            own("POST /v1/messages");
                            return calls("fetch", "{}").to(request);
                        },
                        says("Done."))
                .tools(tool)
                .stopWhen(state -> {
                    own("look around");
                    return Optional.empty();
                })
                .build()
                .run("Fetch.");

        assertThat(telemetry.span("GET /things").getParentSpanId())
                .isEqualTo(telemetry.span("execute_tool fetch").getSpanId());
        assertThat(telemetry.span("POST /v1/messages").getParentSpanId())
                .isEqualTo(telemetry.spans("chat scripted").get(0).getSpanId());
        assertThat(telemetry.spans("look around"))
                .isNotEmpty()
                .allMatch(span -> span.getParentSpanId()
                        .equals(telemetry.span("invoke_agent").getSpanId()));
    }

    @Test
    void lies_within_the_span_that_is_current_where_the_run_begins() {
        Span request = telemetry.sdk().getTracer("test").spanBuilder("request").startSpan();
        try (Scope scope = request.makeCurrent()) {
            assertThat(scope).isNotNull();
            harness(says("Hello.")).build().run("Say hello.");
            assertThat(Span.current()).isSameAs(request);
        } finally {
            request.end();
        }

        assertThat(telemetry.span("invoke_agent").getParentSpanId())
                .isEqualTo(telemetry.span("request").getSpanId());
    }

    @Test
    void needs_no_wrapped_threads_for_that_nor_for_a_tool_that_is_called_alone() {
        Tool tool = Tool.of(reading("fetch").build(), (input, context) -> {
            own("GET /things");
            return ToolOutput.text("fetched");
        });
        Span request = telemetry.sdk().getTracer("test").spanBuilder("request").startSpan();
        try (Scope scope = request.makeCurrent()) {
            assertThat(scope).isNotNull();
            harness(calls("fetch", "{}"), says("Done."))
                    .threads(own -> own)
                    .tools(tool)
                    .build()
                    .run("Fetch.");
        } finally {
            request.end();
        }

        assertThat(telemetry.span("invoke_agent").getParentSpanId())
                .isEqualTo(telemetry.span("request").getSpanId());
        assertThat(telemetry.span("GET /things").getParentSpanId())
                .isEqualTo(telemetry.span("execute_tool fetch").getSpanId());
    }

    @Test
    void goes_along_when_a_tool_does_not_come_back_and_the_run_goes_on_elsewhere() {
        CountDownLatch released = new CountDownLatch(1);
        Tool deaf = Tool.of(reading("hang").timeout(Duration.ofMillis(50)).build(), (input, context) -> {
            while (released.getCount() > 0) {
                try {
                    released.await();
                } catch (InterruptedException e) {
                    own("interrupted");
                }
            }
            return ToolOutput.text("");
        });
        try {
            harness(calls("hang", "{}"), request -> {
                        own("POST /v1/messages");
                        return says("Done.").to(request);
                    })
                    .tools(deaf)
                    .stopWhen(state -> {
                        own("look around");
                        return Optional.empty();
                    })
                    .build()
                    .run("Hang.");
        } finally {
            released.countDown();
        }

        assertThat(telemetry.span("POST /v1/messages").getParentSpanId())
                .isEqualTo(telemetry.spans("chat scripted").get(1).getSpanId());
        assertThat(telemetry.spans("look around"))
                .isNotEmpty()
                .allMatch(span -> span.getParentSpanId()
                        .equals(telemetry.span("invoke_agent").getSpanId()));
    }

    @Test
    void goes_down_into_sub_agents_that_work_side_by_side() {
        Tool deepest = Harness.builder()
                .model(ScriptedModel.of(says("deep"), says("deep")))
                .listener(tracing)
                .build()
                .asTool("dig", "digs", Budget.of(Limit.tokens(20_000)));
        Tool helper = Harness.builder()
                .model(new Answering(request -> request.messages().size() < 2
                        ? calls("dig", "{\"task\":\"Dig.\"}").to(request)
                        : says("dug").to(request)))
                .tools(deepest)
                .permission(PermissionPolicy.allowAll())
                .listener(tracing)
                .build()
                .asTool("help", "helps", Budget.of(Limit.tokens(100_000)));

        harness(calls("help", "{\"task\":\"One.\"}", "help", "{\"task\":\"Two.\"}"), says("Done."))
                .tools(helper)
                .build()
                .run("Get help.");

        List<SpanData> helpers = telemetry.spans("invoke_agent help");
        List<String> callIds = telemetry.spans("execute_tool help").stream()
                .map(SpanData::getSpanId)
                .toList();
        assertThat(helpers).extracting(SpanData::getParentSpanId).containsExactlyInAnyOrderElementsOf(callIds);
        assertThat(telemetry.spans("invoke_agent dig"))
                .hasSize(2)
                .extracting(SpanData::getParentSpanId)
                .containsExactlyInAnyOrderElementsOf(telemetry.spans("execute_tool dig").stream()
                        .map(SpanData::getSpanId)
                        .toList());
        assertThat(telemetry.spans())
                .extracting(SpanData::getTraceId)
                .containsOnly(helpers.get(0).getTraceId());
    }

    @Test
    void shows_each_try_of_the_model() {
        harness(fails(ModelException.Kind.OVERLOADED, "busy"), says("Hello."))
                .recovery((failure, failures) -> Optional.of(Backoff.NONE))
                .build()
                .run("Say hello.");

        List<SpanData> tries = telemetry.spans("chat scripted");
        assertThat(tries).extracting(span -> value(span, Ours.ATTEMPT)).containsExactly(1L, 2L);
        assertThat(tries).extracting(span -> value(span, GenAi.ERROR)).containsExactly("overloaded", null);
        assertThat(tries.get(0).getStatus().getStatusCode()).isEqualTo(StatusCode.ERROR);
    }

    @Test
    void names_the_model_that_each_try_goes_to() {
        ModelSpec first = ModelSpec.builder("near", "first").build();
        ModelSpec second = ModelSpec.builder("far", "second").build();

        Harness.builder()
                .model(new Chained(List.of(
                        ScriptedModel.of(first, fails(ModelException.Kind.OVERLOADED, "busy")),
                        ScriptedModel.of(second, says("Hello.")))))
                .recovery((failure, failures) -> Optional.of(Backoff.NONE))
                .listener(tracing)
                .build()
                .run("Say hello.");

        assertThat(value(telemetry.span("chat first"), GenAi.PROVIDER)).isEqualTo("near");
        assertThat(value(telemetry.span("chat second"), GenAi.PROVIDER)).isEqualTo("far");
        assertThat(value(telemetry.span("chat second"), GenAi.RESPONSE_MODEL)).isEqualTo("second");
    }

    @Test
    void shows_calls_that_failed_were_denied_or_made_up() {
        Tool broken = Tool.of(reading("broken").build(), (input, context) -> {
            throw new IllegalStateException("no");
        });

        harness(calls("broken", "{}", "delete", "{}", "invented", "{}"), says("Done."))
                .tools(broken, writing("delete"))
                .permission((call, tool, state) ->
                        call.name().equals("delete") ? Decision.deny("never") : Decision.allow("fine"))
                .build()
                .run("Try.");

        assertThat(value(telemetry.span("execute_tool broken"), GenAi.ERROR)).isEqualTo("tool_error");
        assertThat(value(telemetry.span("execute_tool delete"), GenAi.ERROR)).isEqualTo("denied");
        assertThat(value(telemetry.span("execute_tool delete"), Ours.LAYER)).isEqualTo("policy");
        assertThat(value(telemetry.span("execute_tool unknown"), GenAi.ERROR)).isEqualTo("unknown_tool");
    }

    @Test
    void shows_how_long_a_person_was_waited_for_apart_from_the_call() {
        harness(calls("write", "{}"), says("Done."))
                .tools(writing("write"))
                .approver((call, tool, reason, state) -> Optional.of(Verdict.allow(call.id())))
                .clock(new TickingClock())
                .build()
                .run("Write.");

        SpanData approval = telemetry.span("approve write");
        SpanData call = telemetry.span("execute_tool write");
        assertThat(value(approval, Ours.VERDICT)).isEqualTo("allowed");
        assertThat(approval.getEndEpochNanos()).isGreaterThan(approval.getStartEpochNanos());
        assertThat(call.getStartEpochNanos()).isGreaterThanOrEqualTo(approval.getEndEpochNanos());
        assertThat(value(call, Ours.DECISION)).isEqualTo("ask");
    }

    @Test
    void of_a_run_that_goes_on_is_a_new_one_that_is_linked_to_the_former() {
        InMemoryJournal journal = new InMemoryJournal();
        Harness harness = harness(calls("write", "{}"), says("Done."))
                .tools(writing("write"))
                .journal(journal)
                .build();

        RunResult waiting = harness.run("Write.");
        SpanData before = telemetry.span("invoke_agent");
        harness.resume(waiting.runId(), Verdict.allow("call-1"));

        SpanData after = telemetry.spans("invoke_agent").get(1);
        assertThat(value(before, Ours.OUTCOME)).isEqualTo("escalated");
        assertThat(after.getLinks())
                .singleElement()
                .satisfies(link -> assertThat(link.getSpanContext().getSpanId()).isEqualTo(before.getSpanId()));
        assertThat(value(after, Ours.RESUMED)).isTrue();
        assertThat(after.getTraceId()).isNotEqualTo(before.getTraceId());
        assertThat(telemetry.span("execute_tool write").getTraceId()).isEqualTo(after.getTraceId());
        assertThat(telemetry.spans("approve write"))
                .extracting(span -> value(span, Ours.VERDICT))
                .containsExactly("unanswered", "allowed");
    }

    @Test
    void of_a_run_that_goes_on_elsewhere_knows_its_tools() {
        InMemoryJournal journal = new InMemoryJournal();
        RunResult waiting = Harness.builder()
                .model(ScriptedModel.of(calls("write", "{}")))
                .tools(writing("write"))
                .journal(journal)
                .build()
                .run("Write.");

        harness(says("Done."))
                .tools(writing("write"))
                .journal(journal)
                .build()
                .resume(waiting.runId(), Verdict.allow("call-1"));

        assertThat(value(telemetry.span("execute_tool write"), Ours.DECISION)).isEqualTo("ask");
        assertThat(telemetry.span("invoke_agent").getLinks()).isEmpty();
    }

    @Test
    void ends_when_the_run_cannot_be_recorded_any_more() {
        InMemoryJournal kept = new InMemoryJournal();
        Harness harness = harness(calls("read", "{}"), says("Done."))
                .journal(new Failing(kept, RunEvent.CallStarted.class))
                .build();

        assertThatThrownBy(() -> harness.run("Read it.")).isInstanceOf(JournalException.class);

        assertThat(value(telemetry.span("invoke_agent"), GenAi.ERROR)).isEqualTo("abandoned");
        assertThat(value(telemetry.span("execute_tool read"), GenAi.ERROR)).isEqualTo("abandoned");
    }

    @Test
    void loses_nothing_of_a_long_run() {
        int turns = 300;
        Tool noting =
                Tool.of(writing("write").spec(), (input, context) -> ToolOutput.text("written " + context.callId()));
        Harness harness = Harness.builder()
                .model(new Answering(request -> request.messages().stream()
                                        .mapToLong(
                                                message -> message.toolCalls().size())
                                        .sum()
                                < turns
                        ? calls("write", "{}").to(request)
                        : says("Done.").to(request)))
                .tools(noting)
                .budget(Budget.of(Limit.turns(turns + 5), Limit.tokens(100_000_000)))
                .approver((call, tool, reason, state) -> Optional.of(Verdict.allow(call.id())))
                .listener(tracing)
                .build();

        harness.run("Write a lot.");

        assertThat(telemetry.spans("approve write")).hasSize(turns);
        assertThat(telemetry.spans("execute_tool write")).hasSize(turns);
        assertThat(telemetry.spans())
                .allMatch(span ->
                        span.getTotalRecordedEvents() == span.getEvents().size());
    }

    @Test
    void is_named_after_the_spec_of_the_instructions() {
        Tracing named = Tracing.builder(telemetry.sdk()).agent("clerk").build();

        Harness.builder()
                .model(ScriptedModel.of(says("Hello.")))
                .listener(named)
                .build()
                .run("Say hello.");

        assertThat(value(telemetry.span("invoke_agent clerk"), GenAi.AGENT)).isEqualTo("clerk");
    }

    private Harness.Builder harness(ScriptedModel.Answer... script) {
        return Harness.builder()
                .model(ScriptedModel.of(script))
                .tools(Tool.of(reading("read").build(), (input, context) -> ToolOutput.text("text")))
                .threads(Context::taskWrapping)
                .listener(tracing);
    }

    private void own(String name) {
        telemetry.sdk().getTracer("test").spanBuilder(name).startSpan().end();
    }

    private static ToolSpec.Builder reading(String name) {
        return ToolSpec.builder(name, "reads").effect(Effect.READ_ONLY).risk(Risk.INTERNAL_READ);
    }

    private static Tool writing(String name) {
        ToolSpec spec = ToolSpec.builder(name, "writes")
                .effect(Effect.NON_IDEMPOTENT)
                .risk(Risk.WRITE)
                .build();
        return Tool.of(spec, (input, context) -> ToolOutput.text("written"));
    }

    private static long seconds(long epochNanos) {
        return TimeUnit.NANOSECONDS.toSeconds(epochNanos) - TickingClock.BEGIN.getEpochSecond();
    }
}
