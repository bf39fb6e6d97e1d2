package dev.agentharness.models;

import java.io.IOException;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import okhttp3.MediaType;
import okhttp3.RequestBody;
import okio.BufferedSink;
import org.jspecify.annotations.Nullable;

/**
 * The body of one request, gathered from JSON that is there already. It can be sent once, and lets go of the conversation
 * then: a caller who waits for the answer does not hold the question twice. It knows how far it has come: until the request
 * begins to leave, looking up a name, connecting and shaking hands included, a failure has cost nothing; afterwards the
 * provider may have worked on it. Not thread-safe.
 */
final class GatheredBody extends RequestBody {

    private static final MediaType JSON = MediaType.get("application/json");

    private final Opening opening;
    private final AtomicReference<@Nullable List<EncodedMessage>> emptied;
    private final byte[] closing;
    private final long length;
    private List<EncodedMessage> conversation;
    private boolean leaving;
    private boolean sent;

    /**
     * @param conversation is the body's until it is sent
     * @param emptied is given the list then, with nothing in it
     */
    GatheredBody(
            Opening opening,
            List<EncodedMessage> conversation,
            byte[] closing,
            AtomicReference<@Nullable List<EncodedMessage>> emptied) {
        this.opening = opening;
        this.conversation = conversation;
        this.closing = closing;
        this.emptied = emptied;
        this.length = length();
    }

    private long length() {
        int commas = Math.max(0, conversation.size() - (opening.hasMessage() ? 0 : 1));
        long sum = commas + 1L + opening.json().length + closing.length;
        for (EncodedMessage message : conversation) {
            sum += message.length();
        }
        return sum;
    }

    /** To be told when nothing is left that may find that there is no connection to send on. */
    void leaves() {
        leaving = true;
    }

    Progress progress() {
        return leaving ? Progress.SENT : Progress.UNSENT;
    }

    @Override
    public MediaType contentType() {
        return JSON;
    }

    @Override
    public long contentLength() {
        return length;
    }

    /** Keeps OkHttp from sending the request again by itself, as it does on {@code 503, Retry-After: 0}. */
    @Override
    public boolean isOneShot() {
        return true;
    }

    @Override
    public void writeTo(BufferedSink sink) throws IOException {
        if (sent) {
            return;
        }
        sent = true;
        sink.write(opening.json());
        boolean any = opening.hasMessage();
        for (EncodedMessage message : conversation) {
            if (any) {
                sink.writeByte(',');
            }
            message.writeTo(sink);
            any = true;
        }
        sink.writeByte(']').write(closing);
        conversation.clear();
        emptied.set(conversation);
        conversation = List.of();
    }
}
