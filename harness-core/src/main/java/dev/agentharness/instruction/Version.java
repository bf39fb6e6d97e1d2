package dev.agentharness.instruction;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/** A version that can be compared: numbers with dots. What follows a dash, as in 0.1.0-SNAPSHOT, does not count. */
record Version(List<Integer> numbers) implements Comparable<Version> {

    private static final Pattern FORM = Pattern.compile("\\d{1,9}(\\.\\d{1,9})*(-.*)?");

    static Optional<Version> of(String text) {
        return FORM.matcher(text).matches()
                ? Optional.of(new Version(Arrays.stream(text.split("-", 2)[0].split("\\.", -1))
                        .map(Integer::valueOf)
                        .toList()))
                : Optional.empty();
    }

    /** Missing numbers count as 0: 1 is as good as 1.0. */
    @Override
    public int compareTo(Version other) {
        for (int i = 0; i < Math.max(numbers.size(), other.numbers.size()); i++) {
            int difference = Integer.compare(number(i), other.number(i));
            if (difference != 0) {
                return difference;
            }
        }
        return 0;
    }

    private int number(int place) {
        return place < numbers.size() ? numbers.get(place) : 0;
    }
}
