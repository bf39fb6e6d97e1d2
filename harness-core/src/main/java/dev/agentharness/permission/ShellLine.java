package dev.agentharness.permission;

import java.util.ArrayList;
import java.util.List;

/**
 * A command line as a POSIX shell reads it, taken apart into its simple commands, those in substitutions included.
 * Words, quotes, pipes, lists, substitutions and redirections are understood; groups, here documents, comments and the
 * like are not.
 *
 * @param commands the simple commands that it runs
 * @param understood whether these are all
 */
record ShellLine(List<Simple> commands, boolean understood) {

    /**
     * One program and its arguments.
     *
     * @param plain whether it writes and reads no file by redirection, and no variable is set for it
     */
    record Simple(List<Word> words, boolean plain) {}

    /**
     * One argument.
     *
     * @param opaque whether the shell puts something in that nobody knows before
     */
    record Word(String text, boolean opaque) {}

    static ShellLine of(String line) {
        List<Simple> commands = new ArrayList<>();
        boolean understood = new ShellReader(line).read(commands);
        return new ShellLine(List.copyOf(commands), understood);
    }
}
