package dev.agentharness;

import static dev.agentharness.Fixtures.reading;
import static dev.agentharness.model.ScriptedModel.calls;
import static dev.agentharness.model.ScriptedModel.says;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.agentharness.compaction.Compaction;
import dev.agentharness.compaction.Compactor;
import dev.agentharness.compaction.Trigger;
import dev.agentharness.model.ModelRequest;
import dev.agentharness.model.ModelResponse;
import dev.agentharness.model.ScriptedModel;
import dev.agentharness.model.ToolOutput;
import dev.agentharness.model.ToolResult;
import dev.agentharness.model.ToolSpec;
import dev.agentharness.run.RunResult;
import dev.agentharness.tool.ArtefactStore;
import dev.agentharness.tool.Tool;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@DisplayName("What the context does not show whole")
class ReadBackTest {

    private static final Pattern ID = Pattern.compile("read_back with id (\\S+) and from (\\d+) shows them");

    private static final String LONG = Stream.iterate(0, i -> i + 1)
            .limit(5_000)
            .map(i -> "row " + i + "\n")
            .reduce("", String::concat);

    private static final Tool DUMP =
            Tool.of(reading("dump").maxOutputChars(1_000).build(), (input, context) -> ToolOutput.text(LONG));

    private static Harness.Builder harness(ScriptedModel model, ArtefactStore store) {
        return Harness.builder().model(model).tools(DUMP).artefacts(store);
    }

    private static List<ToolResult> results(RunResult result) {
        return result.transcript().stream()
                .flatMap(message -> message.toolResults().stream())
                .toList();
    }

    /** Follows what the last result says of how to read on. */
    private static ModelResponse follow(ModelRequest request) {
        String last = request.messages()
                .get(request.messages().size() - 1)
                .toolResults()
                .get(0)
                .text();
        Matcher matcher = ID.matcher(last);
        assertThat(matcher.find()).as(last).isTrue();
        return calls("read_back", "{\"id\":\"" + matcher.group(1) + "\",\"from\":" + matcher.group(2) + "}")
                .to(request);
    }

    @Test
    void of_a_large_result_is_kept_and_can_be_read_on(@TempDir Path folder) throws Exception {
        ArtefactStore store = ArtefactStore.in(folder.resolve("artefacts"));

        RunResult result = harness(ScriptedModel.of(calls("dump", "{}"), ReadBackTest::follow, says("Done.")), store)
                .build()
                .run("Dump.");

        String shown = results(result).get(0).text();
        assertThat(shown).startsWith("row 0\n").endsWith("row 4999\n").hasSizeLessThan(1_200);
        assertThat(results(result).get(1).text())
                .isEqualTo(
                        LONG.substring(750, 20_750) + "\n[" + (LONG.length() - 20_750) + " more; read on from 20750]");
        try (Stream<Path> files = Files.list(folder.resolve("artefacts"))) {
            assertThat(files).singleElement().satisfies(file -> assertThat(file).hasContent(LONG));
        }
    }

    @Test
    void because_it_was_taken_away_can_be_read_from_the_journal() {
        ScriptedModel model = ScriptedModel.of(
                calls("dump", "{}"),
                calls("dump", "{\"a\":1}"),
                calls("read_back", "{\"id\":\"call-1\"}"),
                says("Done."));

        RunResult result = harness(model, ArtefactStore.inMemory(1_000_000))
                .compaction(Compaction.builder()
                        .when(Trigger.turns(2))
                        .by(Compactor.clearResults(1))
                        .build())
                .build()
                .run("Dump.");

        assertThat(results(result).get(0).text()).contains("read_back with id call-1 shows them");
        assertThat(results(result).get(2).text()).startsWith("row 0\n").contains("characters are left out here");
    }

    @Test
    void can_be_read_on_without_being_asked_for_where_there_are_tools() {
        RunResult result = Harness.builder()
                .model(ScriptedModel.of(calls("dump", "{}"), ReadBackTest::follow, says("Done.")))
                .tools(DUMP)
                .build()
                .run("Dump.");

        assertThat(results(result).get(1).text()).startsWith(LONG.substring(750, 1_000));
        ToolSpec tool = result.state().tool("read_back").orElseThrow();
        int said = tool.name().length()
                + tool.description().length()
                + tool.inputSchema().length();
        System.out.println("evidence: read-back.size = " + said + " characters in each request");
        assertThat(said).isLessThan(400);
    }

    @Test
    void cannot_be_read_on_where_there_is_nothing_to_read_or_it_was_not_wanted() {
        Harness toolless =
                Harness.builder().model(ScriptedModel.of(says("Done."))).build();
        Harness endless = Harness.builder()
                .model(ScriptedModel.of(says("Done.")))
                .tools(DUMP)
                .compaction(Compaction.none())
                .build();
        Harness unwanted =
                harness(ScriptedModel.of(says("Done.")), ArtefactStore.none()).build();

        assertThat(Stream.of(toolless, endless, unwanted)
                        .map(one -> one.run("Go.").state().tool("read_back")))
                .containsOnly(Optional.empty());
    }

    @Test
    void is_not_to_be_had_under_an_id_that_nothing_has() {
        ScriptedModel model = ScriptedModel.of(
                calls("read_back", "{\"id\":\"../../etc/passwd\"}"),
                calls("read_back", "{\"id\":\"call-9\"}"),
                says("Done."));

        RunResult result = harness(model, ArtefactStore.inMemory(1_000)).build().run("Read.");

        assertThat(results(result)).allSatisfy(one -> {
            assertThat(one.error()).isTrue();
            assertThat(one.text()).startsWith("Nothing is kept under");
        });
    }

    @Test
    void is_cut_as_before_where_the_store_fails() {
        ArtefactStore broken = new ArtefactStore() {
            @Override
            public String put(String text) {
                throw new IllegalStateException("disk full");
            }

            @Override
            public Optional<String> get(String id) {
                return Optional.empty();
            }
        };

        RunResult result = harness(ScriptedModel.of(calls("dump", "{}"), says("Done.")), broken)
                .build()
                .run("Dump.");

        assertThat(results(result).get(0).text()).contains("ask for less at a time");
    }

    @Test
    void goes_from_memory_when_it_was_used_least_recently() {
        ArtefactStore store = ArtefactStore.inMemory(25);
        String first = store.put("0123456789");
        String second = store.put("abcdefghij");
        store.get(first);
        String third = store.put("ABCDEFGHIJ");

        assertThat(store.get(first)).contains("0123456789");
        assertThat(store.get(second)).isEmpty();
        assertThat(store.get(third)).isPresent();
        assertThat(store.put("0123456789")).isEqualTo(first);
    }

    @Test
    void needs_a_store_that_can_hold_something() {
        assertThatThrownBy(() -> ArtefactStore.inMemory(0))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("maxChars must be positive but is 0");
    }
}
