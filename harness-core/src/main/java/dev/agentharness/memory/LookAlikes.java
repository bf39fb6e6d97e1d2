package dev.agentharness.memory;

import java.lang.Character.UnicodeScript;
import java.text.Normalizer;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * Folds texts that look the same into one. Covers what Cyrillic and Greek share with Latin letters, after the tables of
 * Unicode Technical Standard 39 (confusables.txt), and what compatibility normalisation covers; not every script there is.
 */
final class LookAlikes {

    private static final Pattern INVISIBLE = Pattern.compile("[\\p{Cf}\\p{M}]");
    private static final Pattern BETWEEN_WORDS = Pattern.compile("[^\\p{L}\\p{M}\\p{N}]+");
    private static final Set<UnicodeScript> ALIKE = Set.of(
            UnicodeScript.LATIN,
            UnicodeScript.CYRILLIC,
            UnicodeScript.GREEK,
            UnicodeScript.ARMENIAN,
            UnicodeScript.CHEROKEE,
            UnicodeScript.COPTIC,
            UnicodeScript.DESERET,
            UnicodeScript.LISU);

    /** Rows of letters that look alike; the first is what the others are taken for. */
    private static final Map<Integer, Integer> LATIN = latin(
            "aаαɑ", "bвьβ", "cсς", "dԁ", "eеεҽ", "gɡ", "hһн", "iіιı", "jјϳ", "kкκ", "lӏ", "mм", "nпη", "oоοσ", "pрρ",
            "qԛ", "rг", "sѕ", "tтτ", "uυ", "vνѵ", "wωԝ", "xхχ", "yуγү", "zζ");

    private LookAlikes() {}

    private static Map<Integer, Integer> latin(String... rows) {
        Map<Integer, Integer> latin = new HashMap<>();
        for (String row : rows) {
            row.codePoints().skip(1).forEach(alike -> latin.put(alike, row.codePointAt(0)));
        }
        return Map.copyOf(latin);
    }

    /** The text in lower case and Latin letters where it looks so, without accents and what cannot be seen. */
    static String folded(String text) {
        String compatible = Normalizer.normalize(text, Normalizer.Form.NFKD);
        String lower = INVISIBLE.matcher(compatible).replaceAll("").toLowerCase(Locale.ROOT);
        return lower.codePoints()
                .map(letter -> LATIN.getOrDefault(letter, letter))
                .collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append)
                .toString();
    }

    /** What is left of a key when everything that can be mistaken is taken for the same. */
    static String skeleton(String key) {
        return folded(key)
                .replace("-", "")
                .replace("rn", "m")
                .replace("vv", "w")
                .replace('0', 'o')
                .replace('1', 'l')
                .replace('i', 'l')
                .replace('5', 's');
    }

    /** Whether a word of the text mixes alphabets that look alike. */
    static boolean mixesScripts(String text) {
        return BETWEEN_WORDS.splitAsStream(text).anyMatch(LookAlikes::isMixed);
    }

    private static boolean isMixed(String word) {
        return word.codePoints()
                        .mapToObj(UnicodeScript::of)
                        .filter(ALIKE::contains)
                        .distinct()
                        .count()
                > 1;
    }
}
