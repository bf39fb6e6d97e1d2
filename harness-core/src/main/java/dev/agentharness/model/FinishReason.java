package dev.agentharness.model;

/** Why a model stopped writing. The provider's own word is in {@link ModelResponse#details()}. */
public enum FinishReason {
    /** It was done, or met a stop sequence. */
    STOP,
    /** It waits for the results of the tools it called. */
    TOOL_CALLS,
    /** It met the output cap or the end of its context window; the message is cut short. */
    LENGTH,
    /** It declined, or a filter of the provider stopped it. */
    REFUSAL,
    /** The provider paused a long turn of its own and wants the message back to go on. */
    PAUSE,
    /** Something else, or the provider did not say. */
    OTHER
}
