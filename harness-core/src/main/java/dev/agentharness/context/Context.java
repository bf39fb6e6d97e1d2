package dev.agentharness.context;

import dev.agentharness.cache.Part;
import dev.agentharness.model.ModelRequest;
import java.util.List;
import java.util.Objects;

/**
 * What the model is shown: the request, and what it is made of.
 *
 * @param parts what was rendered besides the conversation, in the order of the request
 * @param leading how many messages stand before the conversation
 */
public record Context(ModelRequest request, List<Part> parts, int leading) {

    public Context {
        Objects.requireNonNull(request, "request");
        parts = List.copyOf(parts);
        if (leading < 0 || leading > request.messages().size()) {
            throw new IllegalArgumentException("leading is " + leading + " but there are "
                    + request.messages().size() + " messages");
        }
    }

    /** A request of which nothing is said but that it begins with the conversation. */
    public static Context of(ModelRequest request) {
        return new Context(request, List.of(), 0);
    }
}
