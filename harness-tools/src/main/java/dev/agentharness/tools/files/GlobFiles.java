package dev.agentharness.tools.files;

import dev.agentharness.model.ToolInput;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/** Finds files by their paths. */
record GlobFiles(Root root) implements FileTool.Work {

    static final String NAME = "glob_files";

    static final String DESCRIPTION = """
            Finds files by their paths: * and ? within a name, ** for any folders, [a-c], {java,kt}. A pattern without '/' \
            is for names at any depth. Links are not followed; what version control keeps for itself is left out.""";

    static final String SCHEMA = """
            {"type":"object","properties":{
            "pattern":{"type":"string","description":"Such as *.java or src/**/*Test.java"},
            "path":{"type":"string","description":"The folder to look in, to which the pattern is relative; the uppermost unless given"}},
            "required":["pattern"],"additionalProperties":false}""";

    private static final int MOST = 500;

    @Override
    public String on(RelativePath path, ToolInput input) throws IOException, InterruptedException {
        List<String> found = new ArrayList<>();
        FolderWalk walk = new FolderWalk(
                Glob.of(input.string("pattern")),
                (folder, file) -> {
                    if (found.size() == MOST) {
                        found.add("[there are more than " + MOST + ": narrow the pattern]");
                        return false;
                    }
                    return found.add(file.toString());
                },
                FolderWalk.MOST_ENTRIES);
        try (Folder folder = root.folder(path)) {
            walk.through(folder, path);
        }
        return (found.isEmpty() ? "no file matches" : String.join("\n", found)) + walk.warning();
    }
}
