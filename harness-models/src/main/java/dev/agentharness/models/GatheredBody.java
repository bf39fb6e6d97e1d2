package dev.agentharness.models;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import okhttp3.MediaType;
import okhttp3.RequestBody;
import okio.BufferedSink;

/**
 * The body of one request, gathered from JSON that is there already. It can be sent once, and lets go of the pieces then:
 * a caller who waits for the answer does not hold the question twice. Not thread-safe.
 */
final class GatheredBody extends RequestBody {

    private static final MediaType JSON = MediaType.get("application/json");

    private final List<byte[]> pieces;
    private long length;

    GatheredBody(int expectedPieces) {
        this.pieces = new ArrayList<>(expectedPieces);
    }

    GatheredBody add(byte[] piece) {
        pieces.add(piece);
        length += piece.length;
        return this;
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
        for (byte[] piece : pieces) {
            sink.write(piece);
        }
        pieces.clear();
    }
}
