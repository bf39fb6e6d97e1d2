package dev.agentharness.models;

import static com.github.tomakehurst.wiremock.client.WireMock.aResponse;
import static com.github.tomakehurst.wiremock.client.WireMock.any;
import static com.github.tomakehurst.wiremock.client.WireMock.urlPathMatching;
import static com.github.tomakehurst.wiremock.core.WireMockConfiguration.options;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.github.tomakehurst.wiremock.WireMockServer;
import dev.agentharness.model.Message;
import dev.agentharness.model.ModelClient;
import dev.agentharness.model.ModelException;
import dev.agentharness.model.ModelListener;
import dev.agentharness.model.ModelRequest;
import dev.agentharness.model.ModelResponse;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/**
 * Plays answers of real providers, recorded by others, and compares what the clients read with what the recordings'
 * manifest says. {@code -Dharness.corpus=DIR} names the folder; its README tells the format.
 */
@DisplayName("With the recordings of others,")
class WireCorpusTest {

    @Test
    void the_clients_read_every_recorded_answer_as_its_manifest_says() throws Exception {
        String corpus = System.getProperty("harness.corpus", "");
        if (corpus.isEmpty()) {
            System.out.println("evidence: wire.corpus = skipped (-Dharness.corpus not given)");
        }
        assumeTrue(!corpus.isEmpty(), "-Dharness.corpus not given");
        List<Recording> recordings = Recording.in(Path.of(corpus));

        List<String> differing = new ArrayList<>();
        int equal = 0;
        WireMockServer wireMock = new WireMockServer(options().dynamicPort().gzipDisabled(true));
        wireMock.start();
        try (RawServer bytewise = new RawServer(exchange -> exchange.send(inPacketsOfOneByte(
                recordings.get(Integer.parseInt(exchange.head.replaceAll("(?s)^\\S+ /(\\d+)/.*", "$1"))))))) {
            for (int i = 0; i < recordings.size(); i++) {
                Recording recording = recordings.get(i);
                wireMock.stubFor(any(urlPathMatching("/" + i + "/.*"))
                        .willReturn(aResponse()
                                .withStatus(recording.status())
                                .withHeader("content-type", recording.contentType())
                                .withBody(recording.body())));
                List<String> differences = new ArrayList<>();
                differences.addAll(differences(recording, wireMock.baseUrl() + "/" + i + "/v1"));
                differences.addAll(differences(recording, bytewise.url() + "/" + i + "/v1"));
                equal += differences.isEmpty() ? 1 : 0;
                differences.forEach(difference -> differing.add(recording + ": " + difference));
            }
        } finally {
            wireMock.stop();
        }

        System.out.println("evidence: wire.corpus = " + equal + " of " + recordings.size());
        assertThat(differing).isEmpty();
        assertThat(recordings).isNotEmpty();
    }

    private static List<String> differences(Recording recording, String baseUrl) throws Exception {
        ModelClient model = recording.wire().client(baseUrl, recording.isStream());
        ModelRequest question =
                ModelRequest.builder().messages(List.of(Message.user("?"))).build();
        ModelResponse response;
        try {
            response = model.generate(question, ModelListener.none());
        } catch (ModelException e) {
            return recording.isNoAnswer() ? List.of() : List.of("failed with " + e.kind() + ", " + e.getMessage());
        } catch (RuntimeException e) {
            return List.of("another exception escaped: " + e);
        }
        return recording.isNoAnswer()
                ? List.of("an answer was read where there is none: " + response)
                : RecordingReading.differences(recording, response);
    }

    /** As chunks of one byte each: the client's reads cannot get more than one at a time. */
    private static byte[] inPacketsOfOneByte(Recording recording) throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        String head = "HTTP/1.1 " + recording.status() + " OK\r\ncontent-type: " + recording.contentType()
                + "\r\ntransfer-encoding: chunked\r\n\r\n";
        out.writeBytes(head.getBytes(StandardCharsets.US_ASCII));
        for (byte b : recording.body()) {
            out.writeBytes(new byte[] {'1', '\r', '\n', b, '\r', '\n'});
        }
        out.writeBytes("0\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
        return out.toByteArray();
    }
}
