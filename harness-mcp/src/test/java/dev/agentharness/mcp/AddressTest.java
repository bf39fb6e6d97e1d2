package dev.agentharness.mcp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.URI;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("An address")
class AddressTest {

    @Test
    void that_is_none_is_refused_at_once() {
        assertThatThrownBy(() -> McpServer.http("web", URI.create("file:///tmp/x")))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("file:///tmp/x");
        assertThatThrownBy(() -> McpServer.http("web", URI.create("https://example.com/mcp"))
                        .environment("A", "b"))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("https://example.com/mcp");
        assertThatThrownBy(() -> McpServer.stdio("no name!", "node")).hasMessageContaining("'no name!'");
        assertThatThrownBy(() -> McpServer.stdio("none")).hasMessageContaining("there is none");
    }

    @Test
    void where_nobody_listens_cannot_be_reached() {
        assertThatThrownBy(() -> McpServer.http("web", URI.create("http://127.0.0.1:9/mcp"))
                        .open())
                .isInstanceOfSatisfying(
                        McpException.class, e -> assertThat(e.kind()).isEqualTo(McpException.Kind.UNREACHABLE));
    }
}
