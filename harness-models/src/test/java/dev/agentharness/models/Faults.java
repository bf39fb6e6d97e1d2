package dev.agentharness.models;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.agentharness.models.FaultWire.Body;
import dev.agentharness.models.RawServer.Exchange;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.zip.GZIPOutputStream;

/** What can go wrong with an answer: of any kind first, then of streams alone. */
final class Faults {

    /**
     * One way to answer badly.
     *
     * @param silent whether it is a silence, that lasts until the one who asks has had enough
     */
    record Fault(String name, boolean streamsOnly, boolean silent, Play play) {}

    /** Does it. */
    interface Play {
        void answer(Exchange exchange, FaultWire wire, boolean streamed) throws Exception;
    }

    private final List<Fault> all = new ArrayList<>();

    static List<Fault> all() {
        Faults faults = new Faults();
        faults.connections();
        faults.refusals();
        faults.limits();
        faults.breakdowns();
        faults.bodies();
        faults.oddities();
        faults.streams();
        return faults.all;
    }

    private void connections() {
        any("the connection is closed before the answer", (exchange, wire, streamed) -> exchange.hangUp());
        any("the connection is reset before the answer", (exchange, wire, streamed) -> exchange.reset());
        any("something that is not HTTP", (exchange, wire, streamed) -> {
            exchange.send("SSH-2.0-OpenSSH\r\n\r\n");
            exchange.hangUp();
        });
        silence("nothing is ever answered", false, (exchange, wire, streamed) -> exchange.awaitHangUp());
        silence("the head, then nothing", false, (exchange, wire, streamed) -> {
            exchange.head(wire.healthy(streamed).type());
            exchange.awaitHangUp();
        });
    }

    private void refusals() {
        status(400, error("invalid_request_error", "bad field"));
        status(400, error("invalid_request_error", "prompt is too long: 210000 tokens > 200000 maximum"));
        status(401, error("authentication_error", "bad key"));
        status(402, "");
        status(403, error("permission_error", "not yours"));
        status(404, error("not_found_error", "no such model"));
        status(413, error("request_too_large", "too many bytes"));
        status(422, "{\"detail\":\"no\"}");
        any(
                "301 to another address",
                (exchange, wire, streamed) -> exchange.send(
                        "HTTP/1.1 301 Moved\r\nlocation: http://127.0.0.1:9/\r\ncontent-length: 0\r\n\r\n"));
    }

    private void limits() {
        String slow = error("rate_limit_error", "slow down");
        limit("without a wait", "", slow);
        limit("`retry-after: 0`", "retry-after: 0\r\n", slow);
        limit("`retry-after-ms: 1`", "retry-after-ms: 1\r\n", slow);
        limit("`retry-after` in the past", "retry-after: Sun, 22 Nov 2015 10:00:00 GMT\r\n", slow);
        limit("`retry-after: soon`", "retry-after: soon\r\n", slow);
        limit("`retry-after: 86400`", "retry-after: 86400\r\n", slow);
        limit(
                "limit used up until in a day",
                "x-ratelimit-remaining-requests: 0\r\nx-ratelimit-reset-requests: 24h0m0s\r\n",
                slow);
        limit("quota used up", "", error("insufficient_quota", "You exceeded your current quota"));
    }

    private void breakdowns() {
        status(408, "");
        status(500, error("api_error", "oops"));
        any(
                "500 with a page of HTML",
                (exchange, wire, streamed) ->
                        respond(exchange, "500 Oops", "text/html", "", bytes("<html><h1>Oops</h1></html>")));
        any(
                "502 with a page of HTML",
                (exchange, wire, streamed) ->
                        respond(exchange, "502 Bad", "text/html", "", bytes("<html><h1>Bad gateway</h1></html>")));
        status(503, "");
        status(503, error("server_error", "The engine is currently overloaded"));
        status(504, "");
        status(524, "");
        status(529, error("overloaded_error", "Overloaded"));
        any("429 whose explanation breaks off", (exchange, wire, streamed) -> {
            exchange.send("HTTP/1.1 429 No\r\ncontent-type: application/json\r\ncontent-length: 99\r\n\r\n{\"er");
            exchange.hangUp();
        });
    }

    private void bodies() {
        any(
                "200 with an error",
                (exchange, wire, streamed) ->
                        ok(exchange, "application/json", error("overloaded_error", "Overloaded")));
        any(
                "200 with nothing",
                (exchange, wire, streamed) ->
                        ok(exchange, wire.healthy(streamed).type(), ""));
        any(
                "200 with a page of HTML",
                (exchange, wire, streamed) -> ok(exchange, "text/html", "<html><h1>Log in</h1></html>"));
        any("200 with `{}`", (exchange, wire, streamed) -> ok(exchange, "application/json", "{}"));
        any(
                "200 with half of the JSON",
                (exchange, wire, streamed) -> ok(
                        exchange,
                        "application/json",
                        wire.whole().substring(0, wire.whole().length() / 2)));
        any("the connection is closed before anything was said", (exchange, wire, streamed) -> {
            Body body = wire.healthy(streamed);
            begin(exchange, body.type(), 9_999, body.text().substring(0, 20));
            exchange.hangUp();
        });
        silence("the answer stops before anything was said", false, (exchange, wire, streamed) -> {
            Body body = wire.healthy(streamed);
            begin(exchange, body.type(), 9_999, body.text().substring(0, 20));
            exchange.awaitHangUp();
        });
        any("a chunk of no length", (exchange, wire, streamed) -> {
            exchange.head(wire.healthy(streamed).type());
            exchange.send("zz\r\n");
            exchange.hangUp();
        });
        any("packed, and the packing breaks off", (exchange, wire, streamed) -> {
            Body body = wire.healthy(streamed);
            byte[] packed = gzip("\n".repeat(10_000) + body.text());
            respond(exchange, "200 OK", body.type(), "content-encoding: gzip\r\n", Arrays.copyOf(packed, 20));
        });
    }

    private void oddities() {
        any("packed with gzip", (exchange, wire, streamed) -> {
            Body body = wire.healthy(streamed);
            respond(exchange, "200 OK", body.type(), "content-encoding: gzip\r\n", gzip(body.text()));
        });
        any("byte by byte", (exchange, wire, streamed) -> {
            exchange.head(wire.healthy(streamed).type());
            for (char one : wire.healthy(streamed).text().toCharArray()) {
                exchange.chunk(String.valueOf(one));
            }
            exchange.lastChunk();
        });
        any("the other form than was asked for", (exchange, wire, streamed) -> {
            Body other = wire.healthy(!streamed);
            ok(exchange, other.type(), other.text());
        });
        any("a tool is called with arguments that are no JSON", (exchange, wire, streamed) -> {
            Body body = wire.calling(streamed);
            ok(exchange, body.type(), body.text());
        });
        any("fields that nobody knows", (exchange, wire, streamed) -> {
            Body body = wire.healthy(streamed);
            ok(exchange, body.type(), body.text().replace("{\"", "{\"new\":{\"a\":[1]},\""));
        });
    }

    private void streams() {
        stream("the stream ends before anything was said", wire -> wire.opened());
        stream("the stream ends after a part was told", wire -> wire.opened() + wire.said());
        stream(
                "the stream ends without its last event",
                wire -> wire.opened()
                        + wire.said()
                        + String.join("", wire.ending().subList(0, wire.ending().size() - 1)));
        stream(
                "the stream ends in the middle of an event",
                wire -> wire.opened()
                        + wire.said()
                        + wire.said().substring(0, wire.said().length() / 2));
        stream("nothing but comments", wire -> ": ping\n\n: ping\n\n");
        stream("an error before anything was said", wire -> wire.opened() + wire.error());
        stream("an error after a part was told", wire -> wire.opened() + wire.said() + wire.error());
        stream("an event that is no JSON before anything was said", wire -> wire.opened() + "data: {oops\n\n");
        stream(
                "an event that is no JSON after a part was told",
                wire -> wire.opened() + wire.said() + "data: {oops\n\n" + wire.ended());
        stream(
                "an event that nobody knows",
                wire -> wire.opened() + wire.said() + "event: news\ndata: {\"type\":\"news\",\"index\":0}\n\n"
                        + wire.ended());
        stream("the opening comes twice", wire -> wire.opened() + wire.opened() + wire.said() + wire.ended());
        stream("the end comes twice", wire -> wire.opened() + wire.said() + wire.ended() + wire.ended());
        stream(
                "the events of the end in another order",
                wire -> wire.opened() + wire.said() + wire.endedInAnotherOrder());
        stream(
                "comments and line ends of every kind",
                wire -> ": hello\r\n\r\n" + (wire.opened() + wire.said() + wire.ended()).replace("\n", "\r\n"));
        only("the connection is closed after a part was told", (exchange, wire, streamed) -> {
            begin(exchange, "text/event-stream", 9_999, wire.opened() + wire.said());
            exchange.hangUp();
        });
        silence("the stream stops after a part was told", true, (exchange, wire, streamed) -> {
            begin(exchange, "text/event-stream", 9_999, wire.opened() + wire.said());
            exchange.awaitHangUp();
        });
        only("the connection is closed after the last event, and not the stream", (exchange, wire, streamed) -> {
            begin(exchange, "text/event-stream", 9_999, wire.opened() + wire.said() + wire.ended());
            exchange.hangUp();
        });
    }

    private interface Events {
        String of(FaultWire wire);
    }

    private void stream(String name, Events events) {
        only(name, (exchange, wire, streamed) -> ok(exchange, "text/event-stream", events.of(wire)));
    }

    private void any(String name, Play play) {
        all.add(new Fault(name, false, false, play));
    }

    private void silence(String name, boolean streamsOnly, Play play) {
        all.add(new Fault(name, streamsOnly, true, play));
    }

    private void only(String name, Play play) {
        all.add(new Fault(name, true, false, play));
    }

    private void status(int status, String body) {
        String what = body.isEmpty()
                ? "nothing"
                : "`" + body.replaceAll(".*\"(?:message|detail)\":\"([^\"]*)\".*", "$1") + "`";
        any(
                status + " with " + what,
                (exchange, wire, streamed) -> respond(exchange, status + " No", "application/json", "", bytes(body)));
    }

    private void limit(String what, String headers, String body) {
        any(
                "429, " + what,
                (exchange, wire, streamed) -> respond(exchange, "429 No", "application/json", headers, bytes(body)));
    }

    private static String error(String type, String message) {
        return "{\"type\":\"error\",\"error\":{\"type\":\"" + type + "\",\"message\":\"" + message + "\"}}";
    }

    static void ok(Exchange exchange, String type, String body) throws IOException {
        respond(exchange, "200 OK", type, "", bytes(body));
    }

    private static void respond(Exchange exchange, String status, String type, String headers, byte[] body)
            throws IOException {
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        all.writeBytes(bytes("HTTP/1.1 " + status + "\r\ncontent-type: " + type + "\r\n" + headers + "content-length: "
                + body.length + "\r\n\r\n"));
        all.writeBytes(body);
        exchange.send(all.toByteArray());
    }

    private static void begin(Exchange exchange, String type, int length, String part) throws IOException {
        exchange.send("HTTP/1.1 200 OK\r\ncontent-type: " + type + "\r\ncontent-length: " + length + "\r\n\r\n" + part);
    }

    private static byte[] bytes(String text) {
        return text.getBytes(UTF_8);
    }

    private static byte[] gzip(String text) throws IOException {
        ByteArrayOutputStream packed = new ByteArrayOutputStream();
        try (GZIPOutputStream gzip = new GZIPOutputStream(packed)) {
            gzip.write(bytes(text));
        }
        return packed.toByteArray();
    }
}
