package dev.agentharness.tools.shell;

import dev.agentharness.model.Effect;
import dev.agentharness.model.Risk;
import dev.agentharness.model.ToolInput;
import dev.agentharness.model.ToolSpec;
import dev.agentharness.sandbox.Command;
import dev.agentharness.sandbox.SandboxSession;
import dev.agentharness.tool.Tool;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/**
 * Tools that run commands in a session of a sandbox, which says what they can reach. The application opens the session and
 * closes it when the runs are done. Thread-safe.
 *
 * <p>They say the worst of themselves ({@link Risk#DESTRUCTIVE}, not to be repeated, untrusted results): a command can do
 * anything that the sandbox lets it do.
 */
public final class ShellTools {

    /** Longer than a command may take, so that one whose time is up can still say what it wrote. */
    private static final Duration TIMEOUT = CommandTool.LONGEST.plusMinutes(1);

    private static final String SHELL_SCHEMA = """
            {"type":"object","properties":{\
            "command":{"type":"string","description":"A line for sh"},""" + CommandTool.COMMON_SCHEMA + """
            "required":["command"],"additionalProperties":false}""";

    private static final String PROGRAM_SCHEMA = """
            {"type":"object","properties":{\
            "program":{"type":"string","enum":[%s]},\
            "arguments":{"type":"array","items":{"type":"string"},"description":"One by one; none unless given"},""" + CommandTool.COMMON_SCHEMA + """
            "required":["program"],"additionalProperties":false}""";

    private ShellTools() {}

    /** The tool {@code shell}: runs a line that {@code sh} takes apart. */
    public static Tool shell(SandboxSession session) {
        ToolSpec spec = spec(
                "shell",
                "Runs a command line with sh in the workspace, and tells its exit code and what it printed.",
                SHELL_SCHEMA);
        return new CommandTool(spec, session, CommandTool.LONGEST, input -> Command.shell(input.string("command")));
    }

    /**
     * The tool {@code run_program}: runs one of these programs with arguments that no shell takes apart. What a program can
     * be talked into by its arguments is for the application to know: {@code find} and {@code git} can run others.
     *
     * @param programs by name, to be found in the sandbox's {@code PATH}
     */
    public static Tool programs(SandboxSession session, String... programs) {
        Set<String> known = Set.of(programs);
        for (String program : known) {
            if (!program.matches("[A-Za-z0-9._+-]+")) {
                throw new IllegalArgumentException("'" + program + "' is no name of a program");
            }
        }
        String names = String.join(
                ",", known.stream().sorted().map(name -> '"' + name + '"').toList());
        ToolSpec spec = spec(
                "run_program",
                "Runs a program in the workspace, without a shell, and tells its exit code and what it printed.",
                PROGRAM_SCHEMA.formatted(names));
        return new CommandTool(spec, session, CommandTool.LONGEST, input -> program(input, known));
    }

    private static Command program(ToolInput input, Set<String> known) {
        String program = input.string("program");
        if (!known.contains(program)) {
            throw new IllegalArgumentException(
                    "the program must be one of " + known.stream().sorted().toList());
        }
        List<String> line = new ArrayList<>(List.of(program));
        if (input.has("arguments")) {
            line.addAll(input.strings("arguments"));
        }
        return Command.of(line);
    }

    private static ToolSpec spec(String name, String description, String schema) {
        return ToolSpec.builder(name, description)
                .inputSchema(schema)
                .effect(Effect.NON_IDEMPOTENT)
                .risk(Risk.DESTRUCTIVE)
                .scopes("shell", "files")
                .timeout(TIMEOUT)
                .build();
    }
}
