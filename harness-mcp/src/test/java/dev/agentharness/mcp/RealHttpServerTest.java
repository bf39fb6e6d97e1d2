package dev.agentharness.mcp;

import static dev.agentharness.mcp.Calls.call;
import static dev.agentharness.mcp.Calls.text;
import static dev.agentharness.mcp.Calls.tool;
import static dev.agentharness.mcp.Calls.until;
import static org.assertj.core.api.Assertions.assertThat;

import dev.agentharness.model.ToolOutput;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@DisplayName("A server behind HTTP that nobody here wrote")
@Timeout(120)
class RealHttpServerTest {

    @Test
    void is_called_and_reports_progress() throws Exception {
        RealServers.need();
        List<String> notes = new CopyOnWriteArrayList<>();
        try (RealServers.Http http = RealServers.Http.start();
                McpServer server = McpServer.http("web", http.address()).open()) {
            assertThat(text(call(server, "web_echo", "{\"message\":\"hello\"}")))
                    .isEqualTo("Echo: hello");
            ToolOutput worked = call(
                    tool(server.tools(), "web_trigger-long-running-operation"),
                    "{\"duration\":0.3,\"steps\":3}",
                    (kind, attributes) -> notes.add(kind));
            assertThat(text(worked)).contains("completed");
            assertThat(notes).hasSize(3);
        }
    }

    @Test
    void is_connected_to_again_when_it_is_back() throws Exception {
        RealServers.need();
        McpServer server;
        int port;
        try (RealServers.Http http = RealServers.Http.start()) {
            port = http.port();
            server = McpServer.http("web", http.address())
                    .declare("echo", spec -> spec.timeout(Duration.ofSeconds(20)))
                    .open();
        }
        try (server) {
            assertThat(call(server, "web_echo", "{\"message\":\"dead\"}").error())
                    .isTrue();
            try (RealServers.Http http = RealServers.Http.start(port)) {
                until("it is back on port " + http.port(), () -> {
                    try {
                        return text(call(server, "web_echo", "{\"message\":\"back\"}"))
                                .equals("Echo: back");
                    } catch (Exception e) {
                        throw new AssertionError(e);
                    }
                });
            }
        }
    }

    @Test
    void costs_a_call_an_error_when_it_dies() throws Exception {
        RealServers.need();
        ExecutorService threads = Executors.newSingleThreadExecutor();
        List<String> notes = new CopyOnWriteArrayList<>();
        RealServers.Http http = RealServers.Http.start();
        try (McpServer server = McpServer.http("web", http.address()).open()) {
            Future<ToolOutput> call = threads.submit(() -> call(
                    tool(server.tools(), "web_trigger-long-running-operation"),
                    "{\"duration\":50,\"steps\":1000}",
                    (kind, attributes) -> notes.add(kind)));
            until("it is under way", () -> !notes.isEmpty());

            http.close();

            assertThat(text(call.get())).contains("is lost").contains("unknown whether");
            assertThat(text(call(server, "web_echo", "{\"message\":\"dead\"}"))).contains("cannot be reached");
        } finally {
            threads.shutdownNow();
        }
    }

    @Test
    void hears_of_a_cancelled_call_and_goes_on() throws Exception {
        RealServers.need();
        List<String> notes = new CopyOnWriteArrayList<>();
        try (RealServers.Http http = RealServers.Http.start();
                McpServer server = McpServer.http("web", http.address())
                        .declare("trigger-long-running-operation", spec -> spec.timeout(Duration.ofMillis(500)))
                        .open()) {
            ToolOutput late = call(
                    tool(server.tools(), "web_trigger-long-running-operation"),
                    "{\"duration\":50,\"steps\":1000}",
                    (kind, attributes) -> notes.add(kind));

            assertThat(text(late)).contains("stopped after 500 ms");
            assertThat(text(call(server, "web_echo", "{\"message\":\"on\"}"))).isEqualTo("Echo: on");
        }
    }
}
