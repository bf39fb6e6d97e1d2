package dev.agentharness.examples;

import dev.agentharness.Harness;
import dev.agentharness.model.ModelClient;
import dev.agentharness.models.Anthropic;
import dev.agentharness.run.RunResult;
import dev.agentharness.tools.files.FileTools;
import java.nio.file.Path;

/** Answers questions about the files of a folder. It can read all of them, and nothing else. */
public final class RepoReader {

    private RepoReader() {}

    public static void main(String[] args) {
        RunResult result = ask(Anthropic.fromEnvironment(), Path.of("."), String.join(" ", args));
        System.out.println(result.answer());
        System.exit(result.outcome().exitCode());
    }

    // tag::reader[]
    static RunResult ask(ModelClient model, Path repository, String question) {
        return Harness.builder()
                .model(model)
                .instructions("Answer from the files. Name the file and the line for whatever you claim.")
                .tools(FileTools.in(repository).readOnly())
                .build()
                .run(question);
    }
    // end::reader[]
}
