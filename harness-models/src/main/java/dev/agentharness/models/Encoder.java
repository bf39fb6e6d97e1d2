package dev.agentharness.models;

import dev.agentharness.model.Message;
import dev.agentharness.model.ModelRequest;
import dev.agentharness.model.Role;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/**
 * Puts the requests to one model together from pieces that are encoded once: the opening, the messages, and last the few
 * fields that change. So a step costs what is new in it, and a request begins with all the bytes of the one before, up to
 * where the conversation went on. Thread-safe.
 */
final class Encoder {

    /** A writer that took more memory is not kept for the next request. */
    private static final int MOST_SPARED = 64 << 10;

    private final Dialect dialect;
    private final Options options;
    private final Openings openings = new Openings();
    private final EncodedMessages known = new EncodedMessages();
    private final AtomicReference<@Nullable RequestJson> spare = new AtomicReference<>();
    private final AtomicReference<@Nullable List<EncodedMessage>> spareList = new AtomicReference<>();

    Encoder(Dialect dialect, Options options) {
        this.dialect = dialect;
        this.options = options.besides(dialect.conversation());
    }

    /** The body of a request. */
    GatheredBody encode(ModelRequest request, boolean streaming) {
        List<EncodedMessage> encoded = encoded(request.messages());
        for (EncodedMessage message : encoded) {
            if (message.isEmpty()) {
                return encode(withoutSilence(request, encoded), streaming);
            }
        }
        Opening opening = openings.find(request, streaming);
        if (opening == null) {
            opening = opening(request, streaming);
            openings.add(request, streaming, opening);
        }
        if (dialect.marksCache()) {
            CacheMarks.of(request.cacheBreakpoints(), encoded).mark(encoded);
        }
        String carried = dialect.carried(request.messages());
        byte[] closing = opening.closing(request, carried);
        if (closing == null) {
            closing = closing(request, opening.rest());
            opening.keep(request, carried, closing);
        }
        return new GatheredBody(opening, encoded, closing, spareList);
    }

    /** Where nothing is left of a message for this provider, those before and after it have become neighbours. */
    private static ModelRequest withoutSilence(ModelRequest request, List<EncodedMessage> encoded) {
        List<Message> messages = request.messages();
        List<Message> kept = new ArrayList<>(messages.size());
        int[] keptBefore = new int[messages.size() + 1];
        int from = 0;
        for (EncodedMessage message : encoded) {
            for (int to = lastOfRole(messages, from); from < to; from++) {
                if (!message.isEmpty()) {
                    kept.add(messages.get(from));
                }
                keptBefore[from + 1] = kept.size();
            }
        }
        List<Integer> breakpoints = request.cacheBreakpoints().stream()
                .map(count -> keptBefore[count])
                .distinct()
                .toList();
        return request.toBuilder().messages(kept).cacheBreakpoints(breakpoints).build();
    }

    private List<EncodedMessage> encoded(List<Message> messages) {
        RequestJson ready = spare.getAndSet(null);
        RequestJson json = ready == null ? new RequestJson() : ready;
        EncodedMessages.Lookup lookup = known.lookup(dialect, json);
        List<EncodedMessage> empty = spareList.getAndSet(null);
        List<EncodedMessage> encoded = empty == null ? new ArrayList<>(messages.size()) : empty;
        for (int from = 0, to; from < messages.size(); from = to) {
            to = lastOfRole(messages, from);
            encoded.add(lookup.of(messages, from, to));
        }
        if (json.capacity() <= MOST_SPARED) {
            spare.set(json);
        }
        return encoded;
    }

    /** Providers, or the templates of the models behind them, want the two sides in turn. */
    private static int lastOfRole(List<Message> messages, int from) {
        Role role = messages.get(from).role();
        int to = from + 1;
        while (to < messages.size() && messages.get(to).role() == role) {
            to++;
        }
        return to;
    }

    private Opening opening(ModelRequest request, boolean streaming) {
        RequestJson json = new RequestJson().object();
        dialect.opening(request, streaming, json);
        byte[] fields = json.end().bytes();
        Options options = this.options.and(request.options()).besides(dialect.conversation());
        byte[] all = options.overKnown(fields);
        byte[] first = dialect.firstMessage(request);
        ByteArrayOutputStream opening = new ByteArrayOutputStream(all.length + first.length + 32);
        opening.write(all, 0, all.length - 1);
        String comma = all.length > 2 ? "," : "";
        opening.writeBytes((comma + "\"" + dialect.conversation() + "\":[").getBytes(StandardCharsets.UTF_8));
        opening.writeBytes(first);
        return new Opening(opening.toByteArray(), first.length > 0, options.unknownTo(fields));
    }

    private byte[] closing(ModelRequest request, Options rest) {
        RequestJson json = new RequestJson().object();
        dialect.closing(request, json);
        byte[] closing = rest.over(json.end().bytes());
        closing[0] = ','; // it goes on after the conversation
        return closing;
    }
}
