package dev.agentharness.tools.files;

import dev.agentharness.model.ToolInput;
import java.io.IOException;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;

/** Finds lines by a regular expression. */
record GrepFiles(Root root) implements FileTool.Work {

    static final String NAME = "grep_files";

    static final String DESCRIPTION = """
            Finds lines in text files by a regular expression (Java's), as path:line: text. Very large files, binary ones \
            and links are left out, and so is what version control keeps for itself.""";

    static final String SCHEMA = """
            {"type":"object","properties":{
            "pattern":{"type":"string","description":"A regular expression, matched within one line"},
            "path":{"type":"string","description":"The file or folder to search; everything unless given"},
            "files":{"type":"string","description":"Which files to search, such as *.java or **/*Test.java; all unless given"},
            "ignore_case":{"type":"boolean","description":"Whether 'a' also finds 'A'; not unless given"}},
            "required":["pattern"],"additionalProperties":false}""";

    @Override
    public String on(RelativePath path, ToolInput input) throws IOException, InterruptedException {
        LineSearch search = new LineSearch(pattern(input));
        if (root.kind(path) == Kind.FOLDER) {
            Glob files = input.has("files") ? Glob.of(input.string("files")) : Glob.ALL;
            FolderWalk walk = new FolderWalk(files, search::in, FolderWalk.MOST_ENTRIES);
            try (Folder folder = root.folder(path)) {
                walk.through(folder, path);
            }
            return search.report() + walk.warning();
        }
        try (Folder folder = root.folder(path.parent())) {
            search.in(folder, path);
        }
        return search.report();
    }

    private static Pattern pattern(ToolInput input) {
        boolean ignoreCase = input.has("ignore_case") && input.flag("ignore_case");
        try {
            return Pattern.compile(
                    input.string("pattern"), ignoreCase ? Pattern.CASE_INSENSITIVE | Pattern.UNICODE_CASE : 0);
        } catch (PatternSyntaxException e) {
            throw new IllegalArgumentException("the pattern is no regular expression: " + e.getDescription(), e);
        }
    }
}
