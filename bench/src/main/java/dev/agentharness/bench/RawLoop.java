package dev.agentharness.bench;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import okhttp3.MediaType;
import okhttp3.OkHttpClient;
import okhttp3.Request;
import okhttp3.RequestBody;
import okhttp3.Response;

/** The loop that people write by hand: OkHttp, Jackson's tree, a list of messages, and no harness. */
final class RawLoop implements Contestant {

    private static final MediaType JSON = MediaType.get("application/json");

    private final ObjectMapper mapper = new ObjectMapper();
    private final OkHttpClient http =
            new OkHttpClient.Builder().socketFactory(new NoDelay()).build();
    private final ArrayNode tools = mapper.createArrayNode();
    private final String url;

    RawLoop(String server) throws IOException {
        this.url = server + "/v1/chat/completions";
        for (String tool : Workload.TOOLS) {
            tools.addObject().put("type", "function").set("function", function(tool));
        }
    }

    private ObjectNode function(String tool) throws IOException {
        return mapper.createObjectNode()
                .put("name", tool)
                .put("description", Workload.description(tool))
                .set("parameters", mapper.readTree(Workload.SCHEMA));
    }

    @Override
    public String name() {
        return "raw";
    }

    @Override
    public void renew() {}

    @Override
    public String run(int turns) throws IOException {
        ArrayNode messages = mapper.createArrayNode();
        messages.addObject().put("role", "system").put("content", Workload.INSTRUCTIONS);
        messages.addObject().put("role", "user").put("content", Workload.TASK);
        while (true) {
            JsonNode message =
                    ask(Workload.model(turns), messages).path("choices").path(0).path("message");
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
                        .put("content", Workload.lookup(key));
            }
        }
    }

    private JsonNode ask(String model, ArrayNode messages) throws IOException {
        ObjectNode body = mapper.createObjectNode().put("model", model).put("stream", false);
        body.set("tools", tools);
        body.set("messages", messages);
        body.put("max_tokens", Workload.MAX_OUTPUT_TOKENS);
        Request request = new Request.Builder()
                .url(url)
                .header("authorization", "Bearer none")
                .post(RequestBody.create(mapper.writeValueAsBytes(body), JSON))
                .build();
        try (Response response = http.newCall(request).execute()) {
            if (!response.isSuccessful()) {
                throw new IOException("status " + response.code());
            }
            return mapper.readTree(response.body().bytes());
        }
    }
}
