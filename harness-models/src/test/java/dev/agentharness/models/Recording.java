package dev.agentharness.models;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.yaml.snakeyaml.LoaderOptions;

/**
 * A provider's answer as somebody recorded it, and what a correct client must read out of it.
 *
 * @param expected its line of the manifest
 */
record Recording(JsonNode expected, Wire wire, int status, String contentType, byte[] body) {

    static final ObjectMapper JSON = new ObjectMapper();
    private static final ObjectMapper YAML = yaml();

    /** Providers in the Vercel half whose chat answers lie in their folder without saying "chat". */
    private static final Pattern CHAT = Pattern.compile(
            ".*/packages/(groq|mistral|deepseek|alibaba|openai-compatible|xai|cohere)/[^/]*|.*/chat/.*");

    private static final Pattern RESPONSES = Pattern.compile(".*/packages/[^/]*/responses/.*");

    /** The recordings of the four wires in a corpus. */
    static List<Recording> in(Path corpus) throws IOException {
        List<Recording> recordings = new ArrayList<>();
        Path file = Path.of("");
        JsonNode cassette = null;
        for (String line : Files.readAllLines(corpus.resolve("manifest.jsonl"))) {
            JsonNode expected = JSON.readTree(line);
            Wire wire = wire(expected);
            if (wire == null) {
                continue;
            }
            Path source = corpus.resolve("wire").resolve(expected.path("file").textValue());
            if (!source.toString().endsWith(".yaml")) {
                recordings.add(bare(expected, wire, Files.readString(source)));
                continue;
            }
            if (!source.equals(file)) {
                cassette = YAML.readTree(Files.readString(source));
                file = source;
            }
            JsonNode interaction =
                    cassette.path("interactions").path(expected.path("i").intValue());
            recordings.add(taped(expected, wire, interaction.path("response")));
        }
        return recordings;
    }

    /** A tape of HTTP. */
    record Cassette(String file, JsonNode content) {}

    /** All tapes of HTTP in a corpus, requests included. */
    static List<Cassette> cassettes(Path corpus) throws IOException {
        List<Path> files;
        try (Stream<Path> all = Files.walk(corpus.resolve("wire"))) {
            files = all.filter(file -> file.toString().endsWith(".yaml"))
                    .sorted()
                    .toList();
        }
        List<Cassette> cassettes = new ArrayList<>();
        for (Path file : files) {
            cassettes.add(new Cassette(file.getFileName().toString(), YAML.readTree(Files.readString(file))));
        }
        return cassettes;
    }

    boolean isStream() {
        return expected.path("stream").booleanValue();
    }

    /** Whether this is an error, or broke off: then there is no answer to be read. */
    boolean isNoAnswer() {
        boolean cut = isStream() && finish().isEmpty() && !text().contains("data: [DONE]");
        return expected.path("api").textValue().equals("error")
                || isOfAnotherOperation()
                || status >= 400
                || !expected.path("errors").isEmpty()
                || expected.path("incomplete").asBoolean()
                || cut;
    }

    /** Answers of the same service that are no messages: a cache that was made, a live session, work that goes on. */
    private boolean isOfAnotherOperation() {
        boolean blocked = expected.path("promptFeedback").has("blockReason");
        return wire == Wire.GEMINI && finish().isEmpty() && !blocked
                || wire == Wire.RESPONSES && !finish().startsWith("complete") && !finish().equals("incomplete");
    }

    String finish() {
        JsonNode finish = expected.path(
                switch (wire) {
                    case MESSAGES -> "stop_reason";
                    case RESPONSES -> "status";
                    default -> "finish";
                });
        return finish.isTextual() ? finish.textValue() : "";
    }

    /** The JSON documents in it: one, or one for each event. */
    List<JsonNode> documents() throws IOException {
        if (!isStream()) {
            return List.of(JSON.readTree(body));
        }
        List<JsonNode> documents = new ArrayList<>();
        for (String line : text().split("\r\n|\r|\n")) {
            if (line.startsWith("data:") && !line.contains("[DONE]")) {
                documents.add(JSON.readTree(line.substring(5)));
            }
        }
        return documents;
    }

    private String text() {
        return new String(body, StandardCharsets.UTF_8);
    }

    private static @Nullable Wire wire(JsonNode expected) {
        String uri = expected.path("uri").asText();
        String file = file(expected);
        for (Wire wire : Wire.values()) {
            if (expected.path("api").asText().equals(wire.api)) {
                return wire;
            }
        }
        if (!isError(expected)) {
            return null;
        } else if (uri.endsWith("/v1/messages") || file.contains("/packages/anthropic/")) {
            return Wire.MESSAGES;
        } else if (uri.endsWith("/responses") || RESPONSES.matcher(file).matches()) {
            return Wire.RESPONSES;
        } else if (uri.contains("enerateContent") || file.contains("/packages/google/")) {
            return Wire.GEMINI;
        }
        return uri.endsWith("/chat/completions") || CHAT.matcher(file).matches() ? Wire.CHAT : null;
    }

    private static boolean isError(JsonNode expected) {
        return expected.path("api").asText().equals("error");
    }

    private static String file(JsonNode expected) {
        return expected.path("file").asText();
    }

    private static Recording taped(JsonNode expected, Wire wire, JsonNode response) throws IOException {
        JsonNode parsed = response.path("parsed_body");
        JsonNode string = response.path("body").path("string");
        byte[] body = !parsed.isMissingNode()
                ? JSON.writeValueAsBytes(parsed)
                : string.isBinary() ? string.binaryValue() : string.asText().getBytes(StandardCharsets.UTF_8);
        String type = "";
        for (var header : response.path("headers").properties()) {
            if (header.getKey().toLowerCase(Locale.ROOT).equals("content-type")) {
                type = header.getValue().path(0).asText(header.getValue().asText());
            }
        }
        int status = response.path("status").path("code").asInt(200);
        return new Recording(expected, wire, status, type, body);
    }

    /** A recording without HTTP around it; streams have lost their framing, too. */
    private static Recording bare(JsonNode expected, Wire wire, String text) throws IOException {
        if (!expected.path("stream").booleanValue()) {
            int code = JSON.readTree(text).path("error").path("code").asInt();
            int status = !isError(expected) ? 200 : code >= 400 && code < 600 ? code : 400;
            byte[] body = text.getBytes(StandardCharsets.UTF_8);
            return new Recording(expected, wire, status, "application/json", body);
        }
        StringBuilder stream = new StringBuilder();
        for (String line : (Iterable<String>) text.lines().filter(l -> !l.isBlank())::iterator) {
            if (wire == Wire.MESSAGES) {
                stream.append("event: ")
                        .append(JSON.readTree(line).path("type").asText())
                        .append('\n');
            }
            stream.append("data: ").append(line).append("\n\n");
        }
        if (wire == Wire.CHAT && !expected.path("finish").isNull()) {
            stream.append("data: [DONE]\n\n");
        }
        byte[] body = stream.toString().getBytes(StandardCharsets.UTF_8);
        return new Recording(expected, wire, 200, "text/event-stream", body);
    }

    private static ObjectMapper yaml() {
        LoaderOptions options = new LoaderOptions();
        options.setCodePointLimit(Integer.MAX_VALUE);
        options.setMaxAliasesForCollections(Integer.MAX_VALUE);
        return new ObjectMapper(YAMLFactory.builder().loaderOptions(options).build());
    }

    @Override
    public String toString() {
        JsonNode interaction = expected.path("i");
        return file(expected) + (interaction.isInt() ? " #" + interaction : "");
    }

    static Stream<JsonNode> elements(JsonNode array) {
        List<JsonNode> elements = new ArrayList<>();
        array.forEach(elements::add);
        return elements.stream();
    }
}
