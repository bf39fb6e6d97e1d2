package dev.agentharness.permission;

import java.text.Normalizer;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * A path that one of some globs means. Only the text is looked at, not the disk: where links lead is for the tool to see
 * to.
 */
record PathsPattern(List<PathGlob> globs) implements ValuePattern {

    private static final Pattern UNREADABLE = Pattern.compile("[\\p{Cntrl}]");
    private static final Pattern ESCAPED = Pattern.compile("%[0-9a-fA-F]{2}");

    static PathsPattern of(List<String> globs) {
        return new PathsPattern(globs.stream().map(PathGlob::of).toList());
    }

    /** Never where there is a {@code ..}, a backslash, a home folder or an escape in it: tools differ in how they read those. */
    @Override
    public boolean surely(@Nullable Object value) {
        if (!(value instanceof String path)
                || path.isBlank()
                || path.startsWith("~")
                || path.contains("\\")
                || UNREADABLE.matcher(path).find()
                || ESCAPED.matcher(path).find()
                || PathGlob.segments(folded(path)).contains("..")) {
            return false;
        }
        List<String> segments = PathGlob.segments(path);
        return globs.stream().anyMatch(glob -> glob.matches(path.startsWith("/"), segments));
    }

    @Override
    public boolean possibly(@Nullable Object value) {
        if (!(value instanceof String path)
                || path.startsWith("~")
                || UNREADABLE.matcher(path).find()
                || ESCAPED.matcher(path).find()) {
            return true;
        }
        String folded = folded(path.replace('\\', '/'));
        List<String> resolved = new ArrayList<>();
        for (String segment : PathGlob.segments(folded)) {
            if (!segment.equals("..")) {
                resolved.add(segment);
            } else if (!resolved.isEmpty()) {
                resolved.remove(resolved.size() - 1);
            } else if (!folded.startsWith("/")) {
                return true; // it leads out of a folder that nobody here knows
            }
        }
        return globs.stream().anyMatch(glob -> glob.folded().mayMatch(folded.startsWith("/"), resolved));
    }

    /** As a file system sees it that knows no case and no variants of a letter. */
    static String folded(String path) {
        return Normalizer.normalize(path, Normalizer.Form.NFKC).toLowerCase(Locale.ROOT);
    }
}
