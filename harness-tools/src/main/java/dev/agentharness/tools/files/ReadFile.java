package dev.agentharness.tools.files;

import dev.agentharness.model.ToolInput;
import java.io.IOException;
import java.util.List;

/** Shows a window of a file's lines, and names the version that a change is to start from. */
record ReadFile(Root root) implements FileTool.Work {

    static final String NAME = "read_file";

    static final String DESCRIPTION = """
            Reads a text file: its lines with their numbers, and its version, which edit_file and write_file ask for. \
            A long file comes in parts; the end of each says how to read on.""";

    static final String SCHEMA = """
            {"type":"object","properties":{
            "path":{"type":"string","description":"Relative, such as src/Main.java"},
            "from":{"type":"integer","minimum":1,"description":"The first line to show; 1 unless given"},
            "lines":{"type":"integer","minimum":1,"description":"How many lines to show at most; 500 unless given"}},
            "required":["path"],"additionalProperties":false}""";

    private static final int USUAL_LINES = 500;
    private static final int MOST_LINES = 5_000;
    private static final int MOST_CHARS = 24_000;
    private static final int MOST_CHARS_OF_LINE = 2_000;

    @Override
    public String on(RelativePath path, ToolInput input) throws IOException {
        int from = FileTool.number(input, "from", 1, Integer.MAX_VALUE);
        int most = FileTool.number(input, "lines", USUAL_LINES, MOST_LINES);
        if (path.isRoot()) {
            throw new IllegalArgumentException("'.' is " + Kind.FOLDER + "; use list_files");
        }
        Snapshot file;
        try (Folder folder = root.folder(path.parent())) {
            file = Snapshot.of(folder, path);
        }
        if (file.isBinary()) {
            throw new IllegalArgumentException(
                    "'" + path + "' is no text but " + file.bytes().length + " bytes of something else");
        }
        return shown(path, file, from, most);
    }

    private static String shown(RelativePath path, Snapshot file, int from, int most) {
        List<String> lines = file.text().lines().toList();
        if (from > Math.max(1, lines.size())) {
            throw new IllegalArgumentException("'" + path + "' has only " + lines.size() + " lines");
        }
        StringBuilder window = new StringBuilder();
        int next = from - 1;
        while (next < lines.size() && next < from - 1 + most && window.length() < MOST_CHARS) {
            window.append(next + 1).append('\t').append(cut(lines.get(next))).append('\n');
            next++;
        }
        String begin =
                lines.isEmpty() ? path + ": empty" : path + ": lines " + from + " to " + next + " of " + lines.size();
        String version = file.exactText().isPresent()
                ? ", version " + file.version()
                : ", not UTF-8 all through, so it cannot be edited";
        String end = next < lines.size()
                ? "[" + (lines.size() - next) + " more lines: read on with from=" + (next + 1) + "]"
                : "";
        return begin + version + "\n" + window + end;
    }

    private static String cut(String line) {
        return line.length() <= MOST_CHARS_OF_LINE
                ? line
                : line.substring(0, MOST_CHARS_OF_LINE) + " [… " + (line.length() - MOST_CHARS_OF_LINE)
                        + " more characters of this line are not shown]";
    }
}
