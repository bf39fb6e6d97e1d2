package dev.agentharness.tools.shell;

import dev.agentharness.sandbox.Command;
import dev.agentharness.sandbox.SandboxException;
import dev.agentharness.tool.Tool;
import dev.agentharness.tools.Attacks;
import dev.agentharness.tools.ToolCalls;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
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
        Tool joining = new CommandTool(
                echo.spec(),
                session,
                CommandTool.LONGEST,
                input -> Command.shell(input.string("program") + " " + String.join(" ", input.strings("arguments"))));
        for (String argument : List.of(
                "; touch made",
                "&& touch made",
                "| touch made",
                "& touch made; wait",
                "\n touch made",
                "$(touch made)",
                "`touch made`",
                "> made",
                "\"\"; touch made; \"\"",
                "''; touch made; ''",
                "${x:-$(touch made)}",
                "\r\n touch made\n")) {
            attacks.row(
                    "an argument " + argument.replace("\n", "\\n").replace("\r", "\\r"),
                    "no shell takes arguments apart",
                    () -> makes(echo, argument),
                    () -> makes(joining, argument));
        }
        Tool anything = new CommandTool(echo.spec(), session, CommandTool.LONGEST, input -> {
            List<String> line = new ArrayList<>(List.of(input.string("program")));
            line.addAll(input.strings("arguments"));
            return Command.of(line);
        });
        for (String program :
                List.of("touch", "/bin/touch", "echo; touch made #", "../bin/touch", "ECHO", "echo ", "ec\u200Bho")) {
            Map<String, ?> arguments = Map.of("program", program, "arguments", List.of("made"));
            attacks.row(
                    "a program '" + program + "'",
                    "a program is one of a list",
                    () -> runs(echo, arguments),
                    () -> runs(anything, arguments));
        }
        Map<String, ?> tenYears = Map.of("program", "echo", "arguments", List.of(), "seconds", 315_360_000);
        attacks.row(
                "ten years of time",
                "a command has so much time and no more",
                () -> runs(echo, tenYears),
                () -> runs(
                        new CommandTool(
                                echo.spec(),
                                session,
                                Duration.ofDays(10_000),
                                input -> Command.of(input.string("program"))),
                        tenYears));
        attacks.held(
                "a NUL in an argument",
                "a Command refuses it, and if it did not, the JDK would",
                () -> runs(echo, Map.of("program", "echo", "arguments", List.of("a\0b"))));
        for (String folder : List.of("..", "/etc", "a/../..")) {
            attacks.held(
                    "a folder " + folder,
                    "there is no Command with such a folder",
                    () -> runs(echo, Map.of("program", "echo", "folder", folder)));
        }
    }

    private boolean makes(Tool tool, String argument) throws Exception {
        ToolCalls.call(tool, Map.of("program", "echo", "arguments", List.of(argument)));
        return Files.deleteIfExists(workspace.resolve("made"));
    }

    private boolean runs(Tool tool, Map<String, ?> arguments) throws Exception {
        int before = session.commands().size();
        try {
            ToolCalls.call(tool, arguments);
        } catch (SandboxException e) {
            // there is no such program; but it was looked for
        }
        return session.commands().size() > before;
    }
}
