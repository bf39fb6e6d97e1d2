package dev.agentharness.tools.files;

import dev.agentharness.model.ToolInput;
import dev.agentharness.model.ToolOutput;
import dev.agentharness.model.ToolSpec;
import dev.agentharness.tool.Tool;
import dev.agentharness.tool.ToolContext;
import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.NoSuchFileException;
import java.util.Optional;

/**
 * A tool for files, whose path is checked before anybody is asked about a call, and which says in a model's words what the
 * file system refuses.
 */
record FileTool(ToolSpec spec, Paths paths, Work work) implements Tool {

    /** Reads a path as a model writes it, or refuses it in words for the model. */
    @FunctionalInterface
    interface Paths {
        RelativePath read(String path);
    }

    /** What it does, with a text as its result. */
    @FunctionalInterface
    interface Work {
        String on(RelativePath path, ToolInput input) throws IOException, InterruptedException;
    }

    @Override
    public Optional<String> mistake(ToolInput input) {
        try {
            path(input);
            return Optional.empty();
        } catch (IllegalArgumentException e) {
            return Optional.of(String.valueOf(e.getMessage()));
        }
    }

    @Override
    public ToolOutput call(ToolInput input, ToolContext context) throws IOException, InterruptedException {
        RelativePath path = path(input);
        try {
            return ToolOutput.text(work.on(path, input));
        } catch (NoSuchFileException e) {
            throw new IllegalArgumentException("there is no '" + path + "'", e);
        } catch (AccessDeniedException e) {
            throw new IllegalArgumentException("'" + path + "' must not be used: permission denied", e);
        } catch (FileSystemException e) {
            throw new IllegalArgumentException("'" + path + "' cannot be used: " + e.getReason(), e);
        }
    }

    private RelativePath path(ToolInput input) {
        return paths.read(input.optionalString("path").orElse(""));
    }

    /** A whole number, from one to the most; a larger one is taken as the most. */
    static int number(ToolInput input, String name, int otherwise, int most) {
        if (!input.has(name)) {
            return otherwise;
        }
        long number = input.integer(name);
        if (number < 1) {
            throw new IllegalArgumentException("argument '" + name + "' must be at least 1 but is " + number);
        }
        return (int) Math.min(number, most);
    }
}
