package dev.agentharness.instruction;

import dev.agentharness.run.Stamps;
import java.util.List;
import java.util.regex.Pattern;

/**
 * One file's part of the prompt.
 *
 * @param text what the model reads between the borders
 */
record Section(Kind kind, Stamps.Source source, FrontMatter front, String text) {

    private static final Pattern NAME = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._-]{0,63}");
    private static final Pattern VERSION = Pattern.compile("[A-Za-z0-9][A-Za-z0-9.+-]{0,31}");
    private static final Pattern BORDER = Pattern.compile("< */? *instructions\\b", Pattern.CASE_INSENSITIVE);

    static Section of(Kind kind, SourceFile file, FrontMatter front, Variables variables) {
        refuseBorders(file);
        String text = variables.fillIn(file, front) + lists(front);
        if (looksLikeBorder(text)) {
            throw file.at(1).refused("looks like a border of instructions once its variables are filled in");
        }
        String name = front.text("name").map(value -> formed(value, NAME)).orElse(file.path());
        String version =
                front.text("version").map(value -> formed(value, VERSION)).orElse("");
        return new Section(
                kind, new Stamps.Source(kind.word(), name, version, file.path(), file.sha256()), front, text);
    }

    /** Whether a text could be mistaken for the end of a section or the beginning of another. */
    private static boolean looksLikeBorder(String text) {
        return BORDER.matcher(text).find();
    }

    /** The section between its borders. */
    String bordered() {
        return "<instructions kind=\"" + source.kind() + "\" name=\"" + source.name() + "\""
                + (source.version().isEmpty() ? "" : " version=\"" + source.version() + "\"")
                + " file=\"" + source.file() + "\" sha256=\"" + source.sha256() + "\">\n"
                + text + (text.endsWith("\n") ? "" : "\n") + "</instructions>\n";
    }

    private static String lists(FrontMatter front) {
        return list(
                        "The task gives:",
                        front.list("inputs").stream()
                                .map(value -> Input.of(value).toString())
                                .toList())
                + list("The answer holds:", texts(front, "outputs"))
                + list("Escalate to a person, and do not go on, when:", texts(front, "escalate-when"));
    }

    private static List<String> texts(FrontMatter front, String key) {
        return front.list(key).stream().map(Value::text).toList();
    }

    private static String list(String heading, List<String> items) {
        return items.isEmpty() ? "" : "\n" + heading + "\n- " + String.join("\n- ", items) + "\n";
    }

    private static String formed(Value value, Pattern form) {
        if (!form.matcher(value.text()).matches()) {
            throw value.refused("'" + value + "' is no name or version: letters, digits, '.', '_' and '-'");
        }
        if (value.text().equals(Requirement.HARNESS)) {
            throw value.refused("the name 'harness' stands for this library");
        }
        return value.text();
    }

    private static void refuseBorders(SourceFile file) {
        String[] lines = file.text().split("\n", -1);
        for (int i = 0; i < lines.length; i++) {
            if (looksLikeBorder(lines[i])) {
                throw file.at(i + 1).refused("looks like a border of instructions, which a file must not forge");
            }
        }
    }
}
