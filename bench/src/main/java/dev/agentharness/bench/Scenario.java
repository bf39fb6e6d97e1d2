package dev.agentharness.bench;

/** Something that contestants do and that is measured. */
interface Scenario {

    /** What it is chosen by and called in tables. */
    String name();

    /** Whether code that was compiled before makes a difference. If not, one round is warm-up enough. */
    default boolean needsWarmUp() {
        return true;
    }

    /** One round of it. */
    Figures measure(Contestant contestant, Server server) throws Exception;
}
