package dev.agentharness.instruction;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What a task has to give.
 *
 * @param name of the task's input
 * @param description what it is; may be empty
 */
record Input(String name, String description) {

    private static final Pattern FORM = Pattern.compile("([A-Za-z0-9_.-]+)(?: +(.*))?");

    static Input of(Value value) {
        Matcher form = FORM.matcher(value.text());
        if (!form.matches()) {
            throw value.refused(
                    "an input is a name and then what it is, as in 'vendor whose risk is judged', not '" + value + "'");
        }
        return new Input(form.group(1), form.group(2) == null ? "" : form.group(2));
    }

    /** As the model reads it. */
    @Override
    public String toString() {
        return description.isEmpty() ? name : name + ": " + description;
    }
}
