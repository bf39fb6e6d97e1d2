package dev.agentharness.instruction;

import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What is put in place of {@code {{name}}}, in files that declare the name under {@code variables}. A file that declares
 * none is left as it is, braces included; what is put in is not looked at again.
 */
final class Variables {

    private static final Pattern USE = Pattern.compile("\\{\\{ *([A-Za-z][A-Za-z0-9_-]*) *}}");

    private final Map<String, String> values;
    private final Set<String> declared = new HashSet<>();

    Variables(Map<String, String> values) {
        this.values = values;
    }

    /** The body of a file with the values in place. */
    String fillIn(SourceFile file, FrontMatter front) {
        List<Value> names = front.list("variables");
        if (names.isEmpty()) {
            return front.body();
        }
        for (Value name : names) {
            declared.add(name.text());
            if (!values.containsKey(name.text())) {
                throw name.refused("the variable '" + name + "' has no value: call variable(\"" + name + "\", …)");
            }
        }
        Set<String> known = Set.copyOf(names.stream().map(Value::text).toList());
        return USE.matcher(front.body()).replaceAll(use -> {
            String name = use.group(1);
            if (!known.contains(name)) {
                int line = file.lineOf(file.text().length() - front.body().length() + use.start());
                throw file.at(line).refused("'" + name + "' is not declared under 'variables'");
            }
            return Matcher.quoteReplacement(values.getOrDefault(name, ""));
        });
    }

    /** Throws if there is a value that no file asks for: a slip of the pen in a name would go unnoticed. */
    void checkUsed() {
        Set<String> unused = new TreeSet<>(values.keySet());
        unused.removeAll(declared);
        if (!unused.isEmpty()) {
            throw new IllegalArgumentException("no file declares the variables " + unused);
        }
    }
}
