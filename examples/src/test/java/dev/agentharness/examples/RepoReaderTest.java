package dev.agentharness.examples;

import static org.assertj.core.api.Assertions.assertThat;

import dev.agentharness.model.ScriptedModel;
import dev.agentharness.run.RunResult;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@DisplayName("The reader of a repository")
class RepoReaderTest {

    @Test
    @DisplayName("finds and reads what it is asked about, and nothing outside")
    void reads(@TempDir Path folder) throws IOException {
        Path repository = Files.createDirectory(folder.resolve("repository"));
        Files.writeString(repository.resolve("Main.java"), "class Main {\n  int port = 8080;\n}\n");
        Files.writeString(folder.resolve("secret.txt"), "secret");
        ScriptedModel model = ScriptedModel.of(
                ScriptedModel.calls("grep_files", "{\"pattern\":\"port\"}"),
                ScriptedModel.calls("read_file", "{\"path\":\"../secret.txt\"}"),
                ScriptedModel.says("8080, Main.java line 2"));

        RunResult result = RepoReader.ask(model, repository, "Which port?");

        assertThat(result.isCompleted()).isTrue();
        assertThat(result.transcript().get(2).toolResults().get(0).text()).isEqualTo("Main.java:2:   int port = 8080;");
        assertThat(result.transcript().get(4).toolResults().get(0).text()).contains("holds '..'");
    }
}
