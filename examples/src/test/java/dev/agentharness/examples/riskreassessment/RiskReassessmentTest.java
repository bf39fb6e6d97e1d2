package dev.agentharness.examples.riskreassessment;

import static org.assertj.core.api.Assertions.assertThat;

import dev.agentharness.budget.Meter;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@DisplayName("The risk reassessment")
class RiskReassessmentTest {

    @TempDir
    Path directory;

    @Test
    @DisplayName("ends with a score, a report and an account, within its budget")
    void completes() throws IOException {
        long start = System.nanoTime();

        MainJob job = MainJob.run(Map.of(), "--workdir", directory.toString());

        double seconds = (System.nanoTime() - start) / 1e9;
        System.out.println("evidence: main-job.seconds = " + String.format(Locale.ROOT, "%.2f", seconds));
        assertThat(job.err()).isEmpty();
        assertThat(job.exitCode()).isZero();
        assertThat(job.line("outcome")).isEqualTo("completed: the task is done");
        assertThat(job.score()).isEqualTo(45);
        assertThat(job.out())
                .contains("a rule-based stand-in plays the model", "Northgate Hosting sued by two customers");
        assertThat(Path.of(job.line("report"))).content().contains("Score 45 of 100: MODERATE", "inc-2025-014.txt");
        assertThat(Path.of(job.line("trace"))).content().startsWith("Started[").contains("\nEnded[");
        for (Meter meter : Meter.values()) {
            assertThat(job.line(meter.unit())).isNotEmpty();
        }
        List<String> trace = Files.readAllLines(Path.of(job.line("trace")));
        long requests =
                trace.stream().filter(line -> line.startsWith("ModelAsked[")).count();
        long breaks =
                trace.stream().filter(line -> line.startsWith("PrefixChanged[")).count();
        System.out.println(
                "evidence: prefix.stable.worked-example = " + (requests - breaks) + " of " + requests + " requests");
        assertThat(requests).isGreaterThan(2);
        assertThat(breaks).isZero();
        assertThat(job.line("tokens")).matches("\\d{4} of 10000");
        assertThat(job.line("stamps")).contains("policy read-and-draft", "stand-in/rule-based-analyst");
    }

    @ParameterizedTest(name = "{0}: {1} becomes {2}")
    @CsvSource(
            delimiter = '|',
            value = {
                "soc2/soc2-type2-2025.txt | Opinion: unqualified | Opinion: qualified | 60",
                "soc2/soc2-type2-2025.txt | CC7.2 (open) | CC7.2 (remediated) | 40",
                "incidents/inc-2025-031.txt | Status: open | Status: closed | 40",
                "incidents/inc-2025-014.txt | Severity: high | Severity: critical | 60",
                "financials/annual-2025.txt | Net income: -6.1 | Net income: 6.1 | 38",
                "financials/annual-2025.txt | Total debt: 48.0 | Total debt: 480.0 | 52",
                "financials/annual-2025.txt | Cash: 21.5 | Cash: plenty | 53",
                "news/2025-12-11.txt | sued | praised | 38"
            })
    @DisplayName("scores what the documents say")
    void followsDocuments(String document, String before, String after, int score) throws IOException {
        Path documents = MainJob.documents(directory);
        Path file = documents.resolve(document);
        Files.writeString(file, Files.readString(file).replace(before, after));

        MainJob job = MainJob.over(documents, directory);

        assertThat(job.score()).isEqualTo(score);
    }

    @Test
    @DisplayName("goes on without news, and says so")
    void withoutNews() throws IOException {
        Path documents = MainJob.documents(directory);
        Files.write(documents.resolve("news/2025-12-11.txt"), new byte[] {(byte) 0xff, (byte) 0xfe});

        MainJob job = MainJob.over(documents, directory);

        assertThat(job.line("outcome")).isEqualTo("completed: the task is done");
        assertThat(job.out()).contains("The news could not be had", "status 500");
    }

    @ParameterizedTest(name = "{0}/")
    @CsvSource({"soc2", "incidents", "financials"})
    @DisplayName("escalates when a critical input is missing, and delivers what it has")
    void missingInput(String shelf) throws IOException {
        Path documents = MainJob.documents(directory);
        delete(documents.resolve(shelf));

        MainJob job = MainJob.over(documents, directory);

        assertThat(job.exitCode()).isEqualTo(14);
        assertThat(job.line("outcome"))
                .isEqualTo("escalated: missing critical input: there are no documents in " + shelf + "/");
        assertThat(job.out()).contains("Gathered so far:", "Findings so far:", "sued by two customers");
        assertThat(job.line("report")).isEqualTo("none was written");
    }

    private static void delete(Path folder) throws IOException {
        try (var files = Files.list(folder)) {
            for (Path file : files.toList()) {
                Files.delete(file);
            }
        }
        Files.delete(folder);
    }
}
