package dev.agentharness.models;

import okhttp3.HttpUrl;

/**
 * In what servers of Chat Completions differ.
 *
 * @param outputCapField the field that caps the output
 * @param usageInStream whether a stream is asked for its usage
 * @param cacheKey whether the cache key is sent
 * @param returnReasoning whether reasoning goes back to the model
 * @param reasoningWithCalls whether a message with calls is refused without reasoning, be it empty
 * @param longestCallId the most characters that the id of a call may have
 * @param mistral whether call ids have nine letters or digits, nobody speaks between results and an answer to them, and
 *     reasoning is a part of the content
 */
record ChatHabits(
        String outputCapField,
        boolean usageInStream,
        boolean cacheKey,
        boolean returnReasoning,
        boolean reasoningWithCalls,
        int longestCallId,
        boolean mistral) {

    /** Others may have put into a longer id of theirs what they want to have back with it. */
    private static final int OPENAI_CALL_ID = 40;

    /** What is known of the server at an address, and what most servers take if it is nobody known. */
    static ChatHabits at(HttpUrl address, boolean cacheKey) {
        String host = address.host();
        boolean openRouter = host.equals("openrouter.ai");
        boolean mistral = host.equals("api.mistral.ai");
        // "Thinking mode" in the documentation of both: without it a conversation with calls is refused.
        boolean wantsReasoning = host.equals("api.deepseek.com") || host.startsWith("api.moonshot.");
        return new ChatHabits(
                Endpoint.isOpenAi(address) ? "max_completion_tokens" : "max_tokens",
                !mistral,
                cacheKey,
                wantsReasoning || mistral || openRouter,
                wantsReasoning,
                openRouter || Endpoint.isOpenAi(address) ? OPENAI_CALL_ID : Integer.MAX_VALUE,
                mistral);
    }
}
