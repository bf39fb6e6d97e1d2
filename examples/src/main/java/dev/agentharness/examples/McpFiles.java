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
import dev.agentharness.tool.Tool;
import dev.agentharness.tools.registry.ManifestRegistry;
import dev.agentharness.tools.registry.Review;
import dev.agentharness.tools.registry.ToolManifest;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;
import java.util.Arrays;
import java.util.Optional;

/**
 * Tools of an MCP server under a manifest: the reference server for files, which comes from npm. What it offers is what
 * somebody has reviewed, or the application does not start.
 */
public final class McpFiles {

    private McpFiles() {}

    /** Needs {@code npx}, and asks npm's registry for the server the first time. */
    public static void main(String[] args) throws IOException, InterruptedException {
        Path folder = Files.createTempDirectory("mcp-files").toRealPath();
        RunResult result =
                summarise(folder, manifest(), "npx", "-y", "@modelcontextprotocol/server-filesystem@2026.8.31");
        System.out.println(result.answer());
        System.exit(result.outcome().exitCode());
    }

    /** Reads a note and writes a summary beside it; whoever is asked about the writing says yes. */
    static RunResult summarise(Path folder, Path manifest, String... command) throws IOException, InterruptedException {
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
                    .registry(ManifestRegistry.load(manifest, files.tools().toArray(Tool[]::new)))
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
                .declare(
                        "write_file",
                        spec -> spec.effect(Effect.IDEMPOTENT).risk(Risk.WRITE).scopes("files"))
                .open();
    }

    /** Reading does no harm, but anybody may have written what is in the files. */
    private static void reads(ToolSpec.Builder spec) {
        spec.effect(Effect.READ_ONLY).risk(Risk.INTERNAL_READ).scopes("files").untrusted(true);
    }
    // end::open[]

    // tag::review[]
    /** What is in the file from now on is what its reviewer has read, word for word. */
    static void review(McpServer files, Path manifest) {
        Review review = new Review("team-a", "ann", LocalDate.parse("2026-11-02"));
        ToolManifest.of("1", review, files.tools()).write(manifest);
    }
    // end::review[]

    /** The manifest that comes with this example, which is started there or in the folder above. */
    static Path manifest() {
        Path below = Path.of("examples");
        return (Files.isDirectory(below) ? below : Path.of("")).resolve("mcp-files/tools.manifest.json");
    }

    private static String[] with(String[] command, String argument) {
        String[] all = Arrays.copyOf(command, command.length + 1);
        all[command.length] = argument;
        return all;
    }
}
