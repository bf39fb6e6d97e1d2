package dev.agentharness.permission;

import dev.agentharness.permission.ShellLine.Simple;
import dev.agentharness.permission.ShellLine.Word;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A command line whose simple commands are among some: {@code git log *} means git, log, and any further words;
 * {@code *} inside a word means any characters, a word {@code *} before the end any word.
 */
record CommandsPattern(List<List<String>> commands) implements ValuePattern {

    private static final int DEEPEST = 4;

    static CommandsPattern of(List<String> commands) {
        return new CommandsPattern(
                commands.stream().map(CommandsPattern::tokens).toList());
    }

    private static List<String> tokens(String command) {
        List<String> tokens = Arrays.asList(command.strip().split("\\s+"));
        if (tokens.get(0).isEmpty() || tokens.get(0).contains("*")) {
            throw new IllegalArgumentException(
                    "a command pattern begins with the name of a program; this is '" + command + "'");
        }
        return tokens;
    }

    /** Where every simple command is among them, and none has more to it than words. */
    @Override
    public boolean surely(@Nullable Object value) {
        if (!(value instanceof String line)) {
            return false;
        }
        ShellLine shell = ShellLine.of(line);
        return shell.understood()
                && !shell.commands().isEmpty()
                && shell.commands().stream()
                        .allMatch(command -> command.plain()
                                && commands.stream().anyMatch(tokens -> surely(tokens, command.words())));
    }

    private static boolean surely(List<String> tokens, List<Word> words) {
        boolean open = tokens.size() > 1 && tokens.get(tokens.size() - 1).equals("*");
        int fixed = open ? tokens.size() - 1 : tokens.size();
        if (words.size() < fixed || (!open && words.size() > fixed)) {
            return false;
        }
        for (int i = 0; i < fixed; i++) {
            Word word = words.get(i);
            boolean any = tokens.get(i).equals("*");
            if (!any && (word.opaque() || !Wildcard.matches(tokens.get(i), word.text()))) {
                return false;
            }
        }
        return true;
    }

    /**
     * Where one of them may stand anywhere in it: behind another program that runs it, in a path, with more words behind it,
     * or in a quoted word that another shell may read.
     */
    @Override
    public boolean possibly(@Nullable Object value) {
        return !(value instanceof String line) || possibly(line, 0);
    }

    private boolean possibly(String line, int depth) {
        ShellLine shell = ShellLine.of(line);
        return depth > DEEPEST
                || !shell.understood()
                || shell.commands().stream().anyMatch(command -> possibly(command, depth));
    }

    private boolean possibly(Simple command, int depth) {
        List<Word> words = command.words();
        if (!words.isEmpty() && words.get(0).opaque()) {
            return true;
        }
        for (int from = 0; from < words.size(); from++) {
            Word word = words.get(from);
            List<Word> rest = words.subList(from, words.size());
            if (commands.stream().anyMatch(tokens -> possibly(tokens, rest))
                    || (!word.opaque()
                            && word.text().matches("(?s).*[\\s;&|`$(].*")
                            && possibly(word.text(), depth + 1))) {
                return true;
            }
        }
        return false;
    }

    private static boolean possibly(List<String> tokens, List<Word> words) {
        String program = words.get(0).text();
        if (words.get(0).opaque() || !tokens.get(0).equals(program.substring(program.lastIndexOf('/') + 1))) {
            return false;
        }
        for (int i = 1; i < tokens.size(); i++) {
            boolean rest = tokens.get(i).equals("*") && i == tokens.size() - 1;
            if (i == words.size() || rest || words.get(i).opaque()) {
                return rest || i < words.size();
            }
            if (!Wildcard.matches(tokens.get(i), words.get(i).text())) {
                return false;
            }
        }
        return true;
    }
}
