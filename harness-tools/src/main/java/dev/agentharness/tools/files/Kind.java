package dev.agentharness.tools.files;

import java.nio.file.attribute.BasicFileAttributes;

/** What an entry of a folder is. */
enum Kind {
    FILE("a file"),
    FOLDER("a folder"),
    LINK("a link, and links are not followed"),
    /** Opening one may wait for ever, or do something. */
    OTHER("no ordinary file but a pipe, a device or a socket");

    private final String words;

    Kind(String words) {
        this.words = words;
    }

    /** For attributes that were read without following links. */
    static Kind of(BasicFileAttributes attributes) {
        if (attributes.isSymbolicLink()) {
            return LINK;
        }
        if (attributes.isDirectory()) {
            return FOLDER;
        }
        return attributes.isRegularFile() ? FILE : OTHER;
    }

    @Override
    public String toString() {
        return words;
    }
}
