package dev.agentharness.bench;

/** Something that contestants do and that is measured. */
interface Scenario {

    /** What it is chosen by and called in tables. */
    String name();

    /** Whether code that was compiled before makes a difference. If not, one round is warm-up enough. */
    default boolean needsWarmUp() {
        return true;
    }

    /** Has the contestant do what it will be measured at, so that its code is compiled. */
    default void warmUp(Contestant contestant, Server server) throws Exception {
        measure(contestant, server);
    }

    /** One round of it. */
    Figures measure(Contestant contestant, Server server) throws Exception;
}
