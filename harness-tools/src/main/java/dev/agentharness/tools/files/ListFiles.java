package dev.agentharness.tools.files;

import dev.agentharness.model.ToolInput;
import java.io.IOException;
import java.nio.file.NoSuchFileException;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.List;
import java.util.function.UnaryOperator;

/** Shows what is in a folder, one entry a line. */
record ListFiles(Root root, UnaryOperator<String> printable) implements FileTool.Work {

    static final String NAME = "list_files";

    static final String DESCRIPTION =
            "Lists what is in a folder: files with their size, and folders, which end in '/'.";

    static final String SCHEMA = """
            {"type":"object","properties":{
            "path":{"type":"string","description":"The folder; the uppermost unless given"}},
            "additionalProperties":false}""";

    private static final int MOST = 500;

    ListFiles(Root root) {
        this(root, Printable::of);
    }

    @Override
    public String on(RelativePath path, ToolInput input) throws IOException {
        try (Folder folder = root.folder(path)) {
            List<String> names = folder.names(MOST);
            StringBuilder lines = new StringBuilder();
            for (String name : names.stream().limit(MOST).sorted().toList()) {
                lines.append(line(folder, name)).append('\n');
            }
            if (names.size() > MOST) {
                lines.append("[only " + MOST + " of its entries are listed: look for what you need with glob_files]");
            }
            return lines.isEmpty() ? "'" + path + "' is empty" : lines.toString();
        }
    }

    private String line(Folder folder, String name) throws IOException {
        String shown = printable.apply(name);
        try {
            BasicFileAttributes attributes = folder.attributes(name);
            Kind kind = Kind.of(attributes);
            return switch (kind) {
                case FOLDER -> shown + "/";
                case FILE -> shown + "  " + attributes.size() + " bytes";
                default -> shown + "  (" + kind + ")";
            };
        } catch (NoSuchFileException e) {
            return shown + "  (gone meanwhile)";
        }
    }
}
