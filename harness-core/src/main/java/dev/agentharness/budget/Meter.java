package dev.agentharness.budget;

/** What is counted. */
public enum Meter {
    /** Messages of the model. */
    TURNS("turns"),
    /** Calls of tools that were carried out, successful or not. */
    TOOL_CALLS("tool calls"),
    /** Input and output tokens of all model calls, cached input included. */
    TOKENS("tokens"),
    /** Time on the clock while the run is being driven. */
    TIME("seconds"),
    /** US dollars. */
    DOLLARS("dollars");

    private final String unit;

    Meter(String unit) {
        this.unit = unit;
    }

    /** The unit of its amounts, in the plural. */
    public String unit() {
        return unit;
    }
}
