package dev.agentharness.mcp;

import dev.agentharness.model.ToolOutput;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;

/** A {@link ScriptedServer} and what it left in a folder. */
record HostileServer(Path folder) {

    McpServer.Builder server(String... manners) {
        return McpServer.stdio("bad", command(manners).toArray(String[]::new));
    }

    List<String> command(String... manners) {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Dhere=" + folder, // early in the line, the end of which the system may not tell
                "-cp",
                System.getProperty("java.class.path"),
                ScriptedServer.class.getName(),
                folder.resolve("heard").toString()));
        command.addAll(Arrays.asList(manners));
        return command;
    }

    static ToolOutput misbehave(McpServer server, String how) throws Exception {
        return Calls.call(server, "bad_misbehave", "{\"how\":\"" + how + "\"}");
    }

    /** All lines that it got. */
    String heard() {
        try {
            Path file = folder.resolve("heard");
            return Files.exists(file) ? Files.readString(file) : "";
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    String lastHeard(String part) {
        return heard().lines()
                .filter(line -> line.contains(part))
                .reduce((first, last) -> last)
                .orElseThrow();
    }

    /** The ids of its processes. */
    List<Long> processes() {
        try (Stream<ProcessHandle> children = ProcessHandle.current().descendants()) {
            return children.filter(child -> child.info()
                            .commandLine()
                            .filter(line -> line.contains(folder.toString()))
                            .isPresent())
                    .map(ProcessHandle::pid)
                    .toList();
        }
    }

    static boolean isAlive(long pid) {
        return ProcessHandle.of(pid).map(ProcessHandle::isAlive).orElse(false);
    }
}
