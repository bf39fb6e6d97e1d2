package dev.agentharness.permission;

import dev.agentharness.permission.ShellLine.Simple;
import dev.agentharness.permission.ShellLine.Word;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Takes one command line apart. Used once, by one thread. */
final class ShellReader {

    private static final int LONGEST = 20_000;
    private static final int DEEPEST = 20;
    private static final Pattern ASSIGNMENT =
            Pattern.compile("[A-Za-z_][A-Za-z0-9_]*(\\[[^]]*])?\\+?=.*", Pattern.DOTALL);
    private static final Pattern NAME = Pattern.compile("[A-Za-z_][A-Za-z0-9_]*|[0-9?!#*@$-]");
    private static final Pattern REDIRECTION = Pattern.compile("[0-9]*(>>|>&|>\\||<>|<&|>|<)");
    private static final Pattern HARMLESS = Pattern.compile("[0-9]*(>&[0-9-]|>>?[ \\t]*/dev/null)(?=[ \\t\\n;&|)]|$)");
    private static final Pattern LITERAL_BRACES = Pattern.compile("\\{[0-9]*}");

    private final String line;
    private final List<Simple> commands = new ArrayList<>();
    private int at;
    private int depth;

    ShellReader(String line) {
        this.line = line;
    }

    /** Puts the simple commands into a list; false if there may be more to the line than these. */
    boolean read(List<Simple> into) {
        boolean understood = line.length() <= LONGEST && list();
        into.addAll(commands);
        return understood && at == line.length();
    }

    /** Simple commands up to the end or to a closing bracket; false at what is not understood, as everywhere here. */
    private boolean list() {
        while (at < line.length() && line.charAt(at) != ')') {
            if (isAt("\n;&|")) {
                at++;
            } else if (!simple()) {
                return false;
            }
        }
        return true;
    }

    private boolean simple() {
        List<Word> words = new ArrayList<>();
        boolean plain = true;
        boolean understood = true;
        while (understood && at < line.length() && !isAt("\n;&|)")) {
            Matcher harmless = HARMLESS.matcher(line).region(at, line.length());
            Matcher redirection = REDIRECTION.matcher(line).region(at, line.length());
            if (isAt(" \t")) {
                at++;
            } else if (harmless.lookingAt()) {
                at = harmless.end();
            } else if (redirection.lookingAt()) {
                at = redirection.end();
                plain = false;
            } else {
                Words word = new Words();
                understood = word.read();
                plain &= !(words.isEmpty() && ASSIGNMENT.matcher(word.text).matches());
                words.add(new Word(word.text.toString(), word.opaque));
            }
        }
        if (!words.isEmpty() || !plain) {
            commands.add(new Simple(List.copyOf(words), plain));
        }
        return understood;
    }

    private boolean isAt(String some) {
        return at < line.length() && some.indexOf(line.charAt(at)) >= 0;
    }

    /** One word while it is read. */
    private final class Words {
        private final StringBuilder text = new StringBuilder();
        private boolean opaque;

        boolean read() {
            int start = at;
            boolean understood = !isAt("#");
            while (understood && at < line.length() && !isAt(" \t\n;&|)<>")) {
                char c = line.charAt(at++);
                switch (c) {
                    case '\'' -> understood = singleQuoted();
                    case '"' -> understood = doubleQuoted();
                    case '\\' -> understood = escaped();
                    case '$' -> understood = expansion();
                    case '`' -> understood = backquoted();
                    case '{' -> understood = braces();
                    case '(', '}' -> understood = false;
                    default -> {
                        opaque |= "*?[".indexOf(c) >= 0 || (c == '~' && at == start + 1);
                        text.append(c);
                        understood = !Character.isISOControl(c);
                    }
                }
            }
            return understood;
        }

        private boolean singleQuoted() {
            int end = line.indexOf('\'', at);
            if (end < 0) {
                return false;
            }
            text.append(line, at, end);
            at = end + 1;
            return true;
        }

        private boolean doubleQuoted() {
            boolean understood = true;
            while (understood && at < line.length()) {
                char c = line.charAt(at++);
                if (c == '"') {
                    return true;
                } else if (c == '$') {
                    understood = expansion();
                } else if (c == '`') {
                    understood = backquoted();
                } else if (c == '\\' && isAt("$`\"\\\n")) {
                    understood = escaped();
                } else {
                    text.append(c);
                }
            }
            return false;
        }

        private boolean escaped() {
            if (at == line.length() || isAt("\n")) {
                return false;
            }
            text.append(line.charAt(at++));
            return true;
        }

        /** What follows a dollar sign. */
        private boolean expansion() {
            if (line.startsWith("((", at) || isAt("'\"[")) {
                return false;
            }
            if (isAt("(")) {
                return substitution();
            }
            boolean braced = isAt("{");
            Matcher name = NAME.matcher(line).region(braced ? at + 1 : at, line.length());
            if (!name.lookingAt()) {
                text.append('$');
                return !braced;
            }
            at = name.end();
            opaque = true;
            return !braced || take('}');
        }

        private boolean substitution() {
            at++;
            opaque = true;
            boolean understood = ++depth <= DEEPEST && list() && take(')');
            depth--;
            return understood;
        }

        private boolean backquoted() {
            int end = line.indexOf('`', at);
            if (end < 0 || line.substring(at, end).contains("\\") || depth > DEEPEST) {
                return false;
            }
            ShellReader inner = new ShellReader(line.substring(at, end));
            at = end + 1;
            opaque = true;
            return inner.read(commands);
        }

        private boolean braces() {
            Matcher literal = LITERAL_BRACES.matcher(line).region(at - 1, line.length());
            if (!literal.lookingAt()) {
                return false;
            }
            text.append(literal.group());
            at = literal.end();
            return true;
        }

        private boolean take(char c) {
            boolean there = isAt(String.valueOf(c));
            at += there ? 1 : 0;
            return there;
        }
    }
}
