package dev.agentharness.models;

import dev.agentharness.model.Effort;
import dev.agentharness.model.ModelRequest;
import dev.agentharness.model.ToolChoice;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The beginning of a request, up to its conversation, and what it closes with. Thread-safe. */
final class Opening {

    private final byte[] json;
    private final boolean hasMessage;
    private final Options rest;
    private volatile @Nullable Closing last;

    /**
     * @param json in UTF-8, as far as into the array of the conversation
     * @param hasMessage whether there is a message in the array already
     * @param rest the options that it did not take in
     */
    Opening(byte[] json, boolean hasMessage, Options rest) {
        this.json = json;
        this.hasMessage = hasMessage;
        this.rest = rest;
    }

    byte[] json() {
        return json;
    }

    boolean hasMessage() {
        return hasMessage;
    }

    Options rest() {
        return rest;
    }

    /** What closes such a request, if the one before asked for the same. */
    byte @Nullable [] closing(ModelRequest request, String carried) {
        Closing before = last;
        return before != null && before.suits(request, carried) ? before.json : null;
    }

    /** Keeps what closes such a request for the next. */
    void keep(ModelRequest request, String carried, byte[] closing) {
        last = new Closing(request, carried, closing);
    }

    /** What closes a request, and all that it depends on besides what the opening does. */
    private static final class Closing {
        private final int maxOutputTokens;
        private final ToolChoice toolChoice;
        private final Optional<Effort> effort;
        private final String cacheKey;
        private final String carried;
        private final boolean compaction;
        private final byte[] json;

        Closing(ModelRequest request, String carried, byte[] json) {
            this.maxOutputTokens = request.maxOutputTokens();
            this.toolChoice = request.toolChoice();
            this.effort = request.effort();
            this.cacheKey = request.cacheKey();
            this.carried = carried;
            this.compaction = request.isCompaction();
            this.json = json;
        }

        boolean suits(ModelRequest request, String carriedNow) {
            return maxOutputTokens == request.maxOutputTokens()
                    && toolChoice.equals(request.toolChoice())
                    && effort.equals(request.effort())
                    && cacheKey.equals(request.cacheKey())
                    && compaction == request.isCompaction()
                    && carried.equals(carriedNow);
        }
    }
}
