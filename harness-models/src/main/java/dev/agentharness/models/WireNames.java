package dev.agentharness.models;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.regex.Pattern;

/**
 * Names of tools and calls, as they go back to a provider. A model may call a tool by any name and another provider may
 * have given any id; providers refuse a whole conversation for one character, so those that do not fit become {@code _}.
 * An id that is changed gets an end made of all of it: different ids stay different, and a call and its result the same.
 */
final class WireNames {

    private static final Pattern UNFIT = Pattern.compile("[^a-zA-Z0-9_-]");

    private static final int LONGEST = 64;
    private static final int NINE_LONG = 9;
    private static final Pattern NINE = Pattern.compile("[a-zA-Z0-9]{9}");
    private static final String LETTERS_AND_DIGITS = "abcdefghijklmnopqrstuvwxyz0123456789";

    private WireNames() {}

    static String tool(String name) {
        if (isFit(name) && !name.isEmpty() && name.length() <= LONGEST) {
            return name;
        }
        String fit = UNFIT.matcher(name).replaceAll("_");
        return fit.isEmpty() ? "_" : fit.substring(0, Math.min(fit.length(), LONGEST));
    }

    /** An id of letters, digits, {@code _} and {@code -}. */
    static String call(String id) {
        return isFit(id) ? id : changed(id, LONGEST);
    }

    /** Looked at without a matcher, since almost all are. */
    private static boolean isFit(String name) {
        for (int i = 0; i < name.length(); i++) {
            char c = name.charAt(i);
            boolean letter = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
            if (!letter && !(c >= '0' && c <= '9') && c != '_' && c != '-') {
                return false;
            }
        }
        return true;
    }

    /** An id of so many characters at most. */
    static String call(String id, int most) {
        return id.length() <= most ? id : changed(id, most);
    }

    private static String changed(String id, int most) {
        String kept = id.substring(0, Math.min(id.length(), most - 1 - NINE_LONG));
        return UNFIT.matcher(kept).replaceAll("_") + "_" + hash(id);
    }

    /** Nine letters and digits, the same ones for the same id: all that Mistral takes, unless they are that already. */
    static String nine(String id) {
        if (NINE.matcher(id).matches()) {
            return id;
        }
        return hash(id);
    }

    private static String hash(String id) {
        byte[] hash = sha256(id);
        StringBuilder nine = new StringBuilder();
        for (int i = 0; i < NINE_LONG; i++) {
            nine.append(LETTERS_AND_DIGITS.charAt(Byte.toUnsignedInt(hash[i]) % LETTERS_AND_DIGITS.length()));
        }
        return nine.toString();
    }

    private static byte[] sha256(String text) {
        try {
            return MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-256", e);
        }
    }
}
