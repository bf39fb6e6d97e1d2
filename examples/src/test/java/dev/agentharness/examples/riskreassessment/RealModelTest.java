package dev.agentharness.examples.riskreassessment;

import static org.assertj.core.api.Assertions.assertThat;

import dev.agentharness.examples.riskreassessment.RiskView.Finding;
import dev.agentharness.examples.riskreassessment.RiskView.Level;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@DisplayName("The risk reassessment, with a model behind a wire,")
class RealModelTest {

    @TempDir
    Path directory;

    @Test
    @DisplayName("does the same with that model, and counts its dollars")
    void completes() throws Exception {
        Map<String, Object> wrong =
                Map.of("score", 101, "level", "CRITICAL", "findings", List.of(), "summary", "Wrong.");
        try (LoopbackProvider provider = LoopbackProvider.of(
                LoopbackProvider.calls(
                        "read_soc2", Map.of("document", "../../etc/passwd"),
                        "read_financials", Map.of("document", "annual-2025.txt"),
                        "query_news", Map.of("vendor", "Northgate Hosting")),
                LoopbackProvider.calls("write_draft", Map.of("file", "report.md", "text", "# Report")),
                LoopbackProvider.calls("submit", wrong),
                LoopbackProvider.calls("submit", view(30)))) {
            Map<String, String> environment = Map.of(
                    "OPENAI_API_KEY", "sk-test",
                    "OPENAI_MODEL", "some-model",
                    "OPENAI_BASE_URL", provider.baseUrl());

            MainJob job = MainJob.run(environment, "--workdir", directory.toString(), "--price", "3,15");

            assertThat(job.line("outcome")).isEqualTo("completed: the task is done");
            assertThat(job.score()).isEqualTo(30);
            assertThat(job.out()).contains("there is no document '../../etc/passwd'", "'score' must be from 0 to 100");
            assertThat(job.line("dollars")).isEqualTo("0.0144 of 10");
            assertThat(job.line("stamps")).contains("openai/some-model");
            assertThat(Path.of(job.line("report"))).hasContent("# Report");
        }
    }

    private static RiskView view(int score) {
        return new RiskView(
                score, Level.of(score), List.of(new Finding("annual-2025.txt", Level.LOW, "A loss")), "Fine.");
    }
}
