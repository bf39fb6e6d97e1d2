package dev.agentharness.examples.riskreassessment;

import dev.agentharness.model.Price;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * What was said on the command line.
 *
 * @param folder the vendor's documents
 * @param workdir where each run gets a folder of its own
 * @param tokens the token limit
 * @param price of the model, if it was said
 */
record Options(Path folder, String vendor, Path workdir, long tokens, Optional<Price> price) {

    private static final Set<String> NAMES = Set.of("--folder", "--vendor", "--workdir", "--tokens", "--price");
    private static final String USAGE =
            "usage: [--folder DIR --vendor NAME] [--workdir DIR] [--tokens N] [--price IN,OUT]";

    /**
     * Reads the command line; without a folder it is about the vendor that comes with the examples.
     *
     * @throws IllegalArgumentException if it makes no sense
     */
    static Options parse(String... args) {
        Map<String, String> given = new HashMap<>();
        for (int i = 0; i < args.length; i += 2) {
            if (!NAMES.contains(args[i]) || i + 1 == args.length) {
                throw new IllegalArgumentException("cannot make sense of '" + args[i] + "'; " + USAGE);
            }
            given.put(args[i], args[i + 1]);
        }
        if (given.containsKey("--folder") && given.getOrDefault("--vendor", "").isBlank()) {
            throw new IllegalArgumentException("say whose documents those are: --vendor NAME");
        }
        return new Options(
                given.containsKey("--folder") ? Path.of(given.get("--folder")) : examples("data/northgate-hosting"),
                given.getOrDefault("--vendor", "Northgate Hosting"),
                given.containsKey("--workdir") ? Path.of(given.get("--workdir")) : examples("target/risk-reassessment"),
                tokens(given.getOrDefault("--tokens", "10000")),
                Optional.ofNullable(given.get("--price")).map(Options::price));
    }

    /** A path in the examples' directory, whether started there or in the directory above. */
    private static Path examples(String path) {
        Path below = Path.of("examples");
        return (Files.isDirectory(below) ? below : Path.of("")).resolve(path);
    }

    private static long tokens(String text) {
        try {
            long tokens = Long.parseLong(text);
            if (tokens > 0) {
                return tokens;
            }
        } catch (NumberFormatException e) {
            // falls through to the same words
        }
        throw new IllegalArgumentException("--tokens must be a positive whole number but is '" + text + "'");
    }

    private static Price price(String text) {
        String[] parts = text.split(",", -1);
        try {
            if (parts.length == 2) {
                return Price.perMillion(parts[0].strip(), parts[1].strip());
            }
        } catch (IllegalArgumentException e) {
            // falls through to the same words
        }
        throw new IllegalArgumentException(
                "--price must be dollars per million tokens of input and of output, such as 3,15, but is '" + text
                        + "'");
    }
}
