package dev.agentharness.testkit;

import java.util.ArrayList;
import java.util.List;

/** The fewest lines to take out ({@code -}) and to put in ({@code +}) that make one list of another. */
final class LineDiff {

    private LineDiff() {}

    static List<String> of(List<String> before, List<String> after) {
        int[][] common = common(before, after);
        List<String> diff = new ArrayList<>();
        int i = 0;
        int j = 0;
        while (i < before.size() || j < after.size()) {
            if (i < before.size() && j < after.size() && before.get(i).equals(after.get(j))) {
                diff.add("  " + before.get(i++));
                j++;
            } else if (i < before.size() && (j == after.size() || common[i + 1][j] >= common[i][j + 1])) {
                diff.add("- " + before.get(i++));
            } else {
                diff.add("+ " + after.get(j++));
            }
        }
        return diff;
    }

    /** How many lines the rest of the one, from i on, has in common with the rest of the other, from j on. */
    private static int[][] common(List<String> before, List<String> after) {
        int[][] common = new int[before.size() + 1][after.size() + 1];
        for (int i = before.size() - 1; i >= 0; i--) {
            for (int j = after.size() - 1; j >= 0; j--) {
                common[i][j] = before.get(i).equals(after.get(j))
                        ? 1 + common[i + 1][j + 1]
                        : Math.max(common[i + 1][j], common[i][j + 1]);
            }
        }
        return common;
    }
}
