package dev.agentharness;

import static dev.agentharness.Fixtures.echo;
import static dev.agentharness.Fixtures.reading;
import static dev.agentharness.model.ScriptedModel.calls;
import static dev.agentharness.model.ScriptedModel.says;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.agentharness.budget.Budget;
import dev.agentharness.budget.Limit;
import dev.agentharness.journal.InMemoryJournal;
import dev.agentharness.model.Message;
import dev.agentharness.model.ScriptedModel;
import dev.agentharness.model.ToolOutput;
import dev.agentharness.run.Outcome;
import dev.agentharness.run.RunEvent;
import dev.agentharness.run.RunListener;
import dev.agentharness.run.RunResult;
import dev.agentharness.run.RunState;
import dev.agentharness.tool.Tool;
import java.lang.ref.WeakReference;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.slf4j.MDC;

@DisplayName("A run")
@Timeout(60)
class ShiftTest {

    private final InMemoryJournal journal = new InMemoryJournal();
    private final Listening listening = new Listening();
    private final CountDownLatch started = new CountDownLatch(1);
    private final CountDownLatch released = new CountDownLatch(1);

    @AfterEach
    void letGo() {
        released.countDown();
    }

    private Harness.Builder harness(ScriptedModel model, Tool... tools) {
        return Harness.builder().model(model).tools(tools).journal(journal).listener(listening);
    }

    /** A tool that nothing but the end of the test stops. */
    private Tool deaf(Duration timeout) {
        return Tool.of(reading("hang").timeout(timeout).build(), (input, context) -> {
            started.countDown();
            boolean heard = false;
            while (released.getCount() > 0) {
                try {
                    released.await();
                } catch (InterruptedException e) {
                    heard = true;
                }
            }
            return ToolOutput.text("too late, " + heard);
        });
    }

    @Nested
    @DisplayName("is driven by a thread of the harness's own")
    class OwnThread {

        @Test
        void on_which_all_is_told_but_that_it_begins() {
            harness(ScriptedModel.of(calls("echo", "{\"text\":\"x\"}"), says("Done.")), echo())
                    .build()
                    .run("x");

            assertThat(listening.opened).containsExactly(Thread.currentThread());
            assertThat(listening.driving).doesNotContain(Thread.currentThread());
            assertThat(listening.driving).containsOnly(listening.driving.get(0));
        }

        @Test
        void which_calls_a_tool_that_is_called_alone() {
            List<Thread> used = new CopyOnWriteArrayList<>();
            harness(ScriptedModel.of(calls("who", "{}"), says("Done.")), who(used))
                    .build()
                    .run("x");

            assertThat(used).containsExactly(listening.driving.get(0));
        }

        @Test
        void which_calls_none_that_are_called_together() {
            List<Thread> used = new CopyOnWriteArrayList<>();
            harness(ScriptedModel.of(calls("who", "{}", "who", "{}"), says("Done.")), who(used))
                    .build()
                    .run("x");

            assertThat(used).hasSize(2).doesNotContain(listening.driving.get(0));
        }

        @Test
        void that_is_virtual_if_the_callers_is() throws Exception {
            Assumptions.assumeTrue(Runtime.version().feature() >= 21, "there are virtual threads");
            Harness harness =
                    harness(ScriptedModel.of(says("One."), says("Two."))).build();

            Thread caller = (Thread)
                    Thread.class.getMethod("startVirtualThread", Runnable.class).invoke(null, (Runnable)
                            () -> harness.run("x"));
            caller.join();
            harness.run("x");

            assertThat(Thread.class.getMethod("isVirtual").invoke(listening.driving.get(0)))
                    .isEqualTo(true);
            assertThat(Thread.class.getMethod("isVirtual").invoke(listening.last()))
                    .isEqualTo(false);
        }

        @Test
        void under_the_callers_logging_context_and_class_loader() {
            List<String> seen = new CopyOnWriteArrayList<>();
            List<ClassLoader> loaders = new CopyOnWriteArrayList<>();
            Tool look = Tool.of(reading("look").build(), (input, context) -> {
                seen.add(String.valueOf(MDC.get("request")));
                loaders.add(Thread.currentThread().getContextClassLoader());
                return ToolOutput.text("");
            });
            ClassLoader own = new ClassLoader(getClass().getClassLoader()) {};
            ClassLoader before = Thread.currentThread().getContextClassLoader();
            try {
                for (String request : List.of("a", "b")) {
                    MDC.put("request", request);
                    Thread.currentThread().setContextClassLoader(own);
                    harness(
                                    ScriptedModel.of(
                                            calls("look", "{}"), calls("look", "{}", "look", "{}"), says("Done.")),
                                    look)
                            .build()
                            .run("x");
                }
                MDC.clear();
                harness(ScriptedModel.of(calls("look", "{}"), says("Done.")), look)
                        .build()
                        .run("x");
            } finally {
                MDC.clear();
                Thread.currentThread().setContextClassLoader(before);
            }

            assertThat(seen).containsExactly("a", "a", "a", "b", "b", "b", "null");
            assertThat(loaders).containsOnly(own);
        }

        @Test
        void and_says_what_the_caller_did_when_it_cannot_go_on() {
            Harness harness = harness(ScriptedModel.of(says("x")))
                    .listener((runId, event) -> {
                        throw new AssertionError("no");
                    })
                    .build();

            assertThatThrownBy(() -> harness.run("x"))
                    .isInstanceOf(AssertionError.class)
                    .hasMessage("no")
                    .satisfies(fault -> assertThat(fault.getStackTrace())
                            .extracting(StackTraceElement::getMethodName)
                            .contains("and_says_what_the_caller_did_when_it_cannot_go_on"));
            assertThat(listening.closed).hasValue(1);
        }

        private ExecutorService without(ExecutorService own, Runnable fault) {
            return new WatchedThreads(own, () -> {}) {
                @Override
                public void execute(Runnable work) {
                    fault.run();
                }
            };
        }

        @Test
        void and_ends_at_once_where_there_is_none() {
            Harness harness = harness(ScriptedModel.of(says("x")))
                    .ids(() -> "refused")
                    .threads(own -> without(own, () -> {
                        throw new RejectedExecutionException("full");
                    }))
                    .build();

            assertThatThrownBy(() -> harness.run("x")).isInstanceOf(RejectedExecutionException.class);

            assertThat(listening.closed).hasValue(1);
            journal.lease("refused").close();
        }

        @Test
        void and_ends_at_once_where_no_more_can_be_made() {
            Harness harness = harness(ScriptedModel.of(says("x")))
                    .threads(own -> without(own, () -> {
                        throw new OutOfMemoryError("unable to create native thread");
                    }))
                    .build();

            assertThatThrownBy(() -> harness.run("x")).isInstanceOf(OutOfMemoryError.class);

            assertThat(listening.closed).hasValue(1);
        }

        @Test
        void which_another_harness_cannot_shut_down() {
            Harness shut = harness(ScriptedModel.of(says("x")))
                    .threads(own -> {
                        own.shutdownNow();
                        return own;
                    })
                    .build();

            assertThatThrownBy(() -> shut.run("x"))
                    .isInstanceOf(RejectedExecutionException.class)
                    .hasMessageContaining("shut down");
            assertThat(harness(ScriptedModel.of(says("Done."))).build().run("x").answer())
                    .isEqualTo("Done.");
        }

        @Test
        void so_that_a_session_can_be_looked_at_meanwhile() {
            List<Message> seen = new ArrayList<>();
            Session[] session = new Session[1];
            Tool look = Tool.of(reading("look").build(), (input, context) -> {
                seen.addAll(session[0].transcript());
                return ToolOutput.text("");
            });
            session[0] = harness(ScriptedModel.of(says("Hello."), calls("look", "{}"), says("Done.")), look)
                    .build()
                    .session(Budget.of(Limit.turns(10)));
            session[0].run("Hello?");

            session[0].run("Look.");

            assertThat(seen).hasSize(2);
        }

        private Tool who(List<Thread> used) {
            return Tool.of(reading("who").build(), (input, context) -> {
                used.add(Thread.currentThread());
                return ToolOutput.text("");
            });
        }
    }

    @Nested
    @DisplayName("whose tool does not come back")
    class Deaf {

        private final Semaphore done = new Semaphore(0);

        private Harness.Builder watched(Harness.Builder builder) {
            return builder.threads(own -> new WatchedThreads(own, done::release));
        }

        @Test
        void goes_on_without_it_on_another_thread() throws Exception {
            Tool hang = deaf(Duration.ofMillis(50));
            RunResult result = watched(harness(
                            ScriptedModel.of(calls("hang", "{}"), calls("echo", "{\"text\":\"x\"}"), says("Done.")),
                            hang,
                            echo()))
                    .build()
                    .run("x");

            assertThat(result.answer()).isEqualTo("Done.");
            assertThat(result.transcript().get(2).toolResults().get(0).text())
                    .isEqualTo("'hang' was stopped after 50 ms without a result.");
            assertThat(result.spend().toolCalls()).isEqualTo(2);
            assertThat(listening.last()).isNotEqualTo(listening.driving.get(0));
            assertThat(listening.closed).hasValue(1);
        }

        @Test
        void hears_nothing_of_it_when_it_does_come_back() throws Exception {
            RunResult result = watched(
                            harness(ScriptedModel.of(calls("hang", "{}"), says("Done.")), deaf(Duration.ofMillis(50))))
                    .build()
                    .run("x");
            List<RunEvent> events = List.copyOf(journal.read(result.runId()));

            released.countDown();
            done.acquire(2); // both threads have done what they had to do

            assertThat(journal.read(result.runId())).isEqualTo(events);
            assertThat(RunState.replay(events).transcript()).isEqualTo(result.transcript());
            assertThat(listening.closed).hasValue(1);
            assertThat(listening.driving).hasSize(events.size());
        }

        @Test
        void is_forgotten_with_it_in_the_end() throws Exception {
            WeakReference<Listening> ofTheRun = hungRun();
            released.countDown();
            done.acquire(2);

            for (int i = 0; i < 10 && ofTheRun.get() != null; i++) {
                System.gc();
            }
            assertThat(ofTheRun.get()).isNull();
        }

        private WeakReference<Listening> hungRun() {
            Listening own = new Listening();
            watched(harness(ScriptedModel.of(calls("hang", "{}"), says("Done.")), deaf(Duration.ofMillis(50)))
                            .listener(own))
                    .build()
                    .run("x");
            return new WeakReference<>(own);
        }

        @Test
        void can_be_cancelled_all_the_same() throws Exception {
            Harness harness = harness(ScriptedModel.of(calls("hang", "{}")), deaf(Duration.ofHours(1)))
                    .build();
            RunResult[] result = new RunResult[1];
            boolean[] interrupted = new boolean[1];
            Thread caller = new Thread(() -> {
                result[0] = harness.run("x");
                interrupted[0] = Thread.currentThread().isInterrupted();
            });
            caller.start();
            started.await();

            caller.interrupt();
            caller.join();

            assertThat(result[0].outcome()).isEqualTo(new Outcome.Cancelled());
            assertThat(interrupted[0]).isTrue();
            assertThat(result[0].transcript().get(2).toolResults().get(0).text())
                    .isEqualTo("The run ended before the result was known; the call may have had its effect.");
        }

        @Test
        void ends_when_its_time_is_up() {
            RunResult result = harness(ScriptedModel.of(calls("hang", "{}")), deaf(Duration.ofHours(1)))
                    .budget(Budget.of(Limit.time(Duration.ofMillis(200)), Limit.turns(5)))
                    .build()
                    .run("x");

            assertThat(result.outcome()).isInstanceOf(Outcome.BudgetExhausted.class);
            assertThat(result.transcript().get(2).toolResults().get(0).text()).endsWith("the run's time is up.");
        }
    }

    @Nested
    @DisplayName("whose tool is interrupted")
    class Interrupted {

        @Test
        void by_itself_goes_on() {
            Tool rude = Tool.of(reading("rude").build(), (input, context) -> {
                Thread.currentThread().interrupt();
                return ToolOutput.text("so what");
            });

            RunResult result = harness(ScriptedModel.of(calls("rude", "{}"), says("Done.")), rude)
                    .build()
                    .run("x");

            assertThat(result.answer()).isEqualTo("Done.");
            assertThat(Thread.interrupted()).isFalse();
        }

        @Test
        void is_cancelled_though_the_tool_makes_nothing_of_it() throws Exception {
            Tool stubborn = Tool.of(reading("stubborn").build(), (input, context) -> {
                started.countDown();
                try {
                    released.await();
                } catch (InterruptedException e) {
                    return ToolOutput.text("so what");
                }
                return ToolOutput.text("never");
            });
            Harness harness = harness(ScriptedModel.of(calls("stubborn", "{}"), says("Done.")), stubborn)
                    .build();
            RunResult[] result = new RunResult[1];
            Thread caller = new Thread(() -> result[0] = harness.run("x"));
            caller.start();
            started.await();

            caller.interrupt();
            caller.join();

            assertThat(result[0].outcome()).isEqualTo(new Outcome.Cancelled());
            assertThat(result[0].transcript().get(2).toolResults().get(0).text())
                    .isEqualTo("The run ended before the result was known; the call may have had its effect.");
        }

        @Test
        void before_it_begins_asks_no_model() {
            ScriptedModel model = ScriptedModel.of(says("Done."));
            Thread.currentThread().interrupt();

            RunResult result = harness(model).build().run("x");

            assertThat(Thread.interrupted()).isTrue();
            assertThat(result.outcome()).isEqualTo(new Outcome.Cancelled());
            assertThat(model.requests()).isEmpty();
        }
    }

    /** Remembers who told it what. */
    private static final class Listening implements RunListener {
        private final List<Thread> opened = new CopyOnWriteArrayList<>();
        private final List<Thread> driving = new CopyOnWriteArrayList<>();
        private final AtomicInteger closed = new AtomicInteger();

        @Override
        public void onOpen(RunState state) {
            opened.add(Thread.currentThread());
        }

        @Override
        public void onEvent(String runId, RunEvent event) {
            driving.add(Thread.currentThread());
        }

        @Override
        public void onClose(String runId) {
            closed.incrementAndGet();
        }

        Thread last() {
            return driving.get(driving.size() - 1);
        }
    }
}
