package dev.agentharness.models;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.regex.Pattern;
import okhttp3.Headers;
import okhttp3.HttpUrl;

/**
 * What no message may tell of how a model is asked: its key, and what stands in headers and in the address under a name that
 * sounds like a secret. Immutable.
 */
record Unsaid(List<String> words) {

    private static final Pattern SECRET = Pattern.compile("key|auth|token|secret|cookie", Pattern.CASE_INSENSITIVE);

    /** Local servers are given keys such as "x" or "none", which hiding would make of every message a riddle. */
    private static final int SHORTEST = 8;

    Unsaid {
        words = words.stream()
                .filter(word -> word.length() >= SHORTEST)
                .distinct()
                .sorted(Comparator.comparing(String::length).reversed()) // one may be the beginning of another
                .toList();
    }

    /**
     * @param headers of every request
     */
    static Unsaid of(String key, Headers headers, HttpUrl address) {
        List<String> words = new ArrayList<>(List.of(key, address.password(), address.encodedPassword()));
        headers.forEach(header -> {
            if (isSecret(header.getFirst())) {
                words.add(header.getSecond());
                words.add(header.getSecond().substring(header.getSecond().lastIndexOf(' ') + 1)); // without "Bearer"
            }
        });
        addParameters(address, words);
        return new Unsaid(words);
    }

    /** Servers quote an address as it was sent or as they read it. */
    private static void addParameters(HttpUrl address, List<String> into) {
        String[] sent = Objects.requireNonNullElse(address.encodedQuery(), "").split("&", -1);
        for (int i = 0; i < address.querySize(); i++) {
            String value = address.queryParameterValue(i);
            if (value != null && isSecret(address.queryParameterName(i))) {
                into.add(value);
                into.add(sent[i].substring(sent[i].indexOf('=') + 1));
            }
        }
    }

    private static boolean isSecret(String name) {
        return SECRET.matcher(name).find();
    }

    /** The message without them. */
    String without(String message) {
        String clean = message;
        for (String word : words) {
            clean = clean.replace(word, "[secret]");
        }
        return clean;
    }
}
