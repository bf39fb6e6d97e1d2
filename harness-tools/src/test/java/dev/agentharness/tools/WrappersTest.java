package dev.agentharness.tools;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.agentharness.Harness;
import dev.agentharness.budget.Budget;
import dev.agentharness.journal.InMemoryJournal;
import dev.agentharness.journal.Journal;
import dev.agentharness.model.Artefact;
import dev.agentharness.model.Effect;
import dev.agentharness.model.Risk;
import dev.agentharness.model.ScriptedModel;
import dev.agentharness.model.ToolInput;
import dev.agentharness.model.ToolOutput;
import dev.agentharness.permission.PermissionPolicy;
import dev.agentharness.run.RunEvent;
import dev.agentharness.run.RunResult;
import dev.agentharness.tool.Tool;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@DisplayName("A tool around a tool")
class WrappersTest {

    record Order(int count) {}

    private final List<String> notes = new ArrayList<>();

    private static Tools.Builder<Order> order() {
        return Tools.builder("order", "Orders parts", Order.class).risk(Risk.WRITE);
    }

    private String call(Tool tool) throws Exception {
        return Texts.of(Texts.output(tool, "{\"count\": 2}", notes));
    }

    @Test
    @DisplayName("is the same to the model: spec, mistakes and context pass through")
    void passesOn() throws Exception {
        Tool inside = order().effect(Effect.IDEMPOTENT)
                .build((order, context) -> context.idempotencyKey() + " " + order.count());
        ToolCache cache = new ToolCache(1_000);

        for (Tool around : List.of(
                DryRun.wrap(inside),
                Retrying.wrap(inside),
                Timeout.wrap(inside, Duration.ofSeconds(30)),
                Redacting.wrap(inside),
                Validating.wrap(inside),
                cache.wrap(inside))) {
            assertThat(around.spec()).isSameAs(inside.spec());
            assertThat(around.mistake(ToolInput.parse("{\"count\":\"x\"}")))
                    .contains("The arguments do not fit: 'count' must be a whole number but is \"x\"");
            assertThat(around).hasToString(inside.toString());
        }
        Tool all = Redacting.wrap(Retrying.wrap(Timeout.wrap(Validating.wrap(inside), Duration.ofSeconds(30))));
        assertThat(call(all)).isEqualTo("run-1/call-1 2");
    }

    @Test
    @DisplayName("lets a sub-agent's call go on after a crash as if it were not there")
    void goesOn() throws Exception {
        Journal journal = new InMemoryJournal();
        AtomicInteger ordered = new AtomicInteger();
        Tool buyer = Harness.builder()
                .model(ScriptedModel.of(ScriptedModel.calls("order", "{\"count\":2}"), ScriptedModel.says("Bought.")))
                .tools(order().build((order, context) -> "" + ordered.incrementAndGet()))
                .permission(PermissionPolicy.allowAll())
                .journal(journal)
                .build()
                .asTool("buyer", "Buys parts", Budget.standard());
        Tool wrapped =
                new ToolCache(1_000).wrap(Redacting.wrap(Timeout.wrap(Validating.wrap(buyer), Duration.ofSeconds(30))));
        Harness.Builder harness = Harness.builder().tools(wrapped).permission(PermissionPolicy.allowAll());
        RunResult whole = harness.journal(journal)
                .model(ScriptedModel.of(
                        ScriptedModel.calls("buyer", "{\"task\":\"Two.\"}"), ScriptedModel.says("Done.")))
                .build()
                .run("x");
        Journal crashed = new InMemoryJournal(); // what the caller recorded after its call began is lost
        journal.read(whole.runId()).stream()
                .takeWhile(event -> !(event instanceof RunEvent.Drawn))
                .forEach(event -> crashed.append(whole.runId(), event));

        RunResult result = harness.journal(crashed)
                .model(ScriptedModel.of(ScriptedModel.says("Done.")))
                .build()
                .resume(whole.runId());

        assertThat(result.transcript().get(2).toolResults().get(0).text()).isEqualTo("Bought.");
        assertThat(ordered).hasValue(1);
    }

    @Nested
    @DisplayName("as a dry run")
    class Dry {

        @Test
        @DisplayName("says what it would do, and does nothing")
        void says() throws Exception {
            Tool tool = DryRun.wrap(order().build((order, context) -> {
                throw new AssertionError("done");
            }));

            assertThat(call(tool))
                    .contains("dry run")
                    .contains("'order' would have been carried out with {\"count\":2}");
            assertThat(notes).containsExactly("dry-run {tool=order}");
        }

        @Test
        @DisplayName("still reads")
        void reads() throws Exception {
            Tool tool = DryRun.wrap(order().effect(Effect.READ_ONLY).build((order, context) -> "read"));

            assertThat(call(tool)).isEqualTo("read");
        }
    }

    @Nested
    @DisplayName("that tries again")
    class Again {
        private final AtomicInteger calls = new AtomicInteger();
        private final List<Duration> waits = new ArrayList<>();
        private final Retrying retrying = new Retrying(3, () -> 1, waits::add);

        private Tool failing(Exception... failures) {
            return order().effect(Effect.IDEMPOTENT).build((order, context) -> {
                int call = calls.getAndIncrement();
                if (call < failures.length) {
                    throw failures[call];
                }
                return "done " + context.idempotencyKey();
            });
        }

        @Test
        @DisplayName("gets over failures, waiting longer each time, and says so")
        void getsOver() throws Exception {
            assertThat(call(retrying.around(failing(new IOException("a"), new IOException("b")))))
                    .isEqualTo("done run-1/call-1");
            assertThat(waits).containsExactly(Duration.ofMillis(200), Duration.ofMillis(400));
            assertThat(notes)
                    .containsExactly(
                            "retry {cause=IOException, tool=order, try=2}",
                            "retry {cause=IOException, tool=order, try=3}");
        }

        @Test
        @DisplayName("gives up with the last failure")
        void givesUp() {
            assertThatThrownBy(() -> call(retrying.around(failing(
                            new IOException("a"), new IOException("b"), new IOException("c"), new IOException()))))
                    .hasMessage("c");
            assertThat(calls).hasValue(3);
        }

        @Test
        @DisplayName("does not repeat what is about the call, an interrupt, or an error result")
        void notRepeated() throws Exception {
            for (Exception failure : List.of(
                    new IllegalArgumentException("no such part"),
                    new IllegalStateException("closed"),
                    new InterruptedException())) {
                calls.set(0);
                assertThatThrownBy(() -> call(retrying.around(failing(failure))))
                        .isSameAs(failure);
                assertThat(calls).hasValue(1);
            }
            calls.set(0);
            Tool erring = order().effect(Effect.READ_ONLY).build((order, context) -> {
                calls.incrementAndGet();
                return ToolOutput.error("no");
            });
            assertThat(call(retrying.around(erring))).isEqualTo("no");
            assertThat(calls).hasValue(1);
        }

        @Test
        @DisplayName(
                "is refused for a tool whose second call could have a second effect, unless its service knows the key")
        void nonIdempotent() throws Exception {
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> Retrying.wrap(order().build((order, context) -> "")))
                    .withMessage(
                            "tool 'order' is NON_IDEMPOTENT and takes no idempotency keys: it cannot be tried again");

            List<String> keys = new ArrayList<>();
            Tool keyed = order().idempotencyKeys(true).build((order, context) -> {
                keys.add(context.idempotencyKey());
                if (keys.size() == 1) {
                    throw new IOException("lost");
                }
                return "done";
            });
            assertThat(call(retrying.around(keyed))).isEqualTo("done");
            assertThat(keys).containsExactly("run-1/call-1", "run-1/call-1");
        }
    }

    @Nested
    @DisplayName("with a shorter time")
    class Shorter {

        private Tool hanging(AtomicInteger calls) {
            return order().effect(Effect.IDEMPOTENT).build((order, context) -> {
                if (calls.incrementAndGet() == 1) {
                    new CountDownLatch(1).await();
                }
                return "done";
            });
        }

        @Test
        @DisplayName("is interrupted when that is up")
        void interrupted() {
            Tool tool = Timeout.wrap(hanging(new AtomicInteger()), Duration.ofMillis(20));

            assertThatThrownBy(() -> call(tool))
                    .isInstanceOf(TimeoutException.class)
                    .hasMessage("'order' was stopped after 20 ms");
            assertThat(Thread.currentThread().isInterrupted()).isFalse();
        }

        @Test
        @DisplayName("is interrupted without a trace, however it takes it")
        void interruptedWithoutTrace() {
            Tool tool = order().build((order, context) -> {
                try {
                    new CountDownLatch(1).await();
                } catch (InterruptedException e) {
                    Thread.currentThread().interrupt();
                    throw new IOException("interrupted", e);
                }
                return "";
            });

            assertThatThrownBy(() -> call(Timeout.wrap(tool, Duration.ofMillis(20))))
                    .isInstanceOf(TimeoutException.class);
            assertThat(Thread.interrupted()).isFalse();
        }

        @Test
        @DisplayName("can be tried again within the time of the call")
        void triedAgain() throws Exception {
            Tool tool = new Retrying(2, () -> 0, time -> {})
                    .around(Timeout.wrap(hanging(new AtomicInteger()), Duration.ofMillis(20)));

            assertThat(call(tool)).isEqualTo("done");
        }

        @Test
        @DisplayName("leaves other interrupts and a quick call alone")
        void others() throws Exception {
            Tool tool = Timeout.wrap(hanging(new AtomicInteger(1)), Duration.ofSeconds(30));
            assertThat(call(tool)).isEqualTo("done");

            Thread.currentThread().interrupt();
            Tool hanging = Timeout.wrap(hanging(new AtomicInteger()), Duration.ofSeconds(30));
            assertThatThrownBy(() -> call(hanging)).isInstanceOf(InterruptedException.class);
        }

        @Test
        @DisplayName("cannot get a longer one")
        void narrows() {
            Tool tool = order().timeout(Duration.ofSeconds(5)).build((order, context) -> "");

            assertThatIllegalArgumentException()
                    .isThrownBy(() -> Timeout.wrap(tool, Duration.ofSeconds(6)))
                    .withMessage("the timeout of tool 'order' can be narrowed from PT5S, but not to PT6S");
        }
    }

    @Nested
    @DisplayName("that hides secrets")
    class Hiding {

        private Tool saying(Object result) {
            return order().build((order, context) -> result);
        }

        @ParameterizedTest
        @ValueSource(
                strings = {
                    "key AKIAIOSFODNN7EXAMPLE.|AKIAIOSFODNN7EXAMPLE",
                    "ghp_0123456789abcdefghijABCDEFGHIJ012345|ghp_0123456789abcdefghijABCDEFGHIJ012345",
                    "sk-proj-abcdefghij0123456789|sk-proj-abcdefghij0123456789",
                    "Authorization: Bearer abcdefghijklmnop0123|abcdefghijklmnop0123",
                    "eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxMjMifQ.c2lnbmF0dXJl|eyJzdWIiOiIxMjMifQ",
                    "postgres://app:hunter2hunter2@db/main|hunter2hunter2",
                    "{\"password\": \"correct-horse\"}|correct-horse",
                    "API_KEY=0123456789abcdef|0123456789abcdef",
                    "-----BEGIN RSA PRIVATE KEY-----\nMIIE\n-----END RSA PRIVATE KEY-----|MIIE",
                    "-----BEGIN PRIVATE KEY-----\nMIIE, and cut off here|MIIE",
                    "the code word is Swordfish|Swordfish"
                })
        @DisplayName("replaces what looks like one, and says that it did")
        void replaced(String textAndSecret) throws Exception {
            int bar = textAndSecret.lastIndexOf('|');
            String secret = textAndSecret.substring(bar + 1);

            String told = call(Redacting.wrap(saying(textAndSecret.substring(0, bar)), Pattern.compile("Swordfish")));

            assertThat(told).contains("[redacted]").doesNotContain(secret);
            assertThat(notes).containsExactly("redacted {count=1, tool=order}");
        }

        @ParameterizedTest
        @ValueSource(
                strings = {
                    "The next page token is abc123def456.",
                    "https://example.org:8080/a@b",
                    "risk-assessment-of-the-vendor-2026",
                    "He kept the secret to himself."
                })
        @DisplayName("leaves all else as it is")
        void left(String text) throws Exception {
            assertThat(call(Redacting.wrap(saying(text)))).isEqualTo(text);
            assertThat(notes).isEmpty();
        }

        @Test
        @DisplayName("looks at artefacts and errors too, and leaves pictures alone")
        void everywhere() throws Exception {
            ToolOutput picture = ToolOutput.image("image/png", new byte[] {1, 2, 3});
            ToolOutput failed =
                    ToolOutput.error("password=opensesame").with(new Artefact("log", "https://u:opensesame@host/log"));

            ToolOutput output = Texts.output(Redacting.wrap(saying(failed)), "{\"count\":1}");

            assertThat(output.error()).isTrue();
            assertThat(output.toString()).doesNotContain("opensesame");
            assertThat(Texts.output(Redacting.wrap(saying(picture)), "{\"count\":1}"))
                    .isEqualTo(picture);
        }

        @Test
        @DisplayName("cleans what exceptions say, and keeps a clean one")
        void exceptions() {
            IOException leaking = new IOException("401 for password=opensesame", new IOException("opensesame"));
            IOException clean = new IOException("503");

            assertThatThrownBy(() -> call(Redacting.wrap(throwing(leaking))))
                    .hasMessage("IOException: 401 for password=[redacted]")
                    .hasNoCause();
            assertThatThrownBy(() -> call(Redacting.wrap(throwing(clean)))).isSameAs(clean);
        }

        private Tool throwing(Exception e) {
            return order().build((order, context) -> {
                throw e;
            });
        }

        @Test
        @org.junit.jupiter.api.Timeout(60) // seconds; what is quadratic takes many minutes
        @DisplayName("is not slow for any text")
        void quick() throws Exception {
            String hostile = Stream.of(
                            "eyJa", "-eyJabcdefghij", "://a:", "-----BEGIN PRIVATE KEY-----", "password=", "bearer ")
                    .map(part -> part.repeat(100_000))
                    .reduce("", String::concat);

            assertThat(call(Redacting.wrap(saying(hostile)))).isNotEmpty();
        }
    }
}
