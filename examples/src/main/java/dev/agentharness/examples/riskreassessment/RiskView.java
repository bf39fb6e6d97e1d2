package dev.agentharness.examples.riskreassessment;

import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import java.util.List;

/** How risky it is to depend on a vendor, and why. What the model hands in; its constructor refuses what does not add up. */
record RiskView(
        @JsonPropertyDescription("From 0, no risk, to 100") int score,

        @JsonPropertyDescription("LOW below 25, MODERATE below 50, HIGH below 75, else CRITICAL")
        Level level,

        List<Finding> findings,
        @JsonPropertyDescription("One sentence") String summary) {

    RiskView {
        if (score < 0 || score > 100) {
            throw new IllegalArgumentException("'score' must be from 0 to 100 but is " + score);
        }
        if (level != Level.of(score)) {
            throw new IllegalArgumentException(
                    "'level' must be " + Level.of(score) + " for a score of " + score + " but is " + level);
        }
        findings = List.copyOf(findings);
    }

    /** How much something weighs. */
    enum Level {
        LOW,
        MODERATE,
        HIGH,
        CRITICAL;

        static Level of(int score) {
            return score < 25 ? LOW : score < 50 ? MODERATE : score < 75 ? HIGH : CRITICAL;
        }

        Level raised() {
            return switch (this) {
                case LOW -> MODERATE;
                case MODERATE -> HIGH;
                case HIGH, CRITICAL -> CRITICAL;
            };
        }
    }

    /** Something that adds to the risk. */
    record Finding(
            @JsonPropertyDescription("The document that says so, or 'news'")
            String document,

            Level weight,
            String text) {
        Finding {
            if (document.isBlank()) {
                throw new IllegalArgumentException("'document' must name the document that says so");
            }
        }
    }
}
