package dev.agentharness.tools.files;

import java.util.OptionalInt;
import java.util.function.Predicate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A text in which a search takes so many steps and no more, and stops when its thread is interrupted: Java's patterns can
 * take longer than the universe lasts. Not thread-safe.
 */
final class SteppedText implements CharSequence {

    private static final int AT_LEAST = 1_000_000;
    private static final int FOR_EACH_CHAR = 100;

    /** The only kind of exception that gets out of {@link #charAt} to where it can be told. */
    private static final class Interrupted extends RuntimeException {
        private static final long serialVersionUID = 1L;
    }

    private final String text;
    private final long most;
    private long steps;

    SteppedText(String text, long most) {
        this.text = text;
        this.most = most;
    }

    static SteppedText of(String text) {
        return new SteppedText(text, AT_LEAST + (long) FOR_EACH_CHAR * text.length());
    }

    /**
     * Whether the whole text matches.
     *
     * @throws IllegalArgumentException if that takes too long to find out, in words for the model
     */
    boolean matches(Pattern pattern) throws InterruptedException {
        return search(pattern.matcher(this), Matcher::matches);
    }

    /** Where the first match begins; for the rest as {@link #matches}. */
    OptionalInt find(Pattern pattern) throws InterruptedException {
        Matcher matcher = pattern.matcher(this);
        return search(matcher, Matcher::find) ? OptionalInt.of(matcher.start()) : OptionalInt.empty();
    }

    private static boolean search(Matcher matcher, Predicate<Matcher> search) throws InterruptedException {
        try {
            return search.test(matcher);
        } catch (StackOverflowError e) {
            throw new IllegalArgumentException("the pattern repeats a group too often in one line; make it simpler", e);
        } catch (Interrupted e) {
            Thread.interrupted(); // from here on the exception says so
            throw (InterruptedException) new InterruptedException("the search was interrupted").initCause(e);
        }
    }

    @Override
    public char charAt(int index) {
        steps++;
        if (steps > most) {
            throw new IllegalArgumentException("the pattern takes more than " + most
                    + " steps in one line: repetitions inside repetitions, such as (a+)+, do that; make it simpler");
        }
        if ((steps & 0xFFF) == 0 && Thread.currentThread().isInterrupted()) {
            throw new Interrupted();
        }
        return text.charAt(index);
    }

    @Override
    public int length() {
        return text.length();
    }

    @Override
    public CharSequence subSequence(int start, int end) {
        return text.subSequence(start, end);
    }

    @Override
    public String toString() {
        return text;
    }
}
