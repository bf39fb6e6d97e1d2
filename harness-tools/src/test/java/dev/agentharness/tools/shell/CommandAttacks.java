package dev.agentharness.tools.shell;

import dev.agentharness.sandbox.Command;
import dev.agentharness.tool.Tool;
import dev.agentharness.tools.Attacks;
import dev.agentharness.tools.ToolCalls;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/** Ways to have a shell run what was meant as an argument, or to run another program. */
public final class CommandAttacks {

    private final Path workspace;
    private final LocalSession session;
    private final Tool echo;

    private CommandAttacks(Path workspace) {
        this.workspace = workspace;
        this.session = new LocalSession(workspace);
        this.echo = ShellTools.programs(session, "echo");
    }

    public static CommandAttacks in(Path workspace) throws IOException {
        return new CommandAttacks(Files.createDirectories(workspace));
    }

    public void addTo(Attacks attacks) {
        for (String argument : List.of(
                "; touch made",
                "&& touch made",
                "| touch made",
                "& touch made",
                "\n touch made",
                "$(touch made)",
                "`touch made`",
                "> made",
                "\"; touch made; \"",
                "'; touch made; '")) {
            attacks.row(
                    "an argument " + argument.replace("\n", "\\n"),
                    () -> {
                        ToolCalls.call(echo, Map.of("program", "echo", "arguments", List.of(argument)));
                        return isMade();
                    },
                    () -> {
                        String quote = argument.substring(0, 1).matches("['\"]") ? argument.substring(0, 1) : "";
                        session.exec(Command.shell("echo " + quote + argument + quote));
                        return isMade();
                    });
        }
        for (String program : List.of("touch", "/bin/touch", "echo; touch made #", "../bin/touch", "ECHO")) {
            attacks.row("a program " + program, () -> runs(Map.of("program", program, "arguments", List.of("made"))));
        }
        attacks.row(
                "a program that is not listed",
                () -> runs(Map.of("program", "touch", "arguments", List.of("made"))),
                () -> {
                    session.exec(Command.of("touch", "made"));
                    return isMade();
                });
        attacks.row("a NUL in an argument", () -> runs(Map.of("program", "echo", "arguments", List.of("a\0b"))));
        attacks.row("a folder ..", () -> runs(Map.of("program", "echo", "folder", "..")));
        attacks.row("a folder /etc", () -> runs(Map.of("program", "echo", "folder", "/etc")));
        attacks.row("ten years of time", () -> runs(Map.of("program", "echo", "seconds", 315_360_000)));
    }

    private boolean runs(Map<String, ?> arguments) throws Exception {
        int before = session.commands().size();
        ToolCalls.call(echo, arguments);
        return session.commands().size() > before;
    }

    private boolean isMade() throws IOException {
        return Files.deleteIfExists(workspace.resolve("made"));
    }
}
