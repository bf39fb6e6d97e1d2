package dev.agentharness.run;

/**
 * The shape that an answer must have, and how to read it. Thread-safe.
 *
 * @param <T> what an answer is read into
 */
public interface OutputType<T> {

    /** The JSON Schema of the answer, an object; the model is shown it. */
    String schema();

    /**
     * Reads an answer.
     *
     * @param json a JSON object
     * @throws IllegalArgumentException if it has not the right shape, with a message the model can act on
     */
    T read(String json);
}
