package dev.agentharness.tools.files;

import dev.agentharness.model.ToolInput;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.locks.Lock;

/** Replaces a passage of a file, word for word, if the file is still as the model has seen it. */
record EditFile(Root root, Lock writing) implements FileTool.Work {

    static final String NAME = "edit_file";

    static final String DESCRIPTION = """
            Replaces a passage of a text file. The passage is given exactly as it stands in the file, without line numbers, \
            and must stand there once. Needs the version that read_file showed, and gives the new one.""";

    static final String SCHEMA = """
            {"type":"object","properties":{
            "path":{"type":"string","description":"Relative, such as src/Main.java"},
            "version":{"type":"string","description":"As read_file or the last change gave it"},
            "old":{"type":"string","description":"The passage to replace"},
            "new":{"type":"string","description":"What to put in its place"},
            "all":{"type":"boolean","description":"Whether to replace the passage wherever it stands; not unless given"}},
            "required":["path","version","old","new"],"additionalProperties":false}""";

    private static final int MOST_PLACES_SHOWN = 10;

    @Override
    public String on(RelativePath path, ToolInput input) throws IOException, InterruptedException {
        if (path.isRoot()) {
            throw new IllegalArgumentException("'.' is " + Kind.FOLDER);
        }
        String version = input.string("version");
        boolean all = input.has("all") && input.flag("all");
        writing.lockInterruptibly();
        try (Folder folder = root.folder(path.parent())) {
            Snapshot before = Snapshot.of(folder, path);
            before.checkVersion(path, version);
            String text = before.exactText()
                    .orElseThrow(() -> new IllegalArgumentException("'" + path + "' is no UTF-8 text"));
            String old = asIn(text, input.string("old"));
            List<Integer> places = places(text, old, path);
            if (places.size() > 1 && !all) {
                throw new IllegalArgumentException("the passage stands in '" + path + "' " + places.size()
                        + " times, at the lines " + lines(text, places)
                        + "; give more of what is around the one that is meant, or say \"all\":true");
            }
            Snapshot after = Snapshot.of(text.replace(old, asIn(text, input.string("new"))));
            new Replacement(folder, path, Optional.of(before)).with(after);
            return path + " changed at line " + lines(text, places) + ", version " + after.version();
        } finally {
            writing.unlock();
        }
    }

    /** The passage with the line ends of a file that has Windows ones; models write the others. */
    private static String asIn(String text, String passage) {
        return text.contains("\r\n") && !passage.contains("\r") ? passage.replace("\n", "\r\n") : passage;
    }

    private static List<Integer> places(String text, String old, RelativePath path) {
        if (old.isEmpty()) {
            throw new IllegalArgumentException("the passage to replace is empty");
        }
        List<Integer> places = new ArrayList<>();
        for (int at = text.indexOf(old); at >= 0; at = text.indexOf(old, at + old.length())) {
            places.add(at);
        }
        if (places.isEmpty()) {
            throw new IllegalArgumentException("the passage does not stand in '" + path
                    + "'; copy it exactly, spaces included, without line numbers");
        }
        return places;
    }

    private static String lines(String text, List<Integer> places) {
        List<String> lines = new ArrayList<>();
        for (int place : places.subList(0, Math.min(places.size(), MOST_PLACES_SHOWN))) {
            lines.add(String.valueOf(
                    1 + text.substring(0, place).chars().filter(c -> c == '\n').count()));
        }
        return String.join(", ", lines) + (places.size() > MOST_PLACES_SHOWN ? ", …" : "");
    }
}
