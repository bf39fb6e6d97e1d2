package dev.agentharness.mcp;

import static dev.agentharness.mcp.Calls.call;
import static dev.agentharness.mcp.Calls.text;
import static dev.agentharness.mcp.Calls.tool;
import static dev.agentharness.mcp.Calls.until;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.agentharness.Harness;
import dev.agentharness.model.Content;
import dev.agentharness.model.Effect;
import dev.agentharness.model.Risk;
import dev.agentharness.model.ScriptedModel;
import dev.agentharness.model.ToolOutput;
import dev.agentharness.run.Outcome;
import dev.agentharness.run.RunEvent;
import dev.agentharness.run.RunResult;
import dev.agentharness.tool.ToolRegistry;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@DisplayName("Servers that nobody here wrote")
@Timeout(120)
class RealServersTest {

    private static final String LINE = "evidence: mcp.real-servers = ";
    private static final String EVERYTHING = "everything_trigger-long-running-operation";

    @TempDir
    Path folder;

    @Test
    void work_all_three() throws Exception {
        Optional<String> missing = RealServers.missing();
        if (missing.isPresent()) {
            System.out.println(LINE + "skipped (" + missing.get() + ")");
            assumeTrue(false, "the MCP servers from npm: " + missing.get());
        }
        List<String> worked = new ArrayList<>();
        try (McpServer everything = RealServers.stdio("everything").open()) {
            assertThat(text(call(everything, "everything_get-sum", "{\"a\":2,\"b\":40}")))
                    .contains("42");
            worked.add("everything");
        }
        try (McpServer files =
                RealServers.stdio("filesystem", folder.toRealPath().toString()).open()) {
            Path file = folder.toRealPath().resolve("note.txt");
            String path = "\"path\":" + WireJson.write(file.toString());
            assertThat(call(files, "filesystem_write_file", "{" + path + ",\"content\":\"kept\"}")
                            .error())
                    .isFalse();
            assertThat(file).hasContent("kept");
            assertThat(text(call(files, "filesystem_read_text_file", "{" + path + "}")))
                    .isEqualTo("kept");
            worked.add("filesystem");
        }
        try (McpServer memory = RealServers.stdio("memory")
                .environment("MEMORY_FILE_PATH", folder.resolve("memory.jsonl").toString())
                .open()) {
            call(memory, "memory_create_entities", """
                    {"entities":[{"name":"Oslo","entityType":"city","observations":["it rains"]}]}""");
            assertThat(text(call(memory, "memory_search_nodes", "{\"query\":\"oslo\"}")))
                    .contains("it rains");
            worked.add("memory");
        }
        System.out.println(LINE + worked.size() + " of 3");
        assertThat(worked).hasSize(3);
    }

    @Test
    void have_all_their_tools_imported_as_the_worst_and_without_findings() throws Exception {
        RealServers.need();
        for (McpServer.Builder builder : List.of(
                RealServers.stdio("everything"),
                RealServers.stdio("filesystem", folder.toString()),
                RealServers.stdio("memory"))) {
            try (McpServer server = builder.open()) {
                assertThat(server.tools()).hasSizeGreaterThan(8).allSatisfy(tool -> {
                    assertThat(tool.spec().effect()).isEqualTo(Effect.NON_IDEMPOTENT);
                    assertThat(tool.spec().risk()).isEqualTo(Risk.DESTRUCTIVE);
                    assertThat(tool.spec().untrusted()).isTrue();
                });
                assertThat(server.findings())
                        .filteredOn(finding -> finding.kind() != Finding.Kind.SUSPICIOUS)
                        .isEmpty();
            }
        }
    }

    @Test
    void have_every_call_asked_about_and_run_when_it_is_declared_harmless() throws Exception {
        RealServers.need();
        assertThat(run(RealServers.stdio("everything")).outcome()).isInstanceOf(Outcome.Escalated.class);
        RunResult declared = run(RealServers.stdio("everything")
                .declare("echo", spec -> spec.effect(Effect.READ_ONLY).risk(Risk.NONE)));

        assertThat(declared.isCompleted()).isTrue();
        assertThat(declared.transcript().get(2).toolResults().get(0).text()).isEqualTo("Echo: hello");
    }

    private static RunResult run(McpServer.Builder builder) throws InterruptedException {
        try (McpServer server = builder.only("echo").open()) {
            return Harness.builder()
                    .model(ScriptedModel.of(
                            ScriptedModel.calls("everything_echo", "{\"message\":\"hello\"}"),
                            ScriptedModel.says("done")))
                    .registry(ToolRegistry.of(server.tools()))
                    .build()
                    .run("Say hello.");
        }
    }

    @Test
    void give_pictures_links_resources_and_structure() throws Exception {
        RealServers.need();
        try (McpServer server = RealServers.stdio("everything").open()) {
            assertThat(call(server, "everything_get-tiny-image", "{}").content())
                    .hasAtLeastOneElementOfType(Content.Image.class);
            assertThat(text(call(server, "everything_get-resource-links", "{\"count\":2}")))
                    .contains("[see ");
            assertThat(text(call(server, "everything_get-resource-reference", """
                            {"resourceType":"Text","resourceId":1}""")))
                    .contains("demo://resource/");
            assertThat(text(call(server, "everything_get-structured-content", "{\"location\":\"New York\"}")))
                    .contains("temperature");
        }
    }

    @Test
    void have_their_errors_told_to_the_model() throws Exception {
        RealServers.need();
        try (McpServer files =
                RealServers.stdio("filesystem", folder.toRealPath().toString()).open()) {
            ToolOutput outside = call(files, "filesystem_read_text_file", "{\"path\":\"/etc/passwd\"}");
            ToolOutput wrong = call(files, "filesystem_read_text_file", "{\"path\":7}");

            assertThat(outside.error()).isTrue();
            assertThat(text(outside)).contains("outside allowed directories");
            assertThat(wrong.error()).isTrue();
        }
    }

    @Test
    void have_many_calls_at_once() throws Exception {
        RealServers.need();
        ExecutorService threads = Executors.newFixedThreadPool(16);
        try (McpServer server = RealServers.stdio("everything").open()) {
            List<Future<String>> answers = IntStream.range(0, 200)
                    .mapToObj(i ->
                            threads.submit(() -> text(call(server, "everything_echo", "{\"message\":\"n" + i + "\"}"))))
                    .toList();

            for (int i = 0; i < answers.size(); i++) {
                assertThat(answers.get(i).get()).isEqualTo("Echo: n" + i);
            }
        } finally {
            threads.shutdownNow();
        }
    }

    @Test
    void report_progress_into_the_events_of_the_run() throws Exception {
        RealServers.need();
        List<RunEvent.Noted> notes = new ArrayList<>();
        try (McpServer server = RealServers.stdio("everything")
                .declare("trigger-long-running-operation", spec -> spec.effect(Effect.READ_ONLY))
                .open()) {
            Harness.builder()
                    .model(ScriptedModel.of(
                            ScriptedModel.calls(EVERYTHING, "{\"duration\":0.3,\"steps\":3}"),
                            ScriptedModel.says("done")))
                    .registry(ToolRegistry.of(server.tools()))
                    .listener((runId, event) -> {
                        if (event instanceof RunEvent.Noted noted) {
                            notes.add(noted);
                        }
                    })
                    .build()
                    .run("Work.");
        }

        assertThat(notes).extracting(RunEvent.Noted::kind).containsOnly("mcp.progress");
        assertThat(notes).extracting(note -> note.attributes().get("progress")).containsExactly("1.0", "2.0", "3.0");
    }

    @Test
    void go_on_after_a_cancelled_call() throws Exception {
        RealServers.need();
        ExecutorService threads = Executors.newSingleThreadExecutor();
        List<String> notes = new CopyOnWriteArrayList<>();
        try (McpServer server = RealServers.stdio("everything").open()) {
            Future<ToolOutput> call = threads.submit(() -> call(
                    tool(server.tools(), EVERYTHING),
                    "{\"duration\":50,\"steps\":1000}",
                    (kind, attributes) -> notes.add(kind)));
            until("it is under way", () -> !notes.isEmpty());

            call.cancel(true);

            assertThat(text(call(server, "everything_echo", "{\"message\":\"on\"}")))
                    .isEqualTo("Echo: on");
        } finally {
            threads.shutdownNow();
        }
    }

    @Test
    void are_started_again_after_a_kill_in_the_middle_of_a_call() throws Exception {
        RealServers.need();
        ExecutorService threads = Executors.newSingleThreadExecutor();
        List<String> notes = new CopyOnWriteArrayList<>();
        try (McpServer server = RealServers.stdio("everything")
                .environment("HERE", folder.toString())
                .open()) {
            Future<ToolOutput> call = threads.submit(() -> call(
                    tool(server.tools(), EVERYTHING),
                    "{\"duration\":50,\"steps\":1000}",
                    (kind, attributes) -> notes.add(kind)));
            until("it is under way", () -> !notes.isEmpty());
            ProcessHandle.current()
                    .children()
                    .filter(child -> child.info().commandLine().orElse("").contains("server-everything"))
                    .forEach(ProcessHandle::destroyForcibly);

            ToolOutput lost = call.get();

            assertThat(lost.error()).isTrue();
            assertThat(text(lost)).contains("exit code 137").contains("unknown whether");
            assertThat(text(call(server, "everything_echo", "{\"message\":\"back\"}")))
                    .isEqualTo("Echo: back");
        } finally {
            threads.shutdownNow();
        }
    }

    @Test
    void do_not_outlive_their_close() throws Exception {
        RealServers.need();
        String[] node = RealServers.command("everything");
        McpServer server = McpServer.stdio("nested", "sh", "-c", "\"$@\"; true", "sh", node[0], node[1])
                .open();
        List<ProcessHandle> processes = ProcessHandle.current()
                .descendants()
                .filter(process -> process.info().commandLine().orElse("").contains("server-everything"))
                .toList();

        server.close();

        assertThat(processes).hasSize(2).noneMatch(ProcessHandle::isAlive);
    }

    @Test
    void may_work_in_the_folder_that_they_are_told_of() throws Exception {
        RealServers.need();
        Path told = Files.createDirectory(folder.toRealPath().resolve("told"));
        Files.writeString(told.resolve("a.txt"), "from the root");
        try (McpServer server = RealServers.stdio("filesystem")
                .roots(told)
                .only("read_text_file")
                .open()) {
            until("it has asked", () -> reads(server, told.resolve("a.txt")).contains("from the root"));
            assertThat(reads(server, folder.toRealPath().resolve("b.txt"))).contains("denied");
        }
    }

    private static String reads(McpServer server, Path file) {
        try {
            return text(call(server, "filesystem_read_text_file", "{\"path\":\"" + file + "\"}"));
        } catch (Exception e) {
            throw new AssertionError(e);
        }
    }
}
