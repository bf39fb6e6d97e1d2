package dev.agentharness.examples;

import dev.agentharness.Harness;
import dev.agentharness.mcp.McpServer;
import dev.agentharness.model.Effect;
import dev.agentharness.model.ModelClient;
import dev.agentharness.model.Risk;
import dev.agentharness.model.ScriptedModel;
import dev.agentharness.model.ToolSpec;
import dev.agentharness.run.RunResult;
import dev.agentharness.run.Verdict;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Optional;

/** Tools of an MCP server under declarations: the reference server for files, which comes from npm. */
public final class McpFiles {

    private McpFiles() {}

    /** Needs {@code npx}, and asks npm's registry for the server the first time. */
    public static void main(String[] args) throws IOException, InterruptedException {
        Path folder = Files.createTempDirectory("mcp-files").toRealPath();
        RunResult result = summarise(folder, "npx", "-y", "@modelcontextprotocol/server-filesystem@2026.8.31");
        System.out.println(result.answer());
        System.exit(result.outcome().exitCode());
    }

    /** Reads a note and writes a summary beside it; whoever is asked about the writing says yes. */
    static RunResult summarise(Path folder, String... command) throws IOException, InterruptedException {
        Files.writeString(folder.resolve("note.txt"), "The pump on floor 2 leaks. Ordered a seal, due Friday.");
        ModelClient model = ScriptedModel.of(
                ScriptedModel.calls("files_read_text_file", "{\"path\":\"" + folder.resolve("note.txt") + "\"}"),
                ScriptedModel.calls(
                        "files_write_file",
                        "{\"path\":\"" + folder.resolve("summary.txt") + "\",\"content\":\"Seal due Friday.\"}"),
                ScriptedModel.says("Summed up."));
        // tag::run[]
        try (McpServer files = open(folder, command)) {
            return Harness.builder()
                    .model(model)
                    .tools(files.tools())
                    .approver((call, tool, reason, state) -> {
                        System.out.println("Approved: " + call.name() + " " + call.arguments());
                        return Optional.of(Verdict.allow(call.id()));
                    })
                    .build()
                    .run("Sum up note.txt in summary.txt.");
        }
        // end::run[]
    }

    // tag::open[]
    static McpServer open(Path folder, String... command) throws InterruptedException {
        return McpServer.stdio("files", with(command, folder.toString()))
                .only("list_directory", "read_text_file", "write_file")
                .declare("list_directory", McpFiles::reads)
                .declare("read_text_file", McpFiles::reads)
                .declare("write_file", spec -> spec.effect(Effect.IDEMPOTENT).risk(Risk.WRITE))
                .open();
    }

    /** Reading does no harm, but anybody may have written what is in the files. */
    private static void reads(ToolSpec.Builder spec) {
        spec.effect(Effect.READ_ONLY).risk(Risk.INTERNAL_READ).untrusted(true);
    }
    // end::open[]

    private static String[] with(String[] command, String argument) {
        String[] all = Arrays.copyOf(command, command.length + 1);
        all[command.length] = argument;
        return all;
    }
}
