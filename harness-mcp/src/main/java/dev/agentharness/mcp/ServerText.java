package dev.agentharness.mcp;

import dev.agentharness.text.Unseen;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.IntPredicate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Text that a server wrote and a model or a log will show. What nobody can see is taken out of it: control characters,
 * format characters such as zero-width and direction marks, variation selectors and tags, all of which can hide text from
 * people and not from models.
 */
final class ServerText {

    /** How orders to a model read. A smoke alarm, no lock: whoever knows it can avoid it. */
    private static final List<Pattern> ORDERS = List.of(
            order("(ignore|disregard|forget|override)\\b.{0,40}\\b(previous|prior|above|earlier|other|all|system)\\b"),
            order("\\bdo(n't| not)\\b.{0,30}\\b(tell|mention|inform|reveal|notify|show)\\b"),
            order("\\bwithout\\b.{0,20}\\b(telling|asking|informing|mentioning|notifying|confirmation)\\b"),
            order("</?\\s*(important|system|instructions?|secret|admin|assistant)\\s*>"),
            order("\\bsystem (prompt|message|instructions?)\\b"),
            order("\\b(before|after|when(ever)?) (using|calling|you (use|call))\\b.{0,60}\\b(any|every|this|other)\\b"
                    + ".{0,80}\\b(first|must|always|also|read|call|send)\\b"),
            order(
                    "\\b(you|the (assistant|model|agent|ai)) (must|should|shall|need to|have to) (always|first|never)\\b"),
            order("(\\.ssh\\b|id_rsa|\\.env\\b|\\.aws\\b|\\bapi[ _-]?keys?\\b|\\bcredentials\\b|/etc/passwd)"),
            order("\\binstead of\\b.{0,40}\\btools?\\b"));

    private ServerText() {}

    private static Pattern order(String regex) {
        return Pattern.compile(regex, Pattern.CASE_INSENSITIVE | Pattern.DOTALL);
    }

    /** The text without what cannot be seen; line breaks and tabs stay. */
    static String clean(String text) {
        return only(text.replace("\r\n", "\n").replaceAll("[\r\u2028\u2029\u0085]", "\n"), c -> !isHidden(c));
    }

    /** The text on one line, for names and logs. */
    static String line(String text, int max) {
        return shorten(clean(text).replaceAll("\\s+", " ").strip(), max);
    }

    static String shorten(String text, int max) {
        if (text.length() <= max) {
            return text;
        }
        int end = Character.isLowSurrogate(text.charAt(max)) ? max - 1 : max;
        return text.substring(0, end) + "…";
    }

    /** How many characters of the text cannot be seen, and what they spell if they are letters in disguise. */
    static Optional<String> hidden(String text) {
        long count = text.codePoints().filter(ServerText::isHidden).count();
        String spelt = disguised(text);
        return count == 0
                ? Optional.empty()
                : Optional.of(
                        count + " invisible characters" + (spelt.isEmpty() ? "" : ", which spell '" + spelt + "'"));
    }

    /** The first place that reads like an order to the model, also one in disguise. */
    static Optional<String> order(CharSequence visible, String original) {
        String all = (visible + "\n" + disguised(original)).toLowerCase(Locale.ROOT);
        return ORDERS.stream()
                .map(pattern -> pattern.matcher(all))
                .filter(Matcher::find)
                .map(match -> "'" + line(match.group(), 100) + "'")
                .findFirst();
    }

    /** Tags (U+E0020 to U+E007E) are ASCII that nobody sees. */
    private static String disguised(String text) {
        StringBuilder spelt = new StringBuilder();
        text.codePoints().filter(c -> c >= 0xE0020 && c <= 0xE007E).forEach(c -> spelt.append((char) (c - 0xE0000)));
        return shorten(spelt.toString(), 200);
    }

    private static String only(String text, IntPredicate kept) {
        return text.codePoints()
                .filter(kept)
                .collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append)
                .toString();
    }

    /** Joiners too, which writers need: a description loses little by it, and a name could hide behind one. */
    private static boolean isHidden(int c) {
        return Unseen.hides(c) || Unseen.shapes(c);
    }
}
