package dev.agentharness.tools;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.agentharness.Harness;
import dev.agentharness.model.Effect;
import dev.agentharness.model.Risk;
import dev.agentharness.model.ScriptedModel;
import dev.agentharness.model.ToolOutput;
import dev.agentharness.run.RunEvent;
import dev.agentharness.tool.Tool;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("A tool cache")
class ToolCacheTest {

    record Query(String text, java.util.Optional<Integer> page) {}

    record Nothing() {}

    private long now;
    private final ToolCache cache = new ToolCache(10_000, () -> now);
    private final AtomicInteger reads = new AtomicInteger();
    private final List<String> notes = new ArrayList<>();

    private Tool reader(String... scopes) {
        return cache.wrap(reading(scopes)
                .cacheFor(Duration.ofMinutes(5))
                .build((query, context) -> query.text() + " " + reads.incrementAndGet()));
    }

    private static Tools.Builder<Query> reading(String... scopes) {
        return Tools.builder("find", "Finds", Query.class)
                .effect(Effect.READ_ONLY)
                .risk(Risk.INTERNAL_READ)
                .scopes(scopes);
    }

    private Tool writer(String... scopes) {
        return cache.wrap(
                Tools.builder("write", "Writes", Nothing.class).scopes(scopes).build((nothing, context) -> "written"));
    }

    private String call(Tool tool, String arguments) throws Exception {
        return Texts.of(Texts.output(tool, arguments, notes));
    }

    @Test
    @DisplayName("answers the same call again, however it is written, and notes it")
    void hit() throws Exception {
        Tool find = reader("crm");

        assertThat(call(find, "{\"text\":\"a\",\"page\":1}")).isEqualTo("a 1");
        assertThat(call(find, "{ \"page\": 1.0, \"text\": \"\\u0061\" }")).isEqualTo("a 1");
        assertThat(notes).containsExactly("cache.hit {tool=find, version=1}");
    }

    @Test
    @DisplayName("carries out another call, and the same call of another tool")
    void miss() throws Exception {
        Tool find = reader("crm");
        Tool ofOthers = reader("crm");
        call(find, "{\"text\":\"a\"}");

        assertThat(call(find, "{\"text\":\"b\"}")).isEqualTo("b 2");
        assertThat(call(ofOthers, "{\"text\":\"a\"}")).isEqualTo("a 3");
        assertThat(notes).isEmpty();
    }

    @Test
    @DisplayName("forgets after the time that the tool says")
    void expires() throws Exception {
        Tool find = reader("crm");
        call(find, "{\"text\":\"a\"}");

        now += Duration.ofMinutes(5).toNanos() - 1;
        assertThat(call(find, "{\"text\":\"a\"}")).isEqualTo("a 1");
        now += 1;
        assertThat(call(find, "{\"text\":\"a\"}")).isEqualTo("a 2");
    }

    @Test
    @DisplayName("forgets what was read of a scope when something is written to it")
    void writes() throws Exception {
        Tool crm = reader("crm", "erp");
        Tool unscoped = reader();
        call(crm, "{\"text\":\"a\"}");
        call(unscoped, "{\"text\":\"b\"}");

        call(writer("mail"), "{}");
        assertThat(call(crm, "{\"text\":\"a\"}")).as("another scope").isEqualTo("a 1");
        assertThat(call(unscoped, "{\"text\":\"b\"}"))
                .as("a reader of anything")
                .isEqualTo("b 3");
        call(writer("erp"), "{}");
        assertThat(call(crm, "{\"text\":\"a\"}")).as("a shared scope").isEqualTo("a 4");
        call(writer(), "{}");
        assertThat(call(crm, "{\"text\":\"a\"}")).as("a writer of anything").isEqualTo("a 5");
    }

    @Test
    @DisplayName("forgets also when the writing failed, which may be half done")
    void failedWrites() throws Exception {
        Tool find = reader("crm");
        Tool failing = cache.wrap(
                Tools.builder("write", "Writes", Nothing.class).scopes("crm").build((nothing, context) -> {
                    throw new IOException("lost");
                }));
        call(find, "{\"text\":\"a\"}");

        assertThatThrownBy(() -> call(failing, "{}")).hasMessage("lost");

        assertThat(call(find, "{\"text\":\"a\"}")).isEqualTo("a 2");
    }

    @Test
    @DisplayName("keeps nothing that was read while something was written")
    void race() throws Exception {
        Tool write = writer("crm");
        Tool find = cache.wrap(reading("crm").cacheFor(Duration.ofMinutes(5)).build((query, context) -> {
            int read = reads.incrementAndGet();
            if (read == 1) {
                call(write, "{}");
            }
            return "read " + read;
        }));

        call(find, "{\"text\":\"a\"}");

        assertThat(call(find, "{\"text\":\"a\"}")).isEqualTo("read 2");
    }

    @Test
    @DisplayName("keeps no errors, and nothing of tools that do not say they can be cached")
    void notKept() throws Exception {
        Tool erring = cache.wrap(reading("crm")
                .cacheFor(Duration.ofMinutes(5))
                .build((query, context) -> ToolOutput.error("no " + reads.incrementAndGet())));
        Tool plain = cache.wrap(reading("crm").build((query, context) -> "yes " + reads.incrementAndGet()));

        assertThat(call(erring, "{\"text\":\"a\"}")).isEqualTo("no 1");
        assertThat(call(erring, "{\"text\":\"a\"}")).isEqualTo("no 2");
        assertThat(call(plain, "{\"text\":\"a\"}")).isEqualTo("yes 3");
        assertThat(call(plain, "{\"text\":\"a\"}")).isEqualTo("yes 4");
    }

    @Test
    @DisplayName("holds no more than it may")
    void bounded() throws Exception {
        Tool find = cache.wrap(reading("crm").cacheFor(Duration.ofMinutes(5)).build((query, context) -> {
            reads.incrementAndGet();
            return "x".repeat(4_000);
        }));

        for (int round = 0; round < 2; round++) {
            for (int i = 0; i < 10; i++) {
                call(find, "{\"text\":\"" + i + "\"}");
            }
        }

        assertThat(reads.get()).isGreaterThanOrEqualTo(18); // two of 4,000 characters fit
    }

    @Test
    @DisplayName("makes a hit an event of the run")
    void event() {
        List<RunEvent.Noted> noted = new ArrayList<>();

        Harness.builder()
                .model(ScriptedModel.of(
                        ScriptedModel.calls("find", "{\"text\":\"a\"}"),
                        ScriptedModel.calls("find", "{\"text\":\"a\"}"),
                        ScriptedModel.says("Done.")))
                .tools(cache.wrap(List.of(reader("crm"))).toArray(Tool[]::new))
                .listener((runId, event) -> {
                    if (event instanceof RunEvent.Noted note) {
                        noted.add(note);
                    }
                })
                .build()
                .run("x");

        assertThat(noted).extracting(RunEvent.Noted::kind).containsExactly("cache.hit");
        assertThat(reads).hasValue(1);
    }
}
