package dev.agentharness.models;

import java.util.regex.Pattern;

/**
 * Names of tools and calls, as they go back to a provider. A model may call a tool by any name and another provider may
 * have given any id; providers refuse a whole conversation for one character, so those that do not fit become {@code _}.
 */
final class WireNames {

    private static final Pattern UNFIT = Pattern.compile("[^a-zA-Z0-9_-]");

    private WireNames() {}

    static String tool(String name) {
        String fit = UNFIT.matcher(name).replaceAll("_");
        return fit.isEmpty() ? "_" : fit.substring(0, Math.min(fit.length(), 64));
    }

    /** The same for a call and its result. */
    static String call(String id) {
        return UNFIT.matcher(id).replaceAll("_");
    }
}
