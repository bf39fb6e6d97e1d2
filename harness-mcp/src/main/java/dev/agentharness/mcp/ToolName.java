package dev.agentharness.mcp;

import java.util.regex.Pattern;

/** What a server's tool is called here: {@code server_tool}, whatever other tools there are. */
final class ToolName {

    private static final int MOST = 64;
    private static final int HASH = 8;
    private static final Pattern FOREIGN = Pattern.compile("[^a-zA-Z0-9_-]");

    private ToolName() {}

    /** Whether a server can be called so: what is left of 64 characters must do for its tools. */
    static boolean isServerName(String name) {
        return name.matches("[a-zA-Z0-9_-]{1,24}");
    }

    /**
     * The name as it is where providers accept it; else with foreign characters replaced, cut if need be, and ending in a
     * hash of the server's own name for it, so that two names that look alike stay two.
     */
    static String of(String server, String tool) {
        String plain = server + "_" + FOREIGN.matcher(tool).replaceAll("_");
        if (plain.equals(server + "_" + tool) && plain.length() <= MOST) {
            return plain;
        }
        int most = MOST - HASH - 1;
        return (plain.length() > most ? plain.substring(0, most) : plain) + "_" + Declaration.shortHash(tool, HASH);
    }
}
