package dev.agentharness.bench;

import java.io.IOException;

/** A way to run tasks against the fake server. Used by one thread. */
interface Contestant {

    String name();

    /** Forgets what was kept of tasks done, so that no round pays for those before it. Not measured. */
    void renew();

    /**
     * Does a task in which the model calls a tool in each of so many turns, and then answers.
     *
     * @return the answer
     */
    String run(int turns) throws IOException;
}
