package dev.agentharness.tools.files;

import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * A pattern for paths, followed name by name, so that a search need not go down where nothing can match: {@code *} and
 * {@code ?} within a name, {@code **} for any number of folders, {@code [a-c]}, {@code {java,kt}}. Without a {@code /} it
 * is a pattern for names at any depth. Immutable.
 */
final class Glob {

    private static final int MOST_CHARS = 500;

    private static final Pattern WORD = Pattern.compile("\\*+|\\?|\\[[^\\]]*]|\\{[^{}]*}|[^*?\\[{]+|.", Pattern.DOTALL);

    static final Glob ALL = of("**");

    /** One for each name of a path; empty for {@code **}. */
    private final List<Optional<Pattern>> parts;

    private Glob(List<Optional<Pattern>> parts) {
        this.parts = parts;
    }

    /**
     * @throws IllegalArgumentException if it is no such pattern, in words for the model
     */
    static Glob of(String glob) {
        if (glob.isBlank() || glob.length() > MOST_CHARS) {
            throw new IllegalArgumentException("a pattern for paths has 1 to " + MOST_CHARS + " characters");
        }
        List<Optional<Pattern>> parts = new ArrayList<>();
        for (String part : (glob.contains("/") ? glob : "**/" + glob).split("/", -1)) {
            if (part.equals("..")) {
                throw new IllegalArgumentException("the pattern '" + Printable.of(glob) + "' holds '..'");
            }
            if (!part.isEmpty() && !part.equals(".")) {
                parts.add(part.equals("**") ? Optional.empty() : Optional.of(pattern(part, glob)));
            }
        }
        return new Glob(parts);
    }

    private static Pattern pattern(String part, String glob) {
        try {
            return Pattern.compile(regex(part), Pattern.DOTALL);
        } catch (PatternSyntaxException e) {
            throw new IllegalArgumentException(
                    "'" + Printable.of(glob) + "' is no pattern for paths: " + e.getDescription(), e);
        }
    }

    private static String regex(String part) {
        return WORD.matcher(part).replaceAll(word -> Matcher.quoteReplacement(word(word.group())));
    }

    private static String word(String word) {
        String inside = word.length() < 3 ? "" : word.substring(1, word.length() - 1);
        return switch (word.charAt(0)) {
            case '*' -> ".*";
            case '?' -> ".";
            case '{' ->
                inside.isEmpty()
                        ? Pattern.quote(word)
                        : Stream.of(inside.split(",", -1))
                                .map(Glob::regex)
                                .collect(Collectors.joining("|", "(?:", ")"));
            case '[' ->
                inside.isEmpty()
                        ? Pattern.quote(word)
                        : "[" + inside.replaceAll("[\\[&^\\\\]", "\\\\$0").replaceFirst("^!", "^") + "]";
            default -> Pattern.quote(word);
        };
    }

    /** Where a path may stand in the pattern before its first name. */
    BitSet start() {
        BitSet first = new BitSet();
        first.set(0);
        return widened(first);
    }

    /** Where it may stand after one more name; nowhere if nothing below can match. */
    BitSet after(BitSet places, String name) throws InterruptedException {
        BitSet next = new BitSet();
        for (int place = places.nextSetBit(0); place >= 0; place = places.nextSetBit(place + 1)) {
            if (place < parts.size()) {
                Optional<Pattern> part = parts.get(place);
                if (part.isEmpty()) {
                    next.set(place);
                } else if (SteppedText.of(name).matches(part.get())) {
                    next.set(place + 1);
                }
            }
        }
        return widened(next);
    }

    /** Whether a path that stands there matches the whole pattern. */
    boolean isMatch(BitSet places) {
        return places.get(parts.size());
    }

    private BitSet widened(BitSet places) {
        for (int place = places.nextSetBit(0); place >= 0; place = places.nextSetBit(place + 1)) {
            if (place < parts.size() && parts.get(place).isEmpty()) {
                places.set(place + 1);
            }
        }
        return places;
    }
}
