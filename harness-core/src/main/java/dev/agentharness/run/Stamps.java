package dev.agentharness.run;

import java.util.Objects;

/**
 * Under what a run ran: the version of each thing that shapes it. Two runs with equal stamps had the same rules.
 *
 * @param instructions a fingerprint of the system prompt
 * @param tools the registry's version
 * @param policy the permission policy's name
 * @param model provider and name of the model
 * @param harness the version of this library
 */
public record Stamps(String instructions, String tools, String policy, String model, String harness) {

    public Stamps {
        Objects.requireNonNull(instructions, "instructions");
        Objects.requireNonNull(tools, "tools");
        Objects.requireNonNull(policy, "policy");
        Objects.requireNonNull(model, "model");
        Objects.requireNonNull(harness, "harness");
    }

    @Override
    public String toString() {
        return "instructions " + brief(instructions) + ", tools " + brief(tools) + ", policy " + policy + ", model "
                + model + ", harness " + harness;
    }

    private static String brief(String hash) {
        return hash.length() > 12 ? hash.substring(0, 12) : hash;
    }
}
