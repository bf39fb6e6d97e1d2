package dev.agentharness.models;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.agentharness.models.RecordedRequest.Inexpressible;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/**
 * Says recorded requests of others once more in our words and compares what we send with what they sent, but for the
 * differences in {@link Canonical}. {@code -Dharness.corpus=DIR} names the folder with the recordings.
 */
@DisplayName("With the recorded requests of others,")
class EncoderFidelityTest {

    @Test
    void what_we_send_is_what_they_sent() throws Exception {
        String corpus = System.getProperty("harness.corpus", "");
        if (corpus.isEmpty()) {
            System.out.println("evidence: encoder.fidelity = skipped (-Dharness.corpus not given)");
        }
        assumeTrue(!corpus.isEmpty(), "-Dharness.corpus not given");

        int equal = 0;
        int all = 0;
        List<String> differing = new ArrayList<>();
        Map<String, Integer> inexpressible = new TreeMap<>();
        for (Asked asked : asked(Path.of(corpus))) {
            try {
                RecordedRequest recorded = read(asked);
                JsonNode wanted = Canonical.of(asked.wire(), asked.body());
                JsonNode sent =
                        Canonical.of(asked.wire(), Canonical.withoutUnsaid(sent(asked, recorded), asked.body()));
                all++;
                if (sent.equals(wanted)) {
                    equal++;
                } else {
                    differing.add(asked.file() + "\n  they " + wanted + "\n  we   " + sent);
                }
            } catch (Inexpressible e) {
                inexpressible.merge(asked.wire() + ": " + e.getMessage(), 1, Integer::sum);
            }
        }

        System.out.println("evidence: encoder.fidelity = " + equal + " of " + all);
        inexpressible.forEach((what, count) -> System.out.println("not in our words, " + count + " times: " + what));
        assertThat(differing).isEmpty();
        assertThat(all).isPositive();
    }

    private record Asked(Wire wire, String file, String address, ObjectNode body) {}

    private static List<Asked> asked(Path corpus) throws IOException {
        List<Asked> all = new ArrayList<>();
        for (Recording.Cassette cassette : Recording.cassettes(corpus)) {
            for (JsonNode interaction : cassette.content().path("interactions")) {
                JsonNode request = interaction.path("request");
                String address = request.path("uri").asText();
                Wire wire = wire(address);
                if (wire != null && body(request) instanceof ObjectNode body) {
                    JsonNode named = wire == Wire.GEMINI ? Canonical.humps(body) : body;
                    all.add(new Asked(wire, cassette.file(), address, (ObjectNode) named));
                }
            }
        }
        return all;
    }

    private static JsonNode body(JsonNode request) throws IOException {
        return request.has("parsed_body")
                ? request.path("parsed_body")
                : Recording.JSON.readTree(request.path("body").asText());
    }

    private static @Nullable Wire wire(String address) {
        String path = address.replaceAll("\\?.*", "");
        if (path.endsWith("/messages")) {
            return Wire.MESSAGES;
        } else if (path.endsWith("/chat/completions")) {
            return Wire.CHAT;
        } else if (path.endsWith("/responses")) {
            return Wire.RESPONSES;
        }
        return path.endsWith("enerateContent") ? Wire.GEMINI : null;
    }

    private static RecordedRequest read(Asked asked) throws Inexpressible, IOException {
        String model = asked.address().replaceAll(".*/models/([^:]*):.*", "$1");
        RecordedRequest recorded = new RecordedRequest(asked.body(), model);
        switch (asked.wire()) {
            case MESSAGES -> RecordedMessages.read(recorded);
            case CHAT -> RecordedChat.read(recorded);
            case RESPONSES -> RecordedResponses.read(recorded);
            case GEMINI -> RecordedGemini.read(recorded);
        }
        return recorded;
    }

    private static JsonNode sent(Asked asked, RecordedRequest recorded) throws IOException {
        boolean asksForUsage = recorded.options.remove("stream_options") != null;
        Encoder encoder = new Encoder(
                asked.wire().dialect(recorded.model, asksForUsage, recorded.words()), Options.of(recorded.options));
        String sent = Requests.text(encoder.encode(recorded.request.build(), recorded.streaming));
        return Recording.JSON.readTree(sent);
    }
}
