package dev.agentharness.run;

import java.util.List;
import java.util.Objects;
import java.util.stream.Collectors;

/**
 * Under what a run ran: the version of each thing that shapes it. Two runs with equal stamps had the same rules.
 *
 * @param instructions a fingerprint of the system prompt, and of the skills that can be loaded
 * @param tools the registry's version
 * @param policy the permission policy's name
 * @param model provider and name of the model
 * @param harness the version of this library
 * @param sources the files that the instructions are made of, in order; none if they were given as a text
 */
public record Stamps(
        String instructions, String tools, String policy, String model, String harness, List<Source> sources) {

    public Stamps {
        Objects.requireNonNull(instructions, "instructions");
        Objects.requireNonNull(tools, "tools");
        Objects.requireNonNull(policy, "policy");
        Objects.requireNonNull(model, "model");
        Objects.requireNonNull(harness, "harness");
        sources = List.copyOf(sources);
    }

    /** Stamps of a run whose instructions were given as a text. */
    public Stamps(String instructions, String tools, String policy, String model, String harness) {
        this(instructions, tools, policy, model, harness, List.of());
    }

    /**
     * A file of instructions.
     *
     * @param kind {@code policy}, {@code agents}, {@code spec}, {@code include} or {@code skill}
     * @param name what it calls itself; its path if it does not
     * @param version what it says its version is; empty if it says nothing
     * @param file its path below the root of the instructions, with {@code /}
     * @param sha256 of its exact bytes, in hexadecimal
     */
    public record Source(String kind, String name, String version, String file, String sha256) {

        public Source {
            Objects.requireNonNull(kind, "kind");
            Objects.requireNonNull(name, "name");
            Objects.requireNonNull(version, "version");
            Objects.requireNonNull(file, "file");
            Objects.requireNonNull(sha256, "sha256");
        }

        @Override
        public String toString() {
            return name + (version.isEmpty() ? "" : " v" + version) + " " + brief(sha256);
        }
    }

    /** These stamps, for a run that goes on under the instructions of {@code begun}. */
    public Stamps withInstructionsOf(Stamps begun) {
        return new Stamps(begun.instructions, tools, policy, model, harness, begun.sources);
    }

    @Override
    public String toString() {
        String files = sources.stream().map(Source::toString).collect(Collectors.joining(", "));
        return "instructions " + brief(instructions) + (files.isEmpty() ? "" : " (" + files + ")") + ", tools "
                + brief(tools) + ", policy " + policy + ", model " + model + ", harness " + harness;
    }

    private static String brief(String hash) {
        return hash.length() > 12 ? hash.substring(0, 12) : hash;
    }
}
