package dev.agentharness.examples.riskreassessment;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@DisplayName("The risk reassessment, given bad input,")
class BadInputTest {

    @TempDir
    Path directory;

    @Test
    @DisplayName("names a folder that is not there")
    void missingFolder() {
        assertCannotBegin(
                MainJob.over(directory.resolve("nowhere"), directory),
                "there is no folder " + directory.resolve("nowhere"));
    }

    @ParameterizedTest
    @CsvSource({
        "--folder x, say whose documents those are",
        "--tokens 0, --tokens must be a positive whole number but is '0'",
        "--tokens many, --tokens must be a positive whole number but is 'many'",
        "--price 3, --price must be dollars",
        "--price a;b, --price must be dollars",
        "--speed 9, cannot make sense of '--speed'",
        "--tokens, cannot make sense of '--tokens'"
    })
    @DisplayName("says what is wrong with the command line")
    void commandLine(String args, String words) {
        assertCannotBegin(MainJob.run(Map.of(), args.replace(';', ',').split(" ")), words);
    }

    @Test
    @DisplayName("asks for the model's name where there is only a key")
    void keyWithoutModel() {
        assertCannotBegin(MainJob.run(Map.of("ANTHROPIC_API_KEY", "sk-test")), "set ANTHROPIC_MODEL");
        assertCannotBegin(MainJob.run(Map.of("OPENAI_API_KEY", "sk-test")), "set OPENAI_MODEL");
    }

    @Test
    @DisplayName("names a working directory that cannot be made")
    void workdir() throws IOException {
        Path file = Files.writeString(directory.resolve("file"), "in the way");

        assertCannotBegin(
                MainJob.run(Map.of(), "--workdir", file.toString()), "cannot read or write " + file.toAbsolutePath());
    }

    @Test
    @DisplayName("escalates an empty document")
    void emptyDocument() throws IOException {
        Path documents = MainJob.documents(directory);
        Files.writeString(documents.resolve("financials/annual-2025.txt"), " \n");

        MainJob job = quietly(() -> MainJob.over(documents, directory));

        assertThat(job.exitCode()).isEqualTo(14);
        assertThat(job.line("outcome")).contains("missing critical input", "document 'annual-2025.txt' is empty");
        assertThat(job.out()).contains("Findings so far:", "\n  read_soc2 {\"document\":\"inc-2025-014.txt\"}\n");
        assertThat(job.out()).doesNotContain("\n  read_financials {\"document\":\"annual-2025.txt\"}\n");
    }

    @Test
    @DisplayName("escalates an unreadable document")
    void unreadableDocument() throws IOException {
        Path documents = MainJob.documents(directory);
        Files.write(documents.resolve("soc2/soc2-type2-2025.txt"), new byte[] {(byte) 0xff, (byte) 0xfe, 0});

        MainJob job = quietly(() -> MainJob.over(documents, directory));

        assertThat(job.exitCode()).isEqualTo(14);
        assertThat(job.line("outcome")).contains("missing critical input", "'soc2-type2-2025.txt' is unreadable");
        assertThat(job.out()).contains("Findings so far:");
    }

    @Test
    @DisplayName("gives up on a vendor that the documents are not about")
    void unknownVendor() {
        MainJob job = MainJob.run(
                Map.of(), "--folder", "data/northgate-hosting", "--vendor", "Acme", "--workdir", directory.toString());

        assertThat(job.exitCode()).isEqualTo(10);
        assertThat(job.line("outcome")).isEqualTo("blocked: the documents are not about Acme");
        assertThat(job.out()).contains("Gathered so far:", "\n  read_financials {\"document\":\"annual-2025.txt\"}\n");
    }

    @Test
    @DisplayName("ends for want of budget before it begins to spend")
    void tooLittle() {
        MainJob job = MainJob.run(Map.of(), "--tokens", "500", "--workdir", directory.toString());

        assertThat(job.exitCode()).isEqualTo(12);
        assertThat(job.line("outcome"))
                .isEqualTo("budget_exhausted: the next step does not fit into the limit of 500 tokens of the run");
        assertThat(job.line("tokens")).isEqualTo("0 of 500");
        assertThat(job.out()).contains("Gathered so far: nothing");
    }

    @Test
    @DisplayName("ends for want of budget half way, and delivers what it has")
    void halfWay() {
        MainJob job = MainJob.run(Map.of(), "--tokens", "4450", "--workdir", directory.toString());

        assertThat(job.exitCode()).isEqualTo(12);
        assertThat(job.out()).contains("Gathered so far:", "\n  query_news {\"vendor\":\"Northgate Hosting\"}\n");
        assertThat(job.out()).as("the answer of the closing turn").contains("Findings so far:\n- ");
        assertThat(Path.of(job.line("report"))).isNotEmptyFile();
    }

    @Test
    @DisplayName("ends when the key is refused, without saying the key")
    void refusedKey() throws IOException {
        Map<String, String> environment = Map.of("OPENAI_API_KEY", "sk-refused", "OPENAI_MODEL", "some-model");

        MainJob job = withRefusingServer(environment);

        assertThat(job.exitCode()).isEqualTo(15);
        assertThat(job.line("outcome")).startsWith("failed: ").contains("401");
        assertThat(job.out()).contains("Gathered so far: nothing").doesNotContain("sk-refused");
        assertThat(job.err()).isEmpty();
    }

    @Test
    @DisplayName("drops the dollar limit for a model without a price, and says so")
    void unpriced() throws IOException {
        Map<String, String> environment = Map.of("OPENAI_MODEL", "some-model");

        MainJob unpriced = withRefusingServer(environment);
        MainJob priced = withRefusingServer(environment, "--price", "3,15");

        assertThat(unpriced.out()).contains("of unknown price: no dollar limit");
        assertThat(unpriced.line("dollars")).isEqualTo("unknown");
        assertThat(priced.out()).contains("openai/some-model, $3 in, $15 out");
        assertThat(priced.line("dollars")).isEqualTo("0.0000 of 10");
    }

    private MainJob withRefusingServer(Map<String, String> environment, String... args) throws IOException {
        try (LoopbackProvider provider = LoopbackProvider.of()) {
            Map<String, String> all = new HashMap<>(environment);
            all.put("OPENAI_BASE_URL", provider.baseUrl());
            Stream<String> allArgs = Stream.concat(Stream.of("--workdir", directory.toString()), Stream.of(args));
            return quietly(() -> MainJob.run(all, allArgs.toArray(String[]::new)));
        }
    }

    /** Runs it and sees to it that no logger wrote to the real standard error either. */
    private static MainJob quietly(Supplier<MainJob> run) {
        PrintStream before = System.err;
        ByteArrayOutputStream logged = new ByteArrayOutputStream();
        System.setErr(new PrintStream(logged, true, StandardCharsets.UTF_8));
        try {
            return run.get();
        } finally {
            System.setErr(before);
            assertThat(logged.toString(StandardCharsets.UTF_8)).isEmpty();
        }
    }

    private static void assertCannotBegin(MainJob job, String words) {
        assertThat(job.exitCode()).isEqualTo(2);
        assertThat(job.err()).startsWith("risk reassessment: ").contains(words);
        assertThat(job.err().lines()).hasSize(1);
        assertThat(job.out()).isEmpty();
    }
}
