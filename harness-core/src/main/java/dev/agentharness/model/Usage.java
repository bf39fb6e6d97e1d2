package dev.agentharness.model;

/**
 * The tokens of one model call, or of several added up, as the provider reported them.
 *
 * <p>The classes are parts of the totals: {@code cacheRead} and {@code cacheWrite} are counted in {@code input}, and
 * {@code reasoning} in {@code output}. Providers differ here (Anthropic reports cached input beside the rest, OpenAI
 * within it); clients translate.
 *
 * @param input all tokens of the request, cached or not
 * @param output all tokens of the answer, visible or not
 * @param cacheRead input that the provider had in its cache
 * @param cacheWrite input that the provider put into its cache
 * @param cacheWriteHour the part of {@code cacheWrite} that was put there for an hour
 * @param reasoning output that the model spent on thinking
 */
public record Usage(long input, long output, long cacheRead, long cacheWrite, long cacheWriteHour, long reasoning) {

    /** No tokens at all. */
    public static final Usage NONE = new Usage(0, 0, 0, 0, 0, 0);

    public Usage {
        if (Math.min(Math.min(input, output), Math.min(Math.min(cacheRead, cacheWrite), cacheWriteHour)) < 0
                || reasoning < 0) {
            throw new IllegalArgumentException(
                    "token counts must not be negative: input " + input + ", output " + output
                            + ", cacheRead " + cacheRead + ", cacheWrite " + cacheWrite + " (hour " + cacheWriteHour
                            + "), reasoning " + reasoning);
        }
        if (cacheRead + cacheWrite > input || cacheWriteHour > cacheWrite || reasoning > output) {
            throw new IllegalArgumentException("parts exceed their whole: input " + input + " (cacheRead " + cacheRead
                    + ", cacheWrite " + cacheWrite + ", hour " + cacheWriteHour + "), output " + output + " (reasoning "
                    + reasoning + ")");
        }
    }

    /** Usage without cache or reasoning. */
    public static Usage of(long input, long output) {
        return new Usage(input, output, 0, 0, 0, 0);
    }

    /** Input and output together. */
    public long total() {
        return input + output;
    }

    /** The share of the input that the provider had in its cache, from 0 to 1; 0 without input. */
    public double cacheHitRatio() {
        return input == 0 ? 0 : (double) cacheRead / input;
    }

    public Usage plus(Usage other) {
        return new Usage(
                input + other.input,
                output + other.output,
                cacheRead + other.cacheRead,
                cacheWrite + other.cacheWrite,
                cacheWriteHour + other.cacheWriteHour,
                reasoning + other.reasoning);
    }
}
