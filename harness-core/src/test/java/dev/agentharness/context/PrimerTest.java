package dev.agentharness.context;

import static dev.agentharness.model.ScriptedModel.calls;
import static dev.agentharness.model.ScriptedModel.says;
import static org.assertj.core.api.Assertions.assertThat;

import dev.agentharness.Harness;
import dev.agentharness.ManualClock;
import dev.agentharness.Task;
import dev.agentharness.budget.Budget;
import dev.agentharness.budget.Limit;
import dev.agentharness.model.Effort;
import dev.agentharness.model.ModelRequest;
import dev.agentharness.model.ScriptedModel;
import dev.agentharness.run.Verification;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@DisplayName("What a model is told besides its task")
class PrimerTest {

    @Test
    void is_where_it_works_with_what_limits_and_at_what_time(@TempDir Path folder) throws Exception {
        Files.createDirectories(folder.resolve("src/main"));
        Files.writeString(folder.resolve("README.md"), "x");
        Files.writeString(folder.resolve(".secret"), "x");
        ScriptedModel model = ScriptedModel.of(says("Done."));

        var result = Harness.builder()
                .model(model)
                .clock(new ManualClock())
                .budget(Budget.of(Limit.turns(7)))
                .primer(Primer.environment(folder).and((now, budget) -> "Maven 3.9"))
                .build()
                .run("Go.");

        String task = model.requests().get(0).messages().get(0).text();
        assertThat(task)
                .startsWith("Go.\n\n[Surroundings")
                .contains("Time: 2026-01-01T00:00:00Z", "7 turns", "README.md\nsrc/\nsrc/main/", "Java ")
                .endsWith("Maven 3.9")
                .doesNotContain(".secret");
        assertThat(result.state().task().text()).isEqualTo(task);
    }

    @Test
    void is_nothing_of_a_folder_that_is_not_there() {
        ScriptedModel model = ScriptedModel.of(says("Done."));

        Harness.builder()
                .model(model)
                .primer(Primer.environment(Path.of("no", "such", "folder")))
                .build()
                .run("Go.");

        assertThat(model.requests().get(0).messages().get(0).text()).endsWith("(cannot be read)");
    }

    @Test
    void is_to_keep_a_progress_file() {
        ScriptedModel model = ScriptedModel.of(says("Done."));

        Harness.builder()
                .model(model)
                .context(ContextBuilder.with(ContextSection.progressFile("notes/progress.md")))
                .build()
                .run("Go.");

        assertThat(model.requests().get(0).instructions()).contains("Keep the file notes/progress.md up to date");
    }

    @Test
    void is_said_with_the_effort_that_the_schedule_asks_for() {
        ScriptedModel model = ScriptedModel.of(
                calls("update_plan", "{\"goal\":\"g\",\"steps\":[\"open: a\"]}"), says("First."), says("Second."));
        boolean[] seen = {false};

        Harness.builder()
                .model(model)
                .planTool(true)
                .context(ContextBuilder.standard()
                        .withEffort(new EffortSchedule(Effort.HIGH, Effort.LOW, Effort.MEDIUM)))
                .build()
                .run(Task.builder("Go.")
                        .success((answer, state, budget) -> {
                            boolean again = !seen[0];
                            seen[0] = true;
                            return again ? Verification.needsRevision("Not yet.") : Verification.SATISFIED;
                        })
                        .build());

        assertThat(model.requests())
                .extracting(ModelRequest::effort)
                .containsExactly(Optional.of(Effort.HIGH), Optional.of(Effort.LOW), Optional.of(Effort.MEDIUM));
    }

    @Test
    void is_asked_for_in_words_that_change_as_the_run_goes_on() {
        ScriptedModel model = ScriptedModel.of(calls("look", "{}"), says("Done."));

        Harness.builder()
                .model(model)
                .context(ContextBuilder.standard()
                        .asking((state, request) -> request.option("turn", String.valueOf(state.turns()))))
                .build()
                .run("Go.");

        assertThat(model.requests())
                .extracting(ModelRequest::options)
                .containsExactly(Map.of("turn", "0"), Map.of("turn", "1"));
    }
}
