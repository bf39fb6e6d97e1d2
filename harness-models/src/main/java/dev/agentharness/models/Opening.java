package dev.agentharness.models;

/** The beginning of a request, up to its conversation. Immutable. */
final class Opening {

    private final byte[] json;
    private final boolean hasMessage;
    private final Options rest;

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
}
