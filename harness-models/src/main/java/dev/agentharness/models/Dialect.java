package dev.agentharness.models;

import dev.agentharness.model.Message;
import dev.agentharness.model.ModelRequest;
import java.util.List;

/**
 * How one provider's API is spoken. A request is an object with the conversation in it, an array: {@link Encoder} puts it together
 * and keeps what was encoded before. Immutable.
 */
interface Dialect {

    /** Whose thinking and opaque parts these are, as {@link dev.agentharness.model.Content.Opaque#provider()} has it. */
    String origin();

    /** Writes the fields that stay the same from request to request: model, tools, instructions, the output's schema. */
    void opening(ModelRequest request, boolean streaming, RequestJson json);

    /** The name of the array with the conversation. */
    String conversation();

    /** A message as constant as the opening, for APIs that have the instructions in the conversation; may be empty. */
    default byte[] firstMessage(ModelRequest request) {
        return new byte[0];
    }

    /**
     * Neighbouring messages as the API wants them; it never gets two of one role in a row. Some APIs want a result to say
     * what it is the result of, so it is told what was said earlier.
     *
     * @param json to write them with; nothing is written yet, and nothing is left behind
     */
    EncodedMessage message(Neighbours neighbours, RequestJson json);

    /** What the closing fields say of the conversation, beyond what the request asks for; empty if nothing. */
    default String carried(List<Message> messages) {
        return "";
    }

    /** Writes the fields that change from request to request; at least one. */
    void closing(ModelRequest request, RequestJson json);

    /** Whether messages tell their blocks, to be marked where a provider's cache is to be filled. */
    default boolean marksCache() {
        return false;
    }

    /** A reader for one answer. */
    Answer answer(Assembly assembly);
}
