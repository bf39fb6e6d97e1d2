package dev.agentharness.bench;

/** What an application sets up once and then gives tasks. Thread-safe. */
@FunctionalInterface
interface Agent {

    /**
     * Does the task.
     *
     * @return the last answer
     */
    String run() throws Exception;
}
