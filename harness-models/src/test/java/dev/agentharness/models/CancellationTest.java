package dev.agentharness.models;

import static org.assertj.core.api.Assertions.assertThat;

import dev.agentharness.Harness;
import dev.agentharness.budget.Budget;
import dev.agentharness.budget.Limit;
import dev.agentharness.budget.Meter;
import dev.agentharness.model.ModelClient;
import dev.agentharness.model.Role;
import dev.agentharness.run.Outcome;
import dev.agentharness.run.RunEvent;
import dev.agentharness.run.RunListener;
import dev.agentharness.run.RunResult;
import java.io.IOException;
import java.time.Duration;
import java.util.Arrays;
import java.util.Objects;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The whole harness against a server that begins an answer and then says nothing more, and never hangs up. */
@DisplayName("While a model falls silent in mid-answer, a run")
@Timeout(60)
class CancellationTest {

    private enum Wire {
        ANTHROPIC(server -> Anthropic.builder().model("m").baseUrl(server.url()).build(), """
                data: {"type":"message_start","message":{"id":"r","usage":{"input_tokens":9,"output_tokens":1}}}

                data: {"type":"content_block_start","index":0,"content_block":{"type":"text","text":""}}

                data: {"type":"content_block_delta","index":0,"delta":{"type":"text_delta","text":"Half an ans"}}

                """),
        CHAT(server -> OpenAiChat.builder().model("m").baseUrl(server.url()).build(), """
                data: {"choices":[{"delta":{"content":"Half an ans"}}]}

                """);

        private final Function<RawServer, ModelClient> model;
        private final String beginning;

        Wire(Function<RawServer, ModelClient> model, String beginning) {
            this.model = model;
            this.beginning = beginning;
        }
    }

    /** What a run did, and whether its thread was interrupted when it came back. */
    private record Ended(RunResult result, boolean interrupted, long nanos) {}

    /** What a listener heard of the text. */
    private static final class Heard implements RunListener {
        private final StringBuffer text = new StringBuffer();
        private final CountDownLatch first = new CountDownLatch(1);
        private volatile @Nullable Thread driving;

        @Override
        public void onEvent(String runId, RunEvent event) {
            driving = Thread.currentThread();
        }

        @Override
        public void onDelta(String runId, String delta) {
            text.append(delta);
            first.countDown();
        }
    }

    private final CountDownLatch hungUp = new CountDownLatch(1);
    private final Heard heard = new Heard();

    @ParameterizedTest
    @EnumSource
    void is_cancelled_at_once_by_an_interrupt(Wire wire) throws Exception {
        try (RawServer server = silentAfter(wire)) {
            FutureTask<Ended> run = running(wire, server, Duration.ofMinutes(10));
            Thread thread = start(run);
            heard.first.await();
            untilReading(Objects.requireNonNull(heard.driving));

            long start = System.nanoTime();
            thread.interrupt();
            Ended ended = run.get();

            Duration taken = Duration.ofNanos(ended.nanos - start);
            System.out.println("cancelled within " + taken.toNanos() / 1_000 + " us (" + wire + ")");
            assertThat(taken).isLessThan(Duration.ofSeconds(5));
            assertThat(ended.result.outcome()).isInstanceOf(Outcome.Cancelled.class);
            assertThat(ended.interrupted).isTrue();
            assertThat(hungUp.await(5, TimeUnit.SECONDS)).isTrue();
            wholeMessagesOnly(ended.result);
        }
    }

    @ParameterizedTest
    @EnumSource
    void ends_when_its_time_is_up(Wire wire) throws Exception {
        try (RawServer server = silentAfter(wire)) {
            FutureTask<Ended> run = running(wire, server, Duration.ofMillis(300));
            start(run);

            Ended ended = run.get();

            assertThat(ended.result.outcome()).isInstanceOfSatisfying(Outcome.BudgetExhausted.class, exhausted -> {
                assertThat(exhausted.limit().meter()).isEqualTo(Meter.TIME);
                assertThat(exhausted.scope()).isEqualTo("run");
            });
            assertThat(ended.interrupted).isFalse();
            assertThat(hungUp.await(5, TimeUnit.SECONDS)).isTrue();
            wholeMessagesOnly(ended.result);
        }
    }

    /** The pieces of a message that never came to its end are the listener's; the run knows whole messages only. */
    private void wholeMessagesOnly(RunResult result) {
        assertThat(heard.text).hasToString("Half an ans");
        assertThat(result.answer()).isEmpty();
        assertThat(result.transcript())
                .singleElement()
                .satisfies(message -> assertThat(message.role()).isEqualTo(Role.USER));
    }

    private RawServer silentAfter(Wire wire) throws IOException {
        return new RawServer(exchange -> {
            exchange.head("text/event-stream");
            exchange.chunk(wire.beginning);
            exchange.awaitHangUp();
            hungUp.countDown();
        });
    }

    private FutureTask<Ended> running(Wire wire, RawServer server, Duration limit) {
        Harness harness = Harness.builder()
                .model(wire.model.apply(server))
                .budget(Budget.of(Limit.time(limit), Limit.tokens(100_000)))
                .listener(heard)
                .build();
        return new FutureTask<>(() -> {
            RunResult result = harness.run("Hello.");
            return new Ended(result, Thread.currentThread().isInterrupted(), System.nanoTime());
        });
    }

    /** Waits until the thread is waiting itself, in a read from its socket. */
    private static void untilReading(Thread thread) {
        while (Arrays.stream(thread.getStackTrace())
                .noneMatch(frame -> frame.getClassName().startsWith("sun.nio.ch."))) {
            Thread.onSpinWait();
        }
    }

    private static Thread start(FutureTask<?> task) {
        Thread thread = new Thread(task, "run");
        thread.setDaemon(true);
        thread.start();
        return thread;
    }
}
