package dev.agentharness.bench;

/** Something that contestants do and that is measured. */
interface Scenario {

    /** What it is chosen by and called in tables. */
    String name();

    /** One round of it. */
    Figures measure(Contestant contestant, Server server) throws Exception;
}
