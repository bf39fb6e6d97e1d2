package dev.agentharness.models;

import dev.agentharness.model.FinishReason;
import dev.agentharness.model.Message;
import dev.agentharness.model.Usage;
import java.io.IOException;
import java.util.Map;
import java.util.Optional;

/**
 * One answer of a provider while it is read: whole, or event by event. Both ways lead into the same {@link Assembly}.
 * Not thread-safe.
 */
interface Answer {

    /**
     * Reads an answer that came in one piece.
     *
     * @throws IOException if it is none: {@link ErrorAnswer} or {@link BadAnswer}
     */
    void whole(Node body) throws IOException;

    /** Reads an event of a stream; see {@link EventStream.Sink#event}. */
    void event(String type, byte[] data, int length) throws IOException;

    /** Whether nothing more is to come. */
    boolean isFinished();

    /** Whether nothing is to come but a word that it is over, which some servers say and others keep to themselves. */
    default boolean isEnding() {
        return isFinished();
    }

    /** Whether the message is there to its end, should nothing more come. */
    boolean isWhole();

    /** What has been put together so far. */
    Assembly assembly();

    FinishReason finishReason();

    /** The message so far. */
    default Message message() {
        return assembly().message();
    }

    default Optional<Usage> usage() {
        return assembly().usage();
    }

    /** What {@link dev.agentharness.model.ModelResponse#details()} says of it. */
    default Map<String, String> details() {
        return assembly().details();
    }
}
