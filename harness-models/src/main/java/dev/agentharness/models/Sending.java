package dev.agentharness.models;

import java.io.IOException;
import okhttp3.Interceptor;
import okhttp3.Response;

/**
 * Whether a request has begun to leave. Until then, looking up a name, connecting and shaking hands included, a failure has
 * cost nothing; afterwards the provider may have worked on it. Goes with the request as its tag; used by one thread.
 */
final class Sending {

    private boolean begun;

    /** Stands behind everything that may still find that there is no connection to send on. */
    static Response begin(Interceptor.Chain chain) throws IOException {
        Sending sending = chain.request().tag(Sending.class);
        if (sending != null) {
            sending.begun = true;
        }
        return chain.proceed(chain.request());
    }

    Progress progress() {
        return begun ? Progress.SENT : Progress.UNSENT;
    }
}
