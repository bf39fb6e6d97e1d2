package dev.agentharness.permission;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** A glob over paths: {@code *} within a segment, {@code **} for any number of segments; {@code a/**} is all below a. */
record PathGlob(boolean absolute, List<String> segments) {

    static PathGlob of(String glob) {
        if (glob.isBlank()
                || glob.contains("\\")
                || Arrays.asList(glob.split("/")).contains("..")) {
            throw new IllegalArgumentException(
                    "a path glob has '/' between its segments and no '..'; this is '" + glob + "'");
        }
        List<String> segments = new ArrayList<>(segments(glob));
        if (!segments.isEmpty() && segments.get(segments.size() - 1).equals("**")) {
            segments.add("*");
        }
        return new PathGlob(glob.startsWith("/"), List.copyOf(segments));
    }

    static List<String> segments(String path) {
        return Arrays.stream(path.split("/"))
                .filter(segment -> !segment.isEmpty() && !segment.equals("."))
                .toList();
    }

    boolean matches(boolean isAbsolute, List<String> path) {
        return absolute == isAbsolute && matches(segments, path);
    }

    /**
     * Whether the path may lead into what the glob means. Nobody here knows which folder a relative glob begins in, so any
     * will do; and whoever may not touch what is in a folder may not touch the folder.
     */
    boolean mayMatch(boolean isAbsolute, List<String> path) {
        if (absolute) {
            return isAbsolute && (matches(segments, path) || matches(folder(), path));
        }
        for (int from = 0; from <= path.size(); from++) {
            List<String> below = path.subList(from, path.size());
            if (matches(segments, below) || matches(folder(), below)) {
                return true;
            }
        }
        return false;
    }

    PathGlob folded() {
        return new PathGlob(
                absolute, segments.stream().map(PathsPattern::folded).toList());
    }

    /** The folder whose content this is, or the glob itself. */
    private List<String> folder() {
        int size = segments.size();
        return size > 2 && segments.get(size - 2).equals("**") ? segments.subList(0, size - 2) : segments;
    }

    /** Keeps all places in the glob that the path so far can stand for, so that no path takes long. */
    private static boolean matches(List<String> glob, List<String> path) {
        boolean[] at = new boolean[glob.size() + 1];
        at[0] = true;
        skip(glob, at);
        for (String segment : path) {
            boolean[] next = new boolean[glob.size() + 1];
            for (int i = 0; i < glob.size(); i++) {
                boolean any = glob.get(i).equals("**");
                next[i] |= at[i] && any;
                next[i + 1] |= at[i] && !any && Wildcard.matches(glob.get(i), segment);
            }
            skip(glob, next);
            at = next;
        }
        return at[glob.size()];
    }

    private static void skip(List<String> glob, boolean[] at) {
        for (int i = 0; i < glob.size(); i++) {
            at[i + 1] |= at[i] && glob.get(i).equals("**");
        }
    }
}
