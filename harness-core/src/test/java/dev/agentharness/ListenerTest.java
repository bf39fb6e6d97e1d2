package dev.agentharness;

import static dev.agentharness.Fixtures.reading;
import static dev.agentharness.model.ScriptedModel.calls;
import static dev.agentharness.model.ScriptedModel.says;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.agentharness.journal.JournalException;
import dev.agentharness.model.FinishReason;
import dev.agentharness.model.Message;
import dev.agentharness.model.ModelClient;
import dev.agentharness.model.ModelListener;
import dev.agentharness.model.ModelRequest;
import dev.agentharness.model.ModelResponse;
import dev.agentharness.model.ModelSpec;
import dev.agentharness.model.ScriptedModel;
import dev.agentharness.model.ToolOutput;
import dev.agentharness.model.Usage;
import dev.agentharness.run.RunEvent;
import dev.agentharness.run.RunListener;
import dev.agentharness.run.RunState;
import dev.agentharness.run.Verdict;
import dev.agentharness.tool.Tool;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("A listener")
class ListenerTest {

    private final List<String> told = new ArrayList<>();
    private final RunListener listener = new RunListener() {
        @Override
        public void onOpen(RunState state) {
            told.add("open after " + state.events());
        }

        @Override
        public void onEvent(String runId, RunEvent event) {
            told.add(event.getClass().getSimpleName());
        }

        @Override
        public void onClose(String runId) {
            told.add("close");
        }
    };

    @Test
    void is_told_where_a_run_begins_to_be_driven_and_where_that_ends() {
        Harness harness = Harness.builder()
                .model(ScriptedModel.of(calls("write", "{}"), says("Done.")))
                .tools(Tool.of(Fixtures.writing("write").build(), (input, context) -> ToolOutput.text("ok")))
                .listener(listener)
                .build();

        String runId = harness.run("Write.").runId();
        int events = told.size() - 2;
        harness.resume(runId, Verdict.allow("call-1"));

        assertThat(told).startsWith("open after 0", "Started").endsWith("Ended", "close");
        assertThat(told.subList(events, events + 4))
                .containsExactly("Ended", "close", "open after " + events, "Resumed");
    }

    @Test
    void that_does_nothing_about_deltas_is_none_to_the_model() {
        List<ModelListener> heard = new ArrayList<>();
        ModelClient model = new ModelClient() {
            @Override
            public ModelSpec spec() {
                return ModelSpec.builder("p", "m").build();
            }

            @Override
            public ModelResponse generate(ModelRequest request, ModelListener listener) {
                heard.add(listener);
                return ModelResponse.of(Message.assistant("Hi"), FinishReason.STOP, Usage.NONE);
            }
        };

        Harness.builder().model(model).build().run("Go.");
        Harness.builder().model(model).listener((runId, event) -> {}).build().run("Go.");
        Harness.builder()
                .model(model)
                .listener(new Fixtures.Recorder() {})
                .build()
                .run("Go.");

        assertThat(heard.get(0)).isSameAs(ModelListener.none());
        assertThat(heard.get(1)).isSameAs(ModelListener.none());
        assertThat(heard.get(2)).isNotSameAs(ModelListener.none());
    }

    @Test
    void is_told_that_a_run_is_over_which_another_keeps_from_beginning() {
        Harness harness = Harness.builder()
                .model(ScriptedModel.of(says("Hello.")))
                .listener(listener)
                .listener(new RunListener() {
                    @Override
                    public void onOpen(RunState state) {
                        throw new StackOverflowError();
                    }

                    @Override
                    public void onEvent(String runId, RunEvent event) {}
                })
                .build();

        assertThatThrownBy(() -> harness.run("Say hello.")).isInstanceOf(StackOverflowError.class);

        assertThat(told).containsExactly("open after 0", "close");
    }

    @Test
    void is_told_of_the_end_of_a_run_that_cannot_be_recorded_any_more() {
        Harness harness = Harness.builder()
                .model(ScriptedModel.of(says("Hello.")))
                .journal(new BrokenJournal(RunEvent.ModelReplied.class))
                .listener(listener)
                .build();

        assertThatThrownBy(() -> harness.run("Say hello.")).isInstanceOf(JournalException.class);

        assertThat(told).doesNotContain("Ended").endsWith("ModelAsked", "close");
    }

    @Test
    void reads_of_calls_that_ran_together_when_each_of_them_ended() {
        ManualClock clock = new ManualClock();
        CountDownLatch fastEnded = new CountDownLatch(1);
        Tool slow = Tool.of(reading("slow").build(), (input, context) -> {
            fastEnded.await();
            return ToolOutput.text("late");
        });
        Tool fast = Tool.of(reading("fast").build(), (input, context) -> ToolOutput.text("early"));
        List<RunEvent.CallFinished> finished = new ArrayList<>();

        Harness.builder()
                .model(ScriptedModel.of(calls("slow", "{}", "fast", "{}"), says("Done.")))
                .tools(slow, fast)
                .clock(clock)
                .threads(own -> new WatchedThreads(own, () -> {
                    if (fastEnded.getCount() > 0) { // only the fast one ends before the slow one
                        clock.advance(Duration.ofSeconds(5));
                        fastEnded.countDown();
                    }
                }))
                .listener((runId, event) -> {
                    if (event instanceof RunEvent.CallFinished call) {
                        finished.add(call);
                    }
                })
                .build()
                .run("Both.");

        assertThat(finished).extracting(call -> call.result().callId()).containsExactly("call-1", "call-2");
        Instant late = finished.get(0).at();
        assertThat(finished.get(1).at()).isEqualTo(late.minusSeconds(5));
    }
}
