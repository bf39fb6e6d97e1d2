package dev.agentharness.instruction;

import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What a file relies on: another file by its name, or the harness, and the lowest version that will do.
 *
 * @param atLeast empty if any version will do
 */
record Requirement(String name, String atLeast, Place place) {

    /** Stands for this library. */
    static final String HARNESS = "harness";

    private static final Pattern FORM = Pattern.compile("(\\S+)(?: +>= +(\\S+))?");

    static Requirement of(Value value) {
        Matcher form = FORM.matcher(value.text());
        if (!form.matches()) {
            throw value.refused(
                    "a requirement is a name, or a name and a version as in 'policy >= 2', not '" + value + "'");
        }
        String atLeast = form.group(2) == null ? "" : form.group(2);
        if (!atLeast.isEmpty() && Version.of(atLeast).isEmpty()) {
            throw value.refused("a lowest version is numbers with dots, not '" + atLeast + "'");
        }
        return new Requirement(form.group(1), atLeast, value.place());
    }

    boolean isOfHarness() {
        return name.equals(HARNESS);
    }

    /**
     * @param versions what there is, by name
     */
    void check(Map<String, String> versions) {
        String version = versions.get(name);
        if (version == null) {
            throw place.refused("requires '" + name + "', which is not here; there are " + versions.keySet());
        }
        if (!atLeast.isEmpty()) {
            Version wanted = Version.of(atLeast).orElseThrow();
            boolean enough = Version.of(version)
                    .filter(actual -> actual.compareTo(wanted) >= 0)
                    .isPresent();
            if (!enough) {
                throw place.refused("requires " + name + " " + atLeast + " or later, and here is "
                        + (version.isEmpty() ? "one without a version" : version));
            }
        }
    }
}
