package dev.agentharness.mcp;

import static dev.agentharness.mcp.Calls.call;
import static dev.agentharness.mcp.Calls.text;
import static dev.agentharness.mcp.Calls.tool;
import static dev.agentharness.mcp.HostileServer.misbehave;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.agentharness.model.Effect;
import dev.agentharness.model.Risk;
import dev.agentharness.model.ToolOutput;
import dev.agentharness.model.ToolSpec;
import dev.agentharness.tool.Tool;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@DisplayName("What a server says of its tools")
@Timeout(120)
class ImportTest {

    @TempDir
    Path folder;

    private HostileServer hostile;

    @BeforeEach
    void prepare() {
        hostile = new HostileServer(folder);
    }

    @Test
    void has_its_hints_not_believed() throws Exception {
        try (McpServer server = hostile.server().open()) {
            ToolSpec echo = tool(server.tools(), "bad_echo").spec();

            assertThat(echo.effect()).isEqualTo(Effect.NON_IDEMPOTENT);
            assertThat(echo.risk()).isEqualTo(Risk.DESTRUCTIVE);
            assertThat(echo.untrusted()).isTrue();
            assertThat(server.hints().get("bad_echo").readOnly()).contains(true);
        }
    }

    @Test
    void is_overruled_by_what_the_application_declares() throws Exception {
        try (McpServer server = hostile.server()
                .only("echo")
                .declare("echo", spec -> spec.effect(Effect.READ_ONLY).risk(Risk.INTERNAL_READ))
                .open()) {

            assertThat(server.tools()).hasSize(1);
            assertThat(server.tools().get(0).spec().effect()).isEqualTo(Effect.READ_ONLY);
            assertThat(text(call(server, "bad_echo", "{\"text\":\"hello\"}"))).isEqualTo("hello");
        }
    }

    @Test
    void cannot_do_without_a_tool_that_was_declared() {
        assertThatThrownBy(() -> hostile.server().declare("ecko", spec -> {}).open())
                .isInstanceOfSatisfying(
                        McpException.class, e -> assertThat(e.kind()).isEqualTo(McpException.Kind.UNUSABLE))
                .hasMessageContaining("ecko")
                .hasMessageContaining("echo");
    }

    @Test
    void is_not_enough_when_a_tool_that_was_declared_cannot_be_offered() {
        assertThatThrownBy(() -> hostile.server("twins").only("twin").open())
                .isInstanceOf(McpException.class)
                .hasMessageContaining("no tool [twin] that can be offered")
                .hasMessageContaining("two tools of this name");
    }

    @Test
    void cannot_hide_orders_in_its_descriptions() throws Exception {
        try (McpServer server = hostile.server("injecting").open()) {
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
        try (McpServer server = hostile.server("injecting").open()) {
            assertThat(names(server))
                    .doesNotContain("bad_subtract", "bad_hidden_name")
                    .anySatisfy(name -> assertThat(name).matches("bad_sub_tract_[0-9a-f]{8}"));
        }
    }

    @Test
    void has_neither_of_two_tools_with_the_same_name_offered() throws Exception {
        try (McpServer server = hostile.server("twins").open()) {
            assertThat(names(server)).containsExactly("bad_echo", "bad_misbehave");
            assertThat(server.findings())
                    .containsExactly(
                            new Finding("twin", Finding.Kind.LEFT_OUT, "the server declares two tools of this name"));
        }
    }

    @Test
    void has_what_is_too_large_left_out_or_cut() throws Exception {
        try (McpServer server = hostile.server("giant").open()) {
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
        assertThatThrownBy(() -> hostile.server("endless").open()).hasMessageContaining("lists tools without end");
    }

    @Test
    void cannot_change_a_tool_under_a_run() throws Exception {
        try (McpServer server = hostile.server().open()) {
            Tool before = tool(server.tools(), "bad_echo");
            misbehave(server, "change");

            ToolOutput refused = call(before, "{\"text\":\"hello\"}", (kind, attributes) -> {});

            assertThat(refused.error()).isTrue();
            assertThat(text(refused)).contains("has changed this tool").contains("description");
            assertThat(hostile.heard()).doesNotContain("\"name\":\"echo\"");
            assertThat(tool(server.tools(), "bad_echo").spec().description()).isEqualTo("Says it again");
            assertThat(server.changes()).extracting(Finding::kind).containsExactly(Finding.Kind.CHANGED);
        }
    }

    @Test
    void has_a_change_take_effect_when_it_is_accepted() throws Exception {
        try (McpServer server = hostile.server().open()) {
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

    private static List<String> names(McpServer server) {
        return server.tools().stream().map(tool -> tool.spec().name()).toList();
    }
}
