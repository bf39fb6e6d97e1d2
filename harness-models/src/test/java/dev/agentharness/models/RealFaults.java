package dev.agentharness.models;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.github.tomakehurst.wiremock.http.ChunkedDribbleDelay;
import com.github.tomakehurst.wiremock.http.Fault;
import com.github.tomakehurst.wiremock.http.HttpHeader;
import com.github.tomakehurst.wiremock.http.HttpHeaders;
import com.github.tomakehurst.wiremock.http.Response;
import java.io.ByteArrayOutputStream;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/** What a proxy can do to the real answer of a real server. */
final class RealFaults {

    /**
     * One thing done to an answer.
     *
     * @param harmless whether all of the message is there all the same, so that nobody has to ask again
     */
    record RealFault(String name, boolean streamsOnly, Harmless harmless, Injection injection) {

        @Override
        public String toString() {
            return name;
        }
    }

    /** Does it to an answer that the proxy holds in its hands. */
    interface Injection {
        Response into(Response real, Wire wire);
    }

    interface Harmless {
        boolean on(Wire wire, boolean streamed);
    }

    private static final Harmless NEVER = (wire, streamed) -> false;
    private static final Harmless ALWAYS = (wire, streamed) -> true;

    private static final String HTML = "<html><body><h1>Bad Gateway</h1></body></html>";

    private final List<RealFault> all = new ArrayList<>();

    static List<RealFault> all() {
        RealFaults faults = new RealFaults();
        faults.instead();
        faults.within();
        faults.streams();
        return faults.all;
    }

    /** What comes in the place of the answer. */
    private void instead() {
        for (Fault fault : Fault.values()) {
            any(
                    fault.name().toLowerCase(Locale.ROOT).replace('_', ' '),
                    NEVER,
                    (real, wire) ->
                            Response.Builder.like(real).but().fault(fault).build());
        }
        any("500", NEVER, (real, wire) -> other(500, "application/json", "{\"error\":{\"message\":\"oops\"}}"));
        any(
                "429 with a wait",
                NEVER,
                (real, wire) -> Response.Builder.like(
                                other(429, "application/json", "{\"error\":{\"message\":\"slow down\"}}"))
                        .but()
                        .headers(new HttpHeaders(new HttpHeader("retry-after", "1")))
                        .build());
        any("502 with a page of HTML", NEVER, (real, wire) -> other(502, "text/html", HTML));
        any("200 with a page of HTML", NEVER, (real, wire) -> other(200, "text/html", HTML));
        any("an empty body", NEVER, (real, wire) -> with(real, new byte[0]));
    }

    /** What is done to the bytes of the answer. */
    private void within() {
        any("cut in half", NEVER, (real, wire) -> with(real, firstHalf(real.getBody())));
        any("corrupted in the middle", NEVER, (real, wire) -> with(real, corrupted(real.getBody())));
        any(
                "garbage before it",
                (wire, streamed) -> streamed,
                (real, wire) -> with(real, joined("\u0000%garbage\n\n".getBytes(UTF_8), real.getBody())));
        any(
                "in fifty pieces",
                ALWAYS,
                (real, wire) -> Response.Builder.like(with(real, real.getBody()))
                        .but()
                        .chunkedDribbleDelay(new ChunkedDribbleDelay(50, 50))
                        .build());
    }

    private void streams() {
        // Chat's and Anthropic's last event adds nothing; that of Responses says whether all went well.
        only("without its last event", (wire, streamed) -> wire != Wire.RESPONSES, (real, wire) -> {
            List<String> events = events(real);
            return with(real, String.join("", events.subList(0, events.size() - 1)));
        });
        only("with an error in the middle", NEVER, (real, wire) -> {
            List<String> events = events(real);
            return with(
                    real,
                    String.join("", events.subList(0, events.size() / 2))
                            + "event: error\ndata: {\"type\":\"error\",\"error\":{\"message\":\"oops\"}}\n\n");
        });
        only(
                "with comments and other line ends",
                ALWAYS,
                (real, wire) -> with(
                        real,
                        ": hello\r\n\r\n"
                                + String.join(": still there\n\n", events(real)).replace("\n", "\r\n")));
    }

    private void any(String name, Harmless harmless, Injection injection) {
        all.add(new RealFault(name, false, harmless, injection));
    }

    private void only(String name, Harmless harmless, Injection injection) {
        all.add(new RealFault(name, true, harmless, injection));
    }

    private static Response other(int status, String type, String body) {
        return Response.response()
                .status(status)
                .headers(new HttpHeaders(new HttpHeader("content-type", type)))
                .body(body)
                .build();
    }

    private static Response with(Response real, String body) {
        return with(real, body.getBytes(UTF_8));
    }

    /** Without the headers that say how long the real one is. */
    private static Response with(Response real, byte[] body) {
        return Response.Builder.like(real)
                .but()
                .headers(new HttpHeaders(real.getHeaders().getHeader("content-type")))
                .body(body)
                .build();
    }

    private static byte[] firstHalf(byte[] body) {
        return Arrays.copyOf(body, body.length / 2);
    }

    /** Where JSON begins that is in the middle of it; bytes of a text would only be another text. */
    private static byte[] corrupted(byte[] body) {
        String text = new String(body, UTF_8);
        String beginning = text.startsWith("{") ? "{\"" : "data: {\"";
        List<Integer> places = new ArrayList<>();
        for (int at = text.indexOf(beginning); at >= 0; at = text.indexOf(beginning, at + 1)) {
            places.add(at);
        }
        int place = places.get(places.size() / 2) + beginning.length() - 1;
        byte[] before = text.substring(0, place).getBytes(UTF_8);
        byte[] corrupted = body.clone();
        System.arraycopy(new byte[] {(byte) 0xFF, 0, (byte) 0xFE}, 0, corrupted, before.length, 3);
        return corrupted;
    }

    private static List<String> events(Response real) {
        return List.of(real.getBodyAsString().split("(?<=\n\n)"));
    }

    private static byte[] joined(byte[] some, byte[] others) {
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        all.writeBytes(some);
        all.writeBytes(others);
        return all.toByteArray();
    }
}
