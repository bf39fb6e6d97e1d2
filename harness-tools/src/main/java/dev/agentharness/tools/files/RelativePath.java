package dev.agentharness.tools.files;

import java.util.ArrayList;
import java.util.List;

/**
 * The way from the root to an entry: plain names, one below the other. None of them is {@code ..}, so no such way leads up.
 *
 * @param names from the root down; none for the root itself
 */
record RelativePath(List<String> names) {

    static final RelativePath ROOT = new RelativePath(List.of());

    private static final int MOST_CHARS = 4_096;

    /** Folders stay open one in another on the way down, and a process may have only so many open. */
    static final int MOST_NAMES = 64;

    RelativePath {
        names = List.copyOf(names);
    }

    /**
     * Reads a path as a model writes it.
     *
     * @throws IllegalArgumentException if it may lead elsewhere than below the root, in words for the model
     */
    static RelativePath of(String path) {
        if (path.length() > MOST_CHARS) {
            throw new IllegalArgumentException("a path of " + path.length() + " characters is too long");
        }
        String shown = Printable.of(path);
        if (path.chars().anyMatch(Character::isISOControl)) {
            throw new IllegalArgumentException("the path '" + shown + "' holds a control character");
        }
        if (path.startsWith("/")) {
            throw new IllegalArgumentException(
                    "the path '" + shown + "' is absolute; write it relative to the folder, such as 'src/Main.java'");
        }
        if (path.indexOf('\\') >= 0) {
            throw new IllegalArgumentException("the path '" + shown + "' holds a '\\'; write '/' between folders");
        }
        List<String> names = new ArrayList<>();
        for (String name : path.split("/", -1)) {
            if (name.equals("..")) {
                throw new IllegalArgumentException("the path '" + shown + "' holds '..', which may lead out");
            }
            if (!name.isEmpty() && !name.equals(".")) {
                names.add(name);
            }
        }
        if (names.size() > MOST_NAMES) {
            throw new IllegalArgumentException("the path '" + shown + "' is more than " + MOST_NAMES + " folders deep");
        }
        return new RelativePath(names);
    }

    boolean isRoot() {
        return names.isEmpty();
    }

    /** The folder it is in. */
    RelativePath parent() {
        return new RelativePath(names.subList(0, names.size() - 1));
    }

    String name() {
        return names.get(names.size() - 1);
    }

    RelativePath child(String name) {
        List<String> longer = new ArrayList<>(names);
        longer.add(name);
        return new RelativePath(longer);
    }

    /** As a model is shown it, and can write it. */
    @Override
    public String toString() {
        return isRoot() ? "." : Printable.of(String.join("/", names));
    }
}
