package dev.agentharness.models;

import okhttp3.Request;

/**
 * Whether a request has begun to leave. Until then, looking up a name, connecting and shaking hands included, a failure has
 * cost nothing; afterwards the provider may have worked on it. Goes with the request as its tag; used by one thread.
 */
final class Sending {

    private boolean begun;

    /** To be told when nothing is left that may find that there is no connection to send on. */
    static void begin(Request request) {
        Sending sending = request.tag(Sending.class);
        if (sending != null) {
            sending.begun = true;
        }
    }

    Progress progress() {
        return begun ? Progress.SENT : Progress.UNSENT;
    }
}
