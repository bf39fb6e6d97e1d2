package dev.agentharness.memory;

import java.text.Normalizer;
import java.util.Locale;

/**
 * What an entry is filed under, in one spelling: {@code Deploy Policy}, {@code deploy_policy} and {@code ＤＥＰＬＯＹ-policy}
 * are all {@code deploy-policy}.
 *
 * @param text lower case; letters and digits, with single hyphens between them
 */
public record MemoryKey(String text) {

    private static final int LONGEST = 100;

    public MemoryKey {
        if (!text.equals(normal(text))) {
            throw new IllegalArgumentException("'" + text + "' is not a key in its one spelling; use MemoryKey.of");
        }
        if (text.isEmpty() || text.length() > LONGEST) {
            throw new IllegalArgumentException(
                    "a key has letters or digits, and at most " + LONGEST + " characters, not " + text.length());
        }
    }

    /**
     * The key that this text spells.
     *
     * @throws IllegalArgumentException if it has no letter or digit, or more than 100 characters
     */
    public static MemoryKey of(String text) {
        return new MemoryKey(normal(text));
    }

    /**
     * What the key looks like. Keys that a reader could mistake for one another have the same skeleton: letters of other
     * alphabets, accents, hyphens and the likes of {@code 0} and {@code o} make no difference.
     */
    public String skeleton() {
        return LookAlikes.skeleton(text);
    }

    private static String normal(String text) {
        String plain = Normalizer.normalize(text, Normalizer.Form.NFKC)
                .toLowerCase(Locale.ROOT)
                .replaceAll("\\p{Cf}", "")
                .replaceAll("[^\\p{L}\\p{M}\\p{N}]+", "-")
                .replaceAll("^-|-$", "");
        return Normalizer.normalize(plain, Normalizer.Form.NFKC); // what was taken out may have kept marks apart
    }

    @Override
    public String toString() {
        return text;
    }
}
