package dev.agentharness;

import static dev.agentharness.Fixtures.reading;
import static dev.agentharness.model.ScriptedModel.calls;
import static dev.agentharness.model.ScriptedModel.says;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.agentharness.budget.Budget;
import dev.agentharness.budget.BudgetTracker;
import dev.agentharness.model.ScriptedModel;
import dev.agentharness.model.ToolInput;
import dev.agentharness.model.ToolOutput;
import dev.agentharness.model.ToolResult;
import dev.agentharness.model.ToolSpec;
import dev.agentharness.tool.Tool;
import dev.agentharness.tool.ToolContext;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("A throttle")
class ThrottleTest {

    private static final Duration MINUTE = Duration.ofMinutes(1);

    /** A clock that goes on only by sleeping; it begins just before it overflows. */
    private long now = Long.MAX_VALUE - 1000;

    private final List<Map<String, String>> notes = new ArrayList<>();
    private final Throttle throttle = new Throttle(() -> now, time -> now += time);

    private static Tool tool(ToolSpec.Builder spec) {
        return Tool.of(spec.build(), (input, context) -> ToolOutput.text("done"));
    }

    private ToolOutput call(Throttle throttle, Tool tool, Duration time) throws Exception {
        BudgetTracker budget = BudgetTracker.root("run", Budget.standard(), Clock.systemUTC());
        ToolContext context = new ToolContext(
                "run-1", "call-1", Instant.MAX, budget, Set.of(), (kind, attributes) -> notes.add(attributes));
        return throttle.call(tool, ToolInput.parse("{}"), context, time);
    }

    @Test
    void lets_as_many_through_at_once_as_the_rate_says_and_the_next_one_after_a_share_of_the_time() throws Exception {
        Tool tool = tool(reading("t").rateLimit(4, Duration.ofSeconds(20)));
        List<Long> seconds = new ArrayList<>();
        long begin = now;

        for (int i = 0; i < 6; i++) {
            call(throttle, tool, MINUTE);
            seconds.add((now - begin) / 1_000_000_000);
        }
        now += TimeUnit.MINUTES.toNanos(10);
        long later = now;
        for (int i = 0; i < 5; i++) {
            call(throttle, tool, MINUTE);
        }

        assertThat(seconds).containsExactly(0L, 0L, 0L, 0L, 5L, 10L);
        assertThat(now - later).isEqualTo(TimeUnit.SECONDS.toNanos(5));
        assertThat(notes).hasSize(3).first().isEqualTo(Map.of("tool", "t", "milliseconds", "5000"));
    }

    @Test
    void refuses_what_would_wait_longer_than_its_time_and_says_when_to_come_again() throws Exception {
        Tool tool = tool(reading("t").rateLimit(1, Duration.ofMinutes(5)));
        call(throttle, tool, MINUTE);

        for (int i = 0; i < 3; i++) { // a refusal takes nothing
            assertThatIllegalStateException()
                    .isThrownBy(() -> call(throttle, tool, MINUTE))
                    .withMessage(
                            "Not carried out: the limit of 1 per 300 s for 't' is used up. It may be called in 300 s.");
        }
        now += TimeUnit.MINUTES.toNanos(5);
        assertThat(call(throttle, tool, MINUTE).error()).isFalse();
    }

    @Test
    void gives_a_call_back_that_is_interrupted_while_it_waits() throws Exception {
        AtomicInteger interrupts = new AtomicInteger(1);
        Throttle interrupted = new Throttle(() -> now, time -> {
            if (time > 0 && interrupts.getAndDecrement() > 0) {
                throw new InterruptedException();
            }
            now += time;
        });
        Tool tool = tool(reading("t").rateLimit(1, Duration.ofSeconds(10)));
        long begin = now;
        call(interrupted, tool, MINUTE);

        assertThatThrownBy(() -> call(interrupted, tool, MINUTE)).isInstanceOf(InterruptedException.class);
        call(interrupted, tool, MINUTE);

        assertThat(now - begin).isEqualTo(TimeUnit.SECONDS.toNanos(10));
    }

    @Test
    void lets_no_more_calls_run_at_once_than_the_tool_declares() throws Exception {
        CyclicBarrier two = new CyclicBarrier(2);
        AtomicInteger running = new AtomicInteger();
        AtomicInteger most = new AtomicInteger();
        Tool tool = Tool.of(reading("t").concurrency(2).build(), (input, context) -> {
            most.accumulateAndGet(running.incrementAndGet(), Math::max);
            two.await(30, TimeUnit.SECONDS);
            running.decrementAndGet();
            two.await(30, TimeUnit.SECONDS);
            return ToolOutput.text("");
        });
        ExecutorService threads = Executors.newCachedThreadPool();
        Throttle real = new Throttle(System::nanoTime, TimeUnit.NANOSECONDS::sleep);

        List<Future<ToolOutput>> calls = new ArrayList<>();
        for (int i = 0; i < 8; i++) {
            calls.add(threads.submit(() -> call(real, tool, MINUTE)));
        }
        for (Future<ToolOutput> call : calls) {
            call.get(60, TimeUnit.SECONDS);
        }
        threads.shutdownNow();

        assertThat(most).hasValue(2);
        assertThat(real.size()).isZero();
    }

    @Test
    void tells_a_call_that_the_tool_is_busy_when_it_waited_most_of_its_time() throws Exception {
        CountDownLatch running = new CountDownLatch(1);
        Tool tool = Tool.of(reading("t").concurrency(1).build(), (input, context) -> {
            running.countDown();
            new CountDownLatch(1).await(30, TimeUnit.SECONDS);
            return ToolOutput.text("");
        });
        ExecutorService threads = Executors.newCachedThreadPool();
        threads.submit(() -> call(throttle, tool, MINUTE));
        running.await(30, TimeUnit.SECONDS);

        assertThatIllegalStateException()
                .isThrownBy(() -> call(throttle, tool, Duration.ofMillis(20)))
                .withMessageStartingWith("Not carried out: 't' does 1 at a time and was busy for 1 s.");
        threads.shutdownNow();
    }

    @Test
    void forgets_tools_that_nobody_uses_and_whose_calls_are_long_ago() throws Exception {
        for (int i = 0; i < 100; i++) {
            call(throttle, tool(reading("t" + i).rateLimit(1, MINUTE)), MINUTE);
        }
        assertThat(throttle.size()).isEqualTo(100);

        now += TimeUnit.MINUTES.toNanos(2);
        call(throttle, tool(reading("other").concurrency(1)), MINUTE);

        assertThat(throttle.size()).isZero();
    }

    @Test
    void holds_for_all_runs_of_a_process_and_for_a_tool_that_is_made_anew_for_each() {
        assertThat(resultOfRun().text()).isEqualTo("done");

        ToolResult second = resultOfRun();

        assertThat(second.error()).isTrue();
        assertThat(second.text())
                .startsWith("Not carried out: the limit of 1 per 3600 s for 'once_an_hour' is used up");
    }

    private static ToolResult resultOfRun() {
        return Harness.builder()
                .model(ScriptedModel.of(calls("once_an_hour", "{}"), says("Done.")))
                .tools(tool(reading("once_an_hour").rateLimit(1, Duration.ofHours(1))))
                .build()
                .run("Go.")
                .transcript()
                .get(2)
                .toolResults()
                .get(0);
    }
}
