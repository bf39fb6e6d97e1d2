package dev.agentharness.bench;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import okhttp3.ConnectionPool;
import okhttp3.MediaType;
import okhttp3.OkHttpClient;
import okhttp3.Request;
import okhttp3.RequestBody;
import okhttp3.Response;

/** The loop that people write by hand: OkHttp, Jackson's tree, a list of messages, and no harness. */
final class RawLoop implements Contestant {

    private static final MediaType JSON = MediaType.get("application/json");

    private final ObjectMapper mapper = new ObjectMapper();
    private final OkHttpClient http = new OkHttpClient.Builder()
            .socketFactory(new NoDelay())
            .connectionPool(new ConnectionPool(1_000, 5, TimeUnit.MINUTES))
            .readTimeout(0, TimeUnit.MILLISECONDS)
            .build();
    private final String url;

    RawLoop(Server server) {
        this.url = server.url() + "/v1/chat/completions";
    }

    @Override
    public String name() {
        return "raw";
    }

    @Override
    public Agent agent(Plan plan, Consumer<String> deltas) {
        ArrayNode tools = mapper.createArrayNode();
        for (String tool : Archive.tools(plan.tools())) {
            tools.addObject().put("type", "function").set("function", function(tool));
        }
        return () -> run(plan, tools, deltas);
    }

    private ObjectNode function(String tool) {
        try {
            return mapper.createObjectNode()
                    .put("name", tool)
                    .put("description", Archive.description(tool))
                    .set("parameters", mapper.readTree(Archive.SCHEMA));
        } catch (IOException e) {
            throw new IllegalStateException("the schema is no JSON", e);
        }
    }

    private String run(Plan plan, ArrayNode tools, Consumer<String> deltas) throws IOException {
        ArrayNode messages = mapper.createArrayNode();
        messages.addObject().put("role", "system").put("content", Archive.INSTRUCTIONS);
        messages.addObject().put("role", "user").put("content", Archive.TASK);
        while (true) {
            JsonNode message = ask(plan, tools, messages, deltas);
            messages.add(message);
            JsonNode calls = message.path("tool_calls");
            if (calls.isEmpty()) {
                return message.path("content").asText();
            }
            for (JsonNode call : calls) {
                String arguments = call.path("function").path("arguments").asText();
                String key = mapper.readTree(arguments).path("key").asText();
                messages.addObject()
                        .put("role", "tool")
                        .put("tool_call_id", call.path("id").asText())
                        .put("content", Archive.lookup(key, plan.resultBytes()));
            }
        }
    }

    private JsonNode ask(Plan plan, ArrayNode tools, ArrayNode messages, Consumer<String> deltas) throws IOException {
        ObjectNode body = mapper.createObjectNode().put("model", plan.model()).put("stream", plan.isStreamed());
        body.set("tools", tools);
        body.set("messages", messages);
        body.put("max_tokens", Archive.MAX_OUTPUT_TOKENS);
        if (plan.isStreamed()) {
            body.putObject("stream_options").put("include_usage", true);
        }
        Request request = new Request.Builder()
                .url(url)
                .header("authorization", "Bearer none")
                .post(RequestBody.create(mapper.writeValueAsBytes(body), JSON))
                .build();
        try (Response response = http.newCall(request).execute()) {
            if (!response.isSuccessful()) {
                throw new IOException("status " + response.code());
            }
            return plan.isStreamed()
                    ? new RawStream(mapper, deltas).read(response.body().source())
                    : mapper.readTree(response.body().bytes()).at("/choices/0/message");
        }
    }
}
