package dev.agentharness.models;

/** The beginning of a request, up to its turns. Immutable. */
final class Opening {

    private final byte[] json;
    private final boolean hasTurn;
    private final Options rest;

    /**
     * @param json in UTF-8, as far as into the array of turns
     * @param hasTurn whether there is a turn in the array already
     * @param rest the options that it did not take in
     */
    Opening(byte[] json, boolean hasTurn, Options rest) {
        this.json = json;
        this.hasTurn = hasTurn;
        this.rest = rest;
    }

    byte[] json() {
        return json;
    }

    boolean hasTurn() {
        return hasTurn;
    }

    Options rest() {
        return rest;
    }
}
