package dev.agentharness.sandbox;

/** What the variables of an environment must be like. */
final class Variables {

    private Variables() {}

    /** The name, if both can stand in an environment. */
    static String checked(String name, String value) {
        if (name.isEmpty() || name.indexOf('=') >= 0 || name.indexOf('\0') >= 0) {
            throw new IllegalArgumentException("'" + name + "' cannot be the name of an environment variable");
        }
        if (value.indexOf('\0') >= 0) {
            throw new IllegalArgumentException("the environment variable " + name + " holds a NUL character");
        }
        return name;
    }
}
