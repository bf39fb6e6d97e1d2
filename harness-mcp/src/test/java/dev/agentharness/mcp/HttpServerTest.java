package dev.agentharness.mcp;

import static dev.agentharness.mcp.Calls.call;
import static dev.agentharness.mcp.Calls.text;
import static dev.agentharness.mcp.Calls.tool;
import static dev.agentharness.mcp.Calls.until;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.agentharness.mcp.RecordingServer.Heard;
import dev.agentharness.model.ToolOutput;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.FutureTask;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@DisplayName("A server behind HTTP")
@Timeout(120)
class HttpServerTest {

    @Test
    void is_told_of_an_interrupted_call_which_returns_at_once() throws Exception {
        List<String> progress = new CopyOnWriteArrayList<>();
        try (RecordingServer http = RecordingServer.start();
                McpServer server = http.client().open()) {
            FutureTask<ToolOutput> call = new FutureTask<>(() -> call(
                    tool(server.tools(), "web_work"), "{}", (kind, told) -> progress.add(kind + told.get("progress"))));
            Thread caller = new Thread(call);
            caller.start();
            until("progress comes", () -> progress.size() == 3);

            caller.interrupt();

            assertThatThrownBy(call::get).hasCauseInstanceOf(InterruptedException.class);
            until("it hears of it", () -> !http.heard("notifications/cancelled").isEmpty());
            Heard cancelled = http.heard("notifications/cancelled").get(0);
            assertThat(cancelled.message().at("/params/requestId"))
                    .isEqualTo(http.heard("tools/call").get(0).message().get("id"));
            assertThat(cancelled.session())
                    .isEqualTo(http.heard("tools/call").get(0).session());
            assertThat(text(call(server, "web_echo", "{\"text\":\"on\"}"))).isEqualTo("on");
            assertThat(progress).containsExactly("mcp.progress1.0", "mcp.progress2.0", "mcp.progress3.0");
        }
    }

    @Test
    void is_spoken_to_in_a_new_session_when_it_has_forgotten_the_old_one() throws Exception {
        try (RecordingServer http = RecordingServer.start()) {
            try (McpServer server = http.client().open()) {
                assertThat(text(call(server, "web_echo", "{\"text\":\"before\"}")))
                        .isEqualTo("before");

                http.forget();

                assertThat(text(call(server, "web_echo", "{\"text\":\"again\"}")))
                        .isEqualTo("again");
                assertThat(http.heard("initialize")).hasSize(2);
                assertThat(http.heard("tools/list"))
                        .as("its tools are looked at again")
                        .hasSize(2);
                assertThat(http.heard("tools/call"))
                        .extracting(Heard::session)
                        .containsExactly("session-1", "session-2");
            }
            assertThat(http.farewells())
                    .as("it is told of no end that it has told of itself")
                    .containsExactly("session-2");
        }
    }

    @Test
    void is_not_called_over_and_over_when_it_forgets_each_session_at_once() throws Exception {
        try (RecordingServer http = RecordingServer.start();
                McpServer server = http.client().open()) {
            http.forgetful();

            ToolOutput output = call(server, "web_echo", "{\"text\":\"x\"}");

            assertThat(text(output))
                    .contains("has forgotten this session; nothing was done")
                    .doesNotContain("unknown");
            assertThat(output.error()).isTrue();
            assertThat(http.heard("initialize")).hasSize(2);
        }
    }

    @Test
    void is_spoken_to_in_a_new_session_when_it_was_started_again() throws Exception {
        RecordingServer first = RecordingServer.start();
        try (McpServer server = first.client().open()) {
            assertThat(text(call(server, "web_echo", "{\"text\":\"before\"}"))).isEqualTo("before");
            first.close();
            assertThat(call(server, "web_echo", "{\"text\":\"dead\"}").error()).isTrue();

            try (RecordingServer second = RecordingServer.start(first.port())) {
                until("it answers again", () -> echo(server, "again").equals("again"));

                assertThat(second.heard("initialize")).hasSize(1);
                assertThat(second.heard("tools/list"))
                        .as("its tools are looked at again")
                        .hasSize(1);
            }
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"sampling/createMessage", "elicitation/create", "roots/list", "made/up"})
    void is_refused_what_it_asks_for(String method) throws Exception {
        try (RecordingServer http = RecordingServer.start();
                McpServer server = http.client().open()) {
            assertThat(text(call(server, "web_ask", "{\"for\":\"" + method + "\"}")))
                    .contains("\"id\":\"mine\"")
                    .contains("\"error\":{\"code\":-32601");
            assertThat(http.heard("initialize").get(0).message().at("/params/capabilities"))
                    .isEmpty();
        }
    }

    @Test
    void is_told_of_folders_if_there_are_any() throws Exception {
        Path here = Path.of("here");
        try (RecordingServer http = RecordingServer.start();
                McpServer server = http.client().roots(here).open()) {
            assertThat(text(call(server, "web_ask", "{\"for\":\"roots/list\"}")))
                    .contains("\"uri\":\"" + here.toAbsolutePath().toUri() + "\"")
                    .contains("\"name\":\"here\"");
            assertThat(text(call(server, "web_ask", "{\"for\":\"sampling/createMessage\"}")))
                    .contains("-32601");
        }
    }

    private static String echo(McpServer server, String text) {
        try {
            return text(call(server, "web_echo", "{\"text\":\"" + text + "\"}"));
        } catch (Exception e) {
            throw new AssertionError(e);
        }
    }
}
