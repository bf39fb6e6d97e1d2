package dev.agentharness.mcp;

import java.util.Objects;

/**
 * Something about a server's tool that a person should know.
 *
 * @param tool what the server calls the tool
 * @param kind what was found
 * @param detail the particulars, in words
 */
public record Finding(String tool, Kind kind, String detail) {

    /** What can be found, when the tools are imported and later. */
    public enum Kind {
        /** The name is one that no provider accepts; it has another here. */
        RENAMED,
        /** The description is too long; its end is left out. */
        SHORTENED,
        /** Control characters or invisible ones were taken out of what a model reads. */
        CLEANED,
        /** The description reads as if it gave the model orders. It is passed on all the same: judge it. */
        SUSPICIOUS,
        /** The tool cannot be offered to a model. */
        LEFT_OUT,
        /** The server describes the tool otherwise than when it was imported; calls of it are refused. */
        CHANGED,
        /** The server has the tool no longer; calls of it are refused. */
        GONE,
        /** The server has a tool that it had not when its tools were imported; it is not offered. */
        NEW
    }

    public Finding {
        Objects.requireNonNull(tool, "tool");
        Objects.requireNonNull(kind, "kind");
        Objects.requireNonNull(detail, "detail");
    }

    @Override
    public String toString() {
        return kind + " " + tool + ": " + detail;
    }
}
