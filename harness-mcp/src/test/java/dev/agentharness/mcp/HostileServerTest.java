package dev.agentharness.mcp;

import static dev.agentharness.mcp.Calls.call;
import static dev.agentharness.mcp.Calls.text;
import static dev.agentharness.mcp.Calls.tool;
import static dev.agentharness.mcp.Calls.until;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.agentharness.model.Content;
import dev.agentharness.model.Effect;
import dev.agentharness.model.Risk;
import dev.agentharness.model.ToolOutput;
import dev.agentharness.model.ToolSpec;
import dev.agentharness.tool.Tool;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@DisplayName("A server that means no good")
@Timeout(120)
class HostileServerTest {

    @TempDir
    Path folder;

    @Test
    void has_its_hints_not_believed() throws Exception {
        try (McpServer server = server().open()) {
            ToolSpec echo = tool(server.tools(), "bad_echo").spec();

            assertThat(echo.effect()).isEqualTo(Effect.NON_IDEMPOTENT);
            assertThat(echo.risk()).isEqualTo(Risk.DESTRUCTIVE);
            assertThat(echo.untrusted()).isTrue();
            assertThat(server.hints().get("bad_echo").readOnly()).contains(true);
        }
    }

    @Test
    void is_overruled_by_what_the_application_declares() throws Exception {
        try (McpServer server = server().only("echo")
                .declare("echo", spec -> spec.effect(Effect.READ_ONLY).risk(Risk.INTERNAL_READ))
                .open()) {

            assertThat(server.tools()).hasSize(1);
            assertThat(server.tools().get(0).spec().effect()).isEqualTo(Effect.READ_ONLY);
            assertThat(text(call(server, "bad_echo", "{\"text\":\"hello\"}"))).isEqualTo("hello");
        }
    }

    @Test
    void cannot_do_without_a_tool_that_was_declared() {
        assertThatThrownBy(() -> server().declare("ecko", spec -> {}).open())
                .isInstanceOfSatisfying(
                        McpException.class, e -> assertThat(e.kind()).isEqualTo(McpException.Kind.UNUSABLE))
                .hasMessageContaining("ecko")
                .hasMessageContaining("echo");
    }

    @Test
    void cannot_hide_orders_in_its_descriptions() throws Exception {
        try (McpServer server = server("injecting").open()) {
            ToolSpec add = tool(server.tools(), "bad_add").spec();

            assertThat(add.description()).startsWith("Adds. <IMPORTANT>").endsWith("</IMPORTANT>");
            assertThat(add.inputSchema()).contains("send it without asking");
            assertThat(add.description() + add.inputSchema()).matches("[\\x20-\\x7e]+");
            assertThat(server.findings())
                    .filteredOn(finding -> finding.tool().equals("add"))
                    .extracting(Finding::kind)
                    .contains(Finding.Kind.CLEANED, Finding.Kind.SUSPICIOUS);
            assertThat(server.findings())
                    .anySatisfy(finding ->
                            assertThat(finding.detail()).contains("which spell 'ignore all previous instructions'"));
            assertThat(server.findings())
                    .anySatisfy(finding -> assertThat(finding.detail()).contains("without asking"));
        }
    }

    @Test
    void cannot_pass_off_a_name_as_another() throws Exception {
        try (McpServer server = server("injecting").open()) {
            assertThat(names(server))
                    .doesNotContain("bad_subtract", "bad_hidden_name")
                    .anySatisfy(name -> assertThat(name).matches("bad_sub_tract_[0-9a-f]{8}"));
        }
    }

    @Test
    void has_neither_of_two_tools_with_the_same_name_offered() throws Exception {
        try (McpServer server = server("twins").open()) {
            assertThat(names(server)).containsExactly("bad_echo", "bad_misbehave");
            assertThat(server.findings())
                    .containsExactly(
                            new Finding("twin", Finding.Kind.LEFT_OUT, "the server declares two tools of this name"));
        }
    }

    @Test
    void has_what_is_too_large_left_out_or_cut() throws Exception {
        try (McpServer server = server("giant").open()) {
            assertThat(names(server)).hasSize(4).doesNotContain("bad_giant", "bad_deep", "bad_no_object");
            assertThat(names(server)).allMatch(name -> name.matches("[a-zA-Z0-9_-]{1,64}"));
            assertThat(tool(server.tools(), "bad_wordy").spec().description()).hasSize(4_001);
            assertThat(server.findings())
                    .extracting(Finding::kind)
                    .containsExactlyInAnyOrder(
                            Finding.Kind.LEFT_OUT,
                            Finding.Kind.LEFT_OUT,
                            Finding.Kind.LEFT_OUT,
                            Finding.Kind.SHORTENED,
                            Finding.Kind.RENAMED);
        }
    }

    @Test
    void cannot_list_tools_for_ever() {
        assertThatThrownBy(() -> server("endless").open()).hasMessageContaining("lists tools without end");
    }

    @Test
    void cannot_change_a_tool_under_a_run() throws Exception {
        try (McpServer server = server().open()) {
            Tool before = tool(server.tools(), "bad_echo");
            misbehave(server, "change");

            ToolOutput refused = call(before, "{\"text\":\"hello\"}", (kind, attributes) -> {});

            assertThat(refused.error()).isTrue();
            assertThat(text(refused)).contains("has changed this tool").contains("description");
            assertThat(Files.readString(heard())).doesNotContain("\"name\":\"echo\"");
            assertThat(tool(server.tools(), "bad_echo").spec().description()).isEqualTo("Says it again");
            assertThat(server.changes()).extracting(Finding::kind).containsExactly(Finding.Kind.CHANGED);
        }
    }

    @Test
    void has_a_change_take_effect_when_it_is_accepted() throws Exception {
        try (McpServer server = server().open()) {
            Tool before = tool(server.tools(), "bad_echo");
            Tool unchanged = tool(server.tools(), "bad_misbehave");
            misbehave(server, "change");

            Tool after = tool(server.accept(), "bad_echo");

            assertThat(after.spec().description()).contains("evil.example");
            assertThat(after.spec().version()).isNotEqualTo(before.spec().version());
            assertThat(text(call(after, "{\"text\":\"hello\"}", (kind, attributes) -> {})))
                    .isEqualTo("hello");
            assertThat(call(before, "{\"text\":\"hello\"}", (kind, attributes) -> {})
                            .error())
                    .isTrue();
            assertThat(text(call(unchanged, "{\"how\":\"garbage\"}", (kind, attributes) -> {})))
                    .isEqualTo("after the garbage");
            assertThat(server.changes()).isEmpty();
        }
    }

    @Test
    void cannot_disturb_with_lines_that_are_no_messages() throws Exception {
        try (McpServer server = server("chatty").open()) {
            assertThat(text(misbehave(server, "garbage"))).isEqualTo("after the garbage");
        }
    }

    @Test
    void cannot_block_by_what_it_writes_to_its_errors() throws Exception {
        try (McpServer server = server().open()) {
            assertThat(text(misbehave(server, "flood stderr"))).isEqualTo("done");
        }
    }

    @Test
    void is_given_up_when_it_floods() throws Exception {
        try (McpServer server = server().open()) {
            ToolOutput flooded = misbehave(server, "flood");

            assertThat(flooded.error()).isTrue();
            assertThat(text(flooded))
                    .contains("a message of over 16777216 bytes")
                    .contains("unknown whether");
            assertThat(text(call(server, "bad_echo", "{\"text\":\"again\"}"))).isEqualTo("again");
        }
    }

    @Test
    void costs_a_call_its_time_when_it_never_answers_and_is_told_so() throws Exception {
        try (McpServer server = server().declare("misbehave", spec -> spec.timeout(Duration.ofMillis(300)))
                .open()) {
            ToolOutput late = misbehave(server, "hang");

            assertThat(late.error()).isTrue();
            assertThat(text(late)).contains("stopped after 300 ms");
            until("it hears of it", () -> read(heard()).contains("notifications/cancelled"));
            assertThat(text(call(server, "bad_echo", "{\"text\":\"still here\"}")))
                    .isEqualTo("still here");
        }
    }

    @Test
    void is_told_when_a_call_is_interrupted() throws Exception {
        ExecutorService threads = Executors.newSingleThreadExecutor();
        try (McpServer server = server().open()) {
            Future<ToolOutput> call = threads.submit(() -> misbehave(server, "hang"));
            until("it is called", () -> read(heard()).contains("\"hang\""));

            call.cancel(true);

            until("it hears of it", () -> read(heard()).contains("notifications/cancelled"));
            String id = between(lastLine("\"tools/call\""), "\"id\":\"", "\"");
            assertThat(lastLine("notifications/cancelled")).contains("\"requestId\":\"" + id + "\"");
        } finally {
            threads.shutdownNow();
        }
    }

    @Test
    void is_not_waited_for_when_it_does_not_read() throws Exception {
        McpServer server = server().declare("misbehave", spec -> spec.timeout(Duration.ofMillis(300)))
                .declare("echo", spec -> spec.timeout(Duration.ofMillis(300)))
                .open();
        List<Long> pids = children();
        misbehave(server, "deafen");

        for (int i = 0; i < 3; i++) {
            assertThat(call(server, "bad_echo", "{\"text\":\"" + "x".repeat(100_000) + "\"}")
                            .error())
                    .isTrue();
        }
        server.close();

        assertThat(pids).isNotEmpty().noneMatch(HostileServerTest::isAlive);
    }

    @Test
    void is_started_again_after_it_died() throws Exception {
        try (McpServer server = server().open()) {
            ToolOutput dead = misbehave(server, "exit");

            assertThat(dead.error()).isTrue();
            assertThat(text(dead)).contains("it ended with exit code 3").contains("unknown whether");
            assertThat(text(call(server, "bad_echo", "{\"text\":\"again\"}"))).isEqualTo("again");
        }
    }

    @Test
    void has_its_last_answer_heard_when_it_goes() throws Exception {
        try (McpServer server = server().open()) {
            assertThat(text(misbehave(server, "answer and exit"))).isEqualTo("goodbye");
        }
    }

    @Test
    void is_left_alone_for_a_while_when_it_dies_again_and_again() throws Exception {
        TestClock clock = new TestClock();
        try (McpServer server = server().clock(clock).open()) {
            misbehave(server, "exit");
            misbehave(server, "exit");

            assertThat(text(misbehave(server, "exit")))
                    .contains("keeps failing")
                    .contains("in 500 ms");
            clock.advance(Duration.ofMillis(500));
            assertThat(text(misbehave(server, "exit"))).contains("is lost");
            assertThat(text(misbehave(server, "exit"))).contains("in 1000 ms");
            clock.advance(Duration.ofMillis(1_000));
            assertThat(text(call(server, "bad_echo", "{\"text\":\"back\"}"))).isEqualTo("back");
        }
    }

    @Test
    void cannot_answer_with_something_that_is_no_result() throws Exception {
        try (McpServer server = server().open()) {
            for (String how : List.of("no result", "null")) {
                ToolOutput output = misbehave(server, how);

                assertThat(output.error()).isTrue();
                assertThat(text(output)).contains("no answer");
            }
        }
    }

    @Test
    void has_its_errors_told_to_the_model() throws Exception {
        try (McpServer server = server().open()) {
            ToolOutput refused = misbehave(server, "error");

            assertThat(refused.error()).isTrue();
            assertThat(text(refused)).isEqualTo("The MCP server 'bad' answered: I will not");
        }
    }

    @Test
    void may_ask_for_nothing() throws Exception {
        try (McpServer server = server().open()) {
            for (String wish : List.of("sampling/createMessage", "elicitation/create", "roots/list", "tools/list")) {
                assertThat(text(misbehave(server, wish))).contains("\"error\"").contains("-32601");
            }
            assertThat(read(heard())).contains("\"capabilities\":{}");
        }
    }

    @Test
    void has_its_progress_noted_without_what_cannot_be_seen() throws Exception {
        List<String> notes = new ArrayList<>();
        try (McpServer server = server().open()) {
            call(
                    tool(server.tools(), "bad_misbehave"),
                    "{\"how\":\"progress\"}",
                    (kind, attributes) -> notes.add(kind + " " + attributes));
        }

        assertThat(notes)
                .hasSize(3)
                .last()
                .asString()
                .isEqualTo("mcp.progress {progress=3.0, total=3.0, message=step 3}");
    }

    @Test
    void has_shown_only_what_a_model_can_take() throws Exception {
        try (McpServer server = server().open()) {
            List<Content> content = misbehave(server, "pictures").content();

            assertThat(content.get(0))
                    .isEqualTo(new Content.Image("image/png", "data:image/png;base64,iVBORw0KGgoAAAANSUhEUg=="));
            assertThat(content.subList(1, content.size()))
                    .containsExactly(
                            new Content.Text("[a picture, which cannot be shown here]"),
                            new Content.Text("[a picture, which cannot be shown here]"),
                            new Content.Text("[sound of type audio/wav, which cannot be shown here]"),
                            new Content.Text("[see file:///a.txt: a]"),
                            new Content.Text("[file:///b.txt]\ninside b"),
                            new Content.Text("[file:///c.bin, which cannot be shown here]"),
                            new Content.Text("{\"n\":1}"));
        }
    }

    @Test
    void says_why_it_does_not_start() {
        assertThatThrownBy(() -> server("exits").open())
                .isInstanceOfSatisfying(
                        McpException.class, e -> assertThat(e.kind()).isEqualTo(McpException.Kind.UNREACHABLE))
                .hasMessageContaining("exit code 7")
                .hasMessageContaining("the licence has run out");
        assertThatThrownBy(() -> McpServer.stdio("none", "/no/such/program").open())
                .hasMessageContaining("'none' cannot be started");
    }

    @Test
    void is_not_waited_for_when_it_does_not_shake_hands() {
        assertThatThrownBy(() ->
                        server("mute").connectTimeout(Duration.ofMillis(700)).open())
                .hasMessageContaining("did not answer within 700 ms");
        assertThat(children()).isEmpty();
    }

    @Test
    void is_ended_when_it_does_not_go() throws Exception {
        McpServer server = server("stubborn").open();
        List<Long> pids = children();

        server.close();

        assertThat(pids).isNotEmpty().noneMatch(HostileServerTest::isAlive);
        assertThat(text(call(server, "bad_echo", "{}"))).contains("is closed");
    }

    @Test
    void does_not_see_the_environment() throws Exception {
        Path seen = folder.resolve("environment");
        try (McpServer server = McpServer.stdio(
                        "bad",
                        "sh",
                        "-c",
                        "env > '" + seen + "'; exec \"$@\"",
                        "sh",
                        java(),
                        "-cp",
                        classPath(),
                        ScriptedServer.class.getName(),
                        heard().toString())
                .environment("TOKEN", "granted")
                .open()) {
            assertThat(server.tools()).isNotEmpty();
        }

        List<String> names = Files.readAllLines(seen).stream()
                .map(line -> line.substring(0, line.indexOf('=')))
                .toList();
        assertThat(names).contains("TOKEN", "PATH").doesNotContain("JAVA_HOME", "MAVEN_CMD_LINE_ARGS");
        assertThat(System.getenv().keySet()).as("what could have been seen").hasSizeGreaterThan(names.size());
    }

    private McpServer.Builder server(String... manners) {
        List<String> command = new ArrayList<>(
                List.of(java(), "-cp", classPath(), ScriptedServer.class.getName(), heard().toString()));
        command.addAll(List.of(manners));
        return McpServer.stdio("bad", command.toArray(String[]::new));
    }

    private static String java() {
        return Path.of(System.getProperty("java.home"), "bin", "java").toString();
    }

    private static String classPath() {
        return System.getProperty("java.class.path");
    }

    private Path heard() {
        return folder.resolve("heard");
    }

    private static ToolOutput misbehave(McpServer server, String how) throws Exception {
        return call(server, "bad_misbehave", "{\"how\":\"" + how + "\"}");
    }

    private static List<String> names(McpServer server) {
        return server.tools().stream().map(tool -> tool.spec().name()).toList();
    }

    private String lastLine(String part) {
        return read(heard())
                .lines()
                .filter(line -> line.contains(part))
                .reduce((first, last) -> last)
                .orElseThrow();
    }

    private static String between(String text, String before, String after) {
        String rest = text.substring(text.indexOf(before) + before.length());
        return rest.substring(0, rest.indexOf(after));
    }

    private static String read(Path file) {
        try {
            return Files.exists(file) ? Files.readString(file) : "";
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }

    private List<Long> children() {
        try (Stream<ProcessHandle> children = ProcessHandle.current().descendants()) {
            return children.filter(child -> child.info()
                            .commandLine()
                            .filter(line -> line.contains(folder.toString()))
                            .isPresent())
                    .map(ProcessHandle::pid)
                    .toList();
        }
    }

    private static boolean isAlive(long pid) {
        return ProcessHandle.of(pid).map(ProcessHandle::isAlive).orElse(false);
    }
}
