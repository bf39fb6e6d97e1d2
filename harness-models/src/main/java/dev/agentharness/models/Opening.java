package dev.agentharness.models;

import dev.agentharness.model.Effort;
import dev.agentharness.model.ModelRequest;
import dev.agentharness.model.ToolChoice;
import java.util.Optional;
import java.util.function.Supplier;
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

    /** What closes such a request; that of the one before where it asks for the same. */
    byte[] closing(ModelRequest request, String carried, Supplier<byte[]> encoder) {
        Wanted wanted = Wanted.by(request, carried);
        Closing before = last;
        if (before == null || !before.wanted.equals(wanted)) {
            before = new Closing(wanted, encoder.get());
            last = before;
        }
        return before.json;
    }

    /** All that a closing depends on besides what the opening does. */
    private record Wanted(
            int maxOutputTokens, ToolChoice toolChoice, Optional<Effort> effort, String cacheKey, String carried) {
        static Wanted by(ModelRequest request, String carried) {
            return new Wanted(
                    request.maxOutputTokens(), request.toolChoice(), request.effort(), request.cacheKey(), carried);
        }
    }

    private static final class Closing {
        private final Wanted wanted;
        private final byte[] json;

        Closing(Wanted wanted, byte[] json) {
            this.wanted = wanted;
            this.json = json;
        }
    }
}
