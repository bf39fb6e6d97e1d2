package dev.agentharness.tools.policy;

import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.agentharness.permission.AccessRequest;
import dev.agentharness.permission.DecisionPoint;
import dev.agentharness.run.Decision;
import dev.agentharness.run.Layer;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.Collection;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/**
 * A policy service over HTTP that is asked in the manner of Open Policy Agent: {@code POST /v1/data/…} with the request as
 * {@code input}. Thread-safe.
 *
 * <p>A {@code result} of true allows, false denies; an object says {@code decision} (allow, ask, deny or none), and may give
 * a {@code reason} and a {@code rule}. Anything else is no decision and so denies: another status, a redirect, more than a
 * megabyte, no result at all.
 */
public final class HttpDecisionPoint implements DecisionPoint {

    private static final int LARGEST_ANSWER = 1_000_000;
    private static final JsonMapper MAPPER = JsonMapper.builder()
            .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS, DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
            .build();

    private final URI uri;
    private final Duration deadline;
    private final Map<String, String> headers;
    private final HttpClient http;

    private HttpDecisionPoint(URI uri, Duration deadline, Map<String, String> headers) {
        if (!"http".equals(uri.getScheme()) && !"https".equals(uri.getScheme())) {
            throw new IllegalArgumentException("a policy service is at an http or https address, not at " + uri);
        }
        this.uri = uri;
        this.deadline = Objects.requireNonNull(deadline, "deadline");
        this.headers = Map.copyOf(headers);
        this.http = HttpClient.newBuilder()
                .connectTimeout(deadline)
                .followRedirects(HttpClient.Redirect.NEVER)
                .build();
    }

    /** The service at an address, which has so long to answer. */
    public static DecisionPoint of(URI uri, Duration deadline) {
        return of(uri, deadline, Map.of());
    }

    /** As {@link #of(URI, Duration)}, with headers such as one that shows who asks. */
    public static DecisionPoint of(URI uri, Duration deadline, Map<String, String> headers) {
        return new HttpDecisionPoint(uri, deadline, headers).within(deadline); // a body may trickle in for ever
    }

    @Override
    public Optional<Decision> decide(AccessRequest request) throws IOException, InterruptedException {
        HttpRequest.Builder post = HttpRequest.newBuilder(uri)
                .timeout(deadline)
                .header("content-type", "application/json")
                .POST(HttpRequest.BodyPublishers.ofByteArray(MAPPER.writeValueAsBytes(body(request))));
        headers.forEach(post::header);
        HttpResponse<InputStream> response = http.send(post.build(), HttpResponse.BodyHandlers.ofInputStream());
        try (InputStream body = response.body()) {
            if (response.statusCode() != 200) {
                throw new IOException(uri + " answered with status " + response.statusCode());
            }
            byte[] answer = body.readNBytes(LARGEST_ANSWER + 1);
            if (answer.length > LARGEST_ANSWER) {
                throw new IOException(uri + " answered with more than " + LARGEST_ANSWER + " bytes");
            }
            return read(MAPPER.readTree(answer).path("result"));
        }
    }

    private static ObjectNode body(AccessRequest request) throws IOException {
        ObjectNode body = MAPPER.createObjectNode();
        ObjectNode input = body.putObject("input");
        input.put("subject", request.subject())
                .put("run", request.runId())
                .put("parentRun", request.parentRun())
                .put("call", request.callId());
        ObjectNode tool = input.putObject("tool")
                .put("name", request.tool())
                .put("version", request.version())
                .put("effect", request.effect().name())
                .put("risk", request.risk().name());
        texts(tool, "scopes", request.scopes());
        input.set("arguments", MAPPER.readTree(request.arguments()));
        texts(input, "taintedBy", request.taintedBy().stream().sorted().toList());
        input.putObject("stamps")
                .put("instructions", request.stamps().instructions())
                .put("tools", request.stamps().tools())
                .put("policy", request.stamps().policy())
                .put("model", request.stamps().model())
                .put("harness", request.stamps().harness());
        input.putObject("spend")
                .put("turns", request.spend().turns())
                .put("toolCalls", request.spend().toolCalls())
                .put("tokens", request.spend().tokens())
                .put("dollars", request.spend().dollars())
                .put("seconds", request.spend().time().toSeconds());
        return body;
    }

    private static void texts(ObjectNode object, String member, Collection<String> texts) {
        texts.forEach(object.putArray(member)::add);
    }

    private Optional<Decision> read(JsonNode result) throws IOException {
        if (result.isBoolean()) {
            return Optional.of(
                    result.booleanValue() ? Decision.allow("allowed by " + uri) : Decision.deny("denied by policy"));
        }
        String reason = result.path("reason").asText("");
        Optional<Decision> decision = switch (result.path("decision").asText("")) {
            case "allow" -> Optional.of(Decision.allow(reason));
            case "ask" -> Optional.of(Decision.ask(reason));
            case "deny" -> Optional.of(Decision.deny(reason));
            case "none" -> Optional.empty();
            default -> throw new IOException(uri + " gave no decision");
        };
        return decision.map(said -> said.on(Layer.EXTERNAL, result.path("rule").asText("")));
    }

    @Override
    public String name() {
        return uri.toString();
    }
}
