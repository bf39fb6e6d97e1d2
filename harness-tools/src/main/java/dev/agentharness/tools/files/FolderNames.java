package dev.agentharness.tools.files;

import java.nio.file.DirectoryStream;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;

/** The names in a stream of entries. */
final class FolderNames {

    private FolderNames() {}

    /** At most so many, and one more if there are more. */
    static List<String> of(DirectoryStream<Path> stream, int most) {
        List<String> names = new ArrayList<>();
        for (Iterator<Path> entries = stream.iterator(); names.size() <= most && entries.hasNext(); ) {
            String name = String.valueOf(entries.next().getFileName());
            names.add(name.endsWith("/") ? name.substring(0, name.length() - 1) : name); // as a zip file says it
        }
        return names;
    }
}
