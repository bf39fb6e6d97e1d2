package dev.agentharness.mcp;

import static dev.agentharness.mcp.Calls.call;
import static dev.agentharness.mcp.Calls.text;
import static dev.agentharness.mcp.Calls.tool;
import static dev.agentharness.mcp.Calls.until;
import static dev.agentharness.mcp.HostileServer.misbehave;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.agentharness.model.Content;
import dev.agentharness.model.ToolOutput;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@DisplayName("A server that means no good")
@Timeout(120)
class HostileServerTest {

    @TempDir
    Path folder;

    private HostileServer hostile;

    @BeforeEach
    void prepare() {
        hostile = new HostileServer(folder);
    }

    @Test
    void cannot_disturb_with_lines_that_are_no_messages() throws Exception {
        try (McpServer server = hostile.server("chatty").open()) {
            assertThat(text(misbehave(server, "garbage"))).isEqualTo("after the garbage");
        }
    }

    @Test
    void cannot_block_by_what_it_writes_to_its_errors() throws Exception {
        try (McpServer server = hostile.server().open()) {
            assertThat(text(misbehave(server, "flood stderr"))).isEqualTo("done");
        }
    }

    @Test
    void is_given_up_when_it_floods() throws Exception {
        try (McpServer server = hostile.server().open()) {
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
        try (McpServer server = hostile.server()
                .declare("misbehave", spec -> spec.timeout(Duration.ofMillis(300)))
                .open()) {
            ToolOutput late = misbehave(server, "hang");

            assertThat(late.error()).isTrue();
            assertThat(text(late)).contains("stopped after 300 ms");
            until("it hears of it", () -> hostile.heard().contains("notifications/cancelled"));
            assertThat(text(call(server, "bad_echo", "{\"text\":\"still here\"}")))
                    .isEqualTo("still here");
        }
    }

    @Test
    void is_told_when_a_call_is_interrupted() throws Exception {
        ExecutorService threads = Executors.newSingleThreadExecutor();
        try (McpServer server = hostile.server().open()) {
            Future<ToolOutput> call = threads.submit(() -> misbehave(server, "hang"));
            until("it is called", () -> hostile.heard().contains("\"hang\""));

            call.cancel(true);

            until("it hears of it", () -> hostile.heard().contains("notifications/cancelled"));
            String id = between(hostile.lastHeard("\"tools/call\""), "\"id\":\"", "\"");
            assertThat(hostile.lastHeard("notifications/cancelled")).contains("\"requestId\":\"" + id + "\"");
        } finally {
            threads.shutdownNow();
        }
    }

    @Test
    void is_not_waited_for_when_it_does_not_read() throws Exception {
        McpServer server = hostile.server()
                .declare("misbehave", spec -> spec.timeout(Duration.ofMillis(300)))
                .declare("echo", spec -> spec.timeout(Duration.ofMillis(300)))
                .open();
        List<Long> pids = hostile.processes();
        misbehave(server, "deafen");

        for (int i = 0; i < 3; i++) {
            assertThat(call(server, "bad_echo", "{\"text\":\"" + "x".repeat(100_000) + "\"}")
                            .error())
                    .isTrue();
        }
        server.close();

        assertThat(pids).isNotEmpty().noneMatch(HostileServer::isAlive);
    }

    @Test
    void is_started_again_after_it_died() throws Exception {
        try (McpServer server = hostile.server().open()) {
            ToolOutput dead = misbehave(server, "exit");

            assertThat(dead.error()).isTrue();
            assertThat(text(dead)).contains("it ended with exit code 3").contains("unknown whether");
            assertThat(text(call(server, "bad_echo", "{\"text\":\"again\"}"))).isEqualTo("again");
        }
    }

    @Test
    void has_its_last_answer_heard_when_it_goes() throws Exception {
        try (McpServer server = hostile.server().open()) {
            assertThat(text(misbehave(server, "answer and exit"))).isEqualTo("goodbye");
        }
    }

    @Test
    void is_left_alone_for_a_while_when_it_dies_again_and_again() throws Exception {
        TestClock clock = new TestClock();
        try (McpServer server = hostile.server().clock(clock).open()) {
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
        try (McpServer server = hostile.server().open()) {
            for (String how : List.of("no result", "null")) {
                ToolOutput output = misbehave(server, how);

                assertThat(output.error()).isTrue();
                assertThat(text(output)).contains("no answer");
            }
        }
    }

    @Test
    void has_its_errors_told_to_the_model() throws Exception {
        try (McpServer server = hostile.server().open()) {
            ToolOutput refused = misbehave(server, "error");

            assertThat(refused.error()).isTrue();
            assertThat(text(refused)).isEqualTo("The MCP server 'bad' answered: I will not");
        }
    }

    @Test
    void may_ask_for_nothing() throws Exception {
        try (McpServer server = hostile.server().open()) {
            for (String wish : List.of("sampling/createMessage", "elicitation/create", "roots/list", "tools/list")) {
                assertThat(text(misbehave(server, wish))).contains("\"error\"").contains("-32601");
            }
            assertThat(hostile.heard()).contains("\"capabilities\":{}");
        }
    }

    @Test
    void has_its_progress_noted_without_what_cannot_be_seen() throws Exception {
        List<String> notes = new ArrayList<>();
        try (McpServer server = hostile.server().open()) {
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
        try (McpServer server = hostile.server().open()) {
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
        assertThatThrownBy(() -> hostile.server("exits").open())
                .isInstanceOfSatisfying(
                        McpException.class, e -> assertThat(e.kind()).isEqualTo(McpException.Kind.UNREACHABLE))
                .hasMessageContaining("exit code 7")
                .hasMessageContaining("the licence has run out");
        assertThatThrownBy(() -> McpServer.stdio("none", "/no/such/program").open())
                .hasMessageContaining("'none' cannot be started");
    }

    @Test
    void is_not_waited_for_when_it_does_not_shake_hands() {
        assertThatThrownBy(() -> hostile.server("mute")
                        .connectTimeout(Duration.ofMillis(700))
                        .open())
                .hasMessageContaining("did not answer within 700 ms");
        assertThat(hostile.processes()).isEmpty();
    }

    @Test
    void is_ended_when_it_does_not_go() throws Exception {
        List<String> command =
                new ArrayList<>(List.of("sh", "-c", "trap '' TERM; \"$@\"; exec tail -f /dev/null", "sh"));
        command.addAll(hostile.command("stubborn"));
        McpServer server =
                McpServer.stdio("bad", command.toArray(String[]::new)).open();
        List<Long> pids = hostile.processes();

        server.close();

        assertThat(pids).isNotEmpty().noneMatch(HostileServer::isAlive);
        assertThat(text(call(server, "bad_echo", "{}"))).contains("is closed");
    }

    @Test
    void does_not_see_the_environment() throws Exception {
        Path seen = folder.resolve("environment");
        List<String> command = new ArrayList<>(List.of("sh", "-c", "env > '" + seen + "'; exec \"$@\"", "sh"));
        command.addAll(hostile.command());
        try (McpServer server = McpServer.stdio("bad", command.toArray(String[]::new))
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

    @Test
    void keeps_nobody_waiting_when_it_is_closed() throws Exception {
        ExecutorService threads = Executors.newSingleThreadExecutor();
        McpServer server = hostile.server().open();
        try {
            Future<ToolOutput> call = threads.submit(() -> misbehave(server, "hang"));
            until("it is called", () -> hostile.heard().contains("\"hang\""));

            server.close();

            assertThat(text(call.get())).contains("is lost: it was closed");
        } finally {
            threads.shutdownNow();
        }
    }

    private static String between(String text, String before, String after) {
        String rest = text.substring(text.indexOf(before) + before.length());
        return rest.substring(0, rest.indexOf(after));
    }
}
