package dev.agentharness.examples;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeFalse;

import dev.agentharness.run.RunResult;
import java.nio.file.Path;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@DisplayName("The example of an MCP server")
class McpFilesTest {

    @TempDir
    Path folder;

    @Test
    void reads_unasked_and_writes_when_a_person_agrees() throws Exception {
        String servers = System.getProperty("harness.mcpServers", "");
        assumeFalse(servers.isEmpty(), "the MCP servers from npm: -Dharness.mcpServers not given");

        RunResult result = McpFiles.summarise(
                folder.toRealPath(),
                "node",
                servers + "/node_modules/@modelcontextprotocol/server-filesystem/dist/index.js");

        assertThat(result.isCompleted()).isTrue();
        assertThat(folder.resolve("summary.txt")).hasContent("Seal due Friday.");
    }
}
