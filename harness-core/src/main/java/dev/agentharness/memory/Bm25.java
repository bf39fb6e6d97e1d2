package dev.agentharness.memory;

import java.text.Normalizer;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;

/**
 * Ranks entries by the words that they share with a query: Okapi BM25 with {@code k1 = 1.2} and {@code b = 0.75}, as in
 * Robertson and Zaragoza, <i>The Probabilistic Relevance Framework: BM25 and Beyond</i> (2009), section 3. The weight of
 * a word is {@code ln(1 + (N - n + 0.5) / (n + 0.5))}, which a word in most entries cannot make negative.
 */
final class Bm25 {

    private static final double K1 = 1.2;
    private static final double B = 0.75;

    /** Of a query that is a whole document the beginning will do. */
    private static final int LONGEST_QUERY = 10_000;

    /** A run of letters and digits; an ideograph is a word by itself, for no spaces stand between them. */
    private static final Pattern WORD = Pattern.compile("\\p{IsIdeographic}|[\\p{L}\\p{M}\\p{N}&&\\P{IsIdeographic}]+");

    private Bm25() {}

    /** The words of an entry and how often each occurs. */
    record Document(MemoryEntry entry, Map<String, Integer> counts, int length) {
        static Document of(MemoryEntry entry) {
            List<String> words = words(entry.key() + " " + entry.text());
            Map<String, Integer> counts = new HashMap<>();
            words.forEach(word -> counts.merge(word, 1, Integer::sum));
            return new Document(entry, Map.copyOf(counts), words.size());
        }
    }

    /** The documents that share a word with the query, best first; of equals the newer. */
    static List<MemoryEntry> rank(List<Document> documents, String query) {
        Set<String> words = new HashSet<>(words(query.substring(0, Math.min(query.length(), LONGEST_QUERY))));
        double average = documents.stream().mapToInt(Document::length).average().orElse(1);
        Map<String, Double> weights = new HashMap<>();
        for (String word : words) {
            long having = documents.stream()
                    .filter(document -> document.counts.containsKey(word))
                    .count();
            weights.put(word, Math.log(1 + (documents.size() - having + 0.5) / (having + 0.5)));
        }
        List<Scored> found = new ArrayList<>();
        for (Document document : documents) {
            double score = weights.entrySet().stream()
                    .mapToDouble(word -> word.getValue() * saturated(document, word.getKey(), average))
                    .sum();
            if (score > 0) {
                found.add(new Scored(document.entry, score));
            }
        }
        found.sort(Comparator.comparingDouble(Scored::score)
                .thenComparing(scored -> scored.entry().created())
                .reversed());
        return found.stream().map(Scored::entry).toList();
    }

    private static double saturated(Document document, String word, double average) {
        double count = document.counts.getOrDefault(word, 0);
        return count * (K1 + 1) / (count + K1 * (1 - B + B * document.length / average));
    }

    private static List<String> words(String text) {
        String plain = Normalizer.normalize(text, Normalizer.Form.NFKC).toLowerCase(Locale.ROOT);
        return WORD.matcher(plain).results().map(MatchResult::group).toList();
    }

    private record Scored(MemoryEntry entry, double score) {}
}
