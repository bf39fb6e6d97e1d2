package dev.agentharness.models;

import static com.github.tomakehurst.wiremock.client.WireMock.aResponse;
import static com.github.tomakehurst.wiremock.client.WireMock.post;
import static com.github.tomakehurst.wiremock.client.WireMock.urlPathEqualTo;
import static com.github.tomakehurst.wiremock.core.WireMockConfiguration.wireMockConfig;
import static com.github.tomakehurst.wiremock.stubbing.Scenario.STARTED;
import static dev.agentharness.models.Requests.json;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.github.tomakehurst.wiremock.WireMockServer;
import com.github.tomakehurst.wiremock.stubbing.ServeEvent;
import com.github.tomakehurst.wiremock.verification.LoggedRequest;
import dev.agentharness.Harness;
import dev.agentharness.compaction.Compaction;
import dev.agentharness.compaction.Compactor;
import dev.agentharness.compaction.Trigger;
import dev.agentharness.model.Content;
import dev.agentharness.model.Effect;
import dev.agentharness.model.Message;
import dev.agentharness.model.ModelClient;
import dev.agentharness.model.ModelException;
import dev.agentharness.model.ModelListener;
import dev.agentharness.model.ModelRequest;
import dev.agentharness.model.ModelSpec;
import dev.agentharness.model.ModelSpec.Feature;
import dev.agentharness.model.Risk;
import dev.agentharness.model.Role;
import dev.agentharness.model.ToolOutput;
import dev.agentharness.model.ToolSpec;
import dev.agentharness.run.RunEvent;
import dev.agentharness.run.RunResult;
import dev.agentharness.run.Shortening;
import dev.agentharness.tool.Tool;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("A provider that compacts conversations")
class CompactionWireTest {

    private static final Tool LOOK = Tool.of(
            ToolSpec.builder("look", "looks")
                    .effect(Effect.READ_ONLY)
                    .risk(Risk.INTERNAL_READ)
                    .build(),
            (input, context) -> ToolOutput.text("row ".repeat(300)));

    private static final String BLOCK = "{'type':'compaction','content':'They look at rows.','signature':'EuYB'}";
    private static final String ITEM = "{'id':'cmp_1','type':'compaction','encrypted_content':'gAAA'}";

    private final WireMockServer server = new WireMockServer(wireMockConfig().dynamicPort());
    private final List<String> steps = new ArrayList<>();
    private int answers;

    @BeforeEach
    void start() {
        server.start();
    }

    @AfterEach
    void stop() {
        server.stop();
    }

    /** Answers the next request. Single quotes stand for double ones. */
    private void answer(String path, String body) {
        server.stubFor(post(urlPathEqualTo(path))
                .inScenario("run")
                .whenScenarioStateIs(answers == 0 ? STARTED : String.valueOf(answers))
                .willSetStateTo(String.valueOf(++answers))
                .willReturn(aResponse()
                        .withHeader("content-type", "application/json")
                        .withBody(body.replace('\'', '"'))));
    }

    private List<LoggedRequest> asked() {
        List<LoggedRequest> asked = new ArrayList<>();
        for (ServeEvent event : server.getAllServeEvents()) {
            asked.add(0, LoggedRequest.createFrom(event.getRequest()));
        }
        return asked;
    }

    private static JsonNode body(LoggedRequest request) throws IOException {
        return json(request.getBodyAsString());
    }

    /** Where the cache is to be filled is no part of what it holds. */
    private static String unmarked(JsonNode messages) {
        return messages.toString().replace(",\"cache_control\":{\"type\":\"ephemeral\"}", "");
    }

    private RunResult run(ModelClient model) {
        return Harness.builder()
                .model(model)
                .tools(LOOK)
                .instructions("Be thorough.")
                .compaction(Compaction.builder()
                        .when(Trigger.turns(2))
                        .by(Compactor.byProvider(model, 1), Compactor.clearResults(1))
                        .build())
                .listener((runId, event) -> {
                    if (event instanceof RunEvent.Compacted compacted) {
                        compacted.steps().stream().map(Shortening::by).forEach(steps::add);
                    }
                })
                .build()
                .run("Look. Never touch 4711.");
    }

    private static ModelSpec spec(String provider) {
        return ModelSpec.builder(provider, "m")
                .features(Set.of(Feature.COMPACTION))
                .build();
    }

    private Anthropic.Builder anthropic() {
        return Anthropic.builder().baseUrl(server.baseUrl()).streaming(false).spec(spec("anthropic"));
    }

    private void messages(String content, String stop, String usage) {
        answer(
                "/v1/messages",
                "{'id':'msg','type':'message','role':'assistant','content':[" + content + "],'stop_reason':'" + stop
                        + "','usage':" + usage + "}");
    }

    private void looks(String id, String words) {
        messages(
                "{'type':'text','text':'" + words + "'},{'type':'tool_use','id':'" + id + "','name':'look','input':{}}",
                "tool_use",
                "{'input_tokens':100,'output_tokens':10}");
    }

    private OpenAiResponses.Builder responses() {
        return OpenAiResponses.builder()
                .baseUrl(server.baseUrl())
                .streaming(false)
                .spec(spec("openai"));
    }

    private void responds(String output) {
        answer(
                "/v1/responses",
                "{'id':'r','status':'completed','output':[" + output
                        + "],'usage':{'input_tokens':100,'output_tokens':10}}");
    }

    private static String call(String id, String words) {
        return "{'type':'message','id':'msg_" + id + "','role':'assistant','content':[{'type':'output_text','text':'"
                + words + "'}]},{'type':'function_call','id':'fc_" + id + "','call_id':'" + id
                + "','name':'look','arguments':'{}'}";
    }

    private void compacts(String more) {
        answer(
                "/v1/responses/compact",
                "{'id':'resp','object':'response.compaction','output':["
                        + "{'id':'msg_1','type':'message','role':'user','status':'completed',"
                        + "'content':[{'type':'input_text','text':'Look. Never touch 4711.'}]}," + more + "],"
                        + "'usage':{'input_tokens':160,'output_tokens':297}}");
    }

    @Test
    void over_messages_is_asked_with_the_conversation_so_far_and_what_it_hands_back_stands_first_of_all()
            throws Exception {
        looks("a", "Found INV-2041.");
        looks("b", "On.");
        messages(
                BLOCK,
                "compaction",
                "{'input_tokens':0,'output_tokens':0,"
                        + "'iterations':[{'type':'compaction','input_tokens':144,'output_tokens':276}]}");
        messages("{'type':'text','text':'Done.'}", "end_turn", "{'input_tokens':50,'output_tokens':5}");

        RunResult result = run(anthropic().build());

        assertThat(result.answer()).isEqualTo("Done.");
        assertThat(steps).containsExactly("by provider");
        assertThat(result.spendByScope().get("compaction").tokens()).isEqualTo(420);
        List<LoggedRequest> asked = asked();
        assertThat(asked.get(0).containsHeader("anthropic-beta")).isFalse();
        JsonNode before = body(asked.get(1));
        JsonNode compaction = body(asked.get(2));
        assertThat(compaction.path("compaction")).isEqualTo(json("{'type':'summarize'}"));
        assertThat(compaction.path("system")).isEqualTo(before.path("system"));
        assertThat(compaction.path("tools")).isEqualTo(before.path("tools"));
        assertThat(unmarked(compaction.path("messages"))).isEqualTo(unmarked(before.path("messages")));
        assertThat(asked.get(2).getHeader("anthropic-beta")).isEqualTo("compact-2026-09-04");
        JsonNode last = body(asked.get(3)).path("messages");
        assertThat(last.path(0).path("role").asText()).isEqualTo("user");
        assertThat(last.path(0).path("content").path(0)).isEqualTo(json(BLOCK));
        assertThat(last.path(0).path("content").path(1).path("text").asText()).contains("INV-2041");
        assertThat(last.path(0).path("content").path(2).path("text").asText()).isEqualTo("Look. Never touch 4711.");
        assertThat(last.path(1).path("content").path(0).path("text").asText()).isEqualTo("On.");
        assertThat(body(asked.get(3)).has("compaction")).isFalse();
        assertThat(asked.get(3).getHeader("anthropic-beta")).isEqualTo("compact-2026-09-04");
    }

    @Test
    void over_messages_is_told_so_beside_what_else_is_said_of_betas() throws Exception {
        messages(BLOCK, "compaction", "{'input_tokens':0,'output_tokens':0}");

        anthropic().header("anthropic-beta", "mine").build().generate(compaction(), ModelListener.none());

        assertThat(asked().get(0).getHeader("anthropic-beta")).isEqualTo("mine,compact-2026-09-04");
    }

    @Test
    void over_messages_may_come_back_with_nothing_and_then_results_are_cleared() {
        looks("a", "Found INV-2041.");
        looks("b", "On.");
        messages(
                "",
                "max_tokens",
                "{'input_tokens':0,'output_tokens':0,"
                        + "'iterations':[{'type':'compaction','input_tokens':144,'output_tokens':276}]}");
        messages("{'type':'text','text':'Done.'}", "end_turn", "{'input_tokens':50,'output_tokens':5}");

        RunResult result = run(anthropic().build());

        assertThat(result.answer()).isEqualTo("Done.");
        assertThat(steps).containsExactly("clear results");
        assertThat(result.spendByScope().get("compaction").tokens()).isEqualTo(420);
    }

    @Test
    void over_messages_hands_back_what_stands_before_what_is_said_before_the_conversation() throws Exception {
        messages("{'type':'text','text':'Done.'}", "end_turn", "{'input_tokens':50,'output_tokens':5}");
        Content.Opaque block = new Content.Opaque("anthropic@localhost", "compaction", BLOCK.replace('\'', '"'));
        ModelRequest request = ModelRequest.builder()
                .messages(List.of(
                        Message.user("Memory knows this."),
                        new Message(Role.USER, List.of(block, new Content.Text("Beside."))),
                        Message.assistant("On.")))
                .build();

        anthropic().build().generate(request, ModelListener.none());

        assertThat(body(asked().get(0)).path("messages").path(0).path("content"))
                .isEqualTo(json("[" + BLOCK
                        + ",{'type':'text','text':'Memory knows this.'},{'type':'text','text':'Beside.'}]"));
    }

    @Test
    void over_responses_is_asked_beside_and_what_it_hands_back_stands_first_without_what_people_said()
            throws Exception {
        responds(call("a", "Found INV-2041."));
        responds(call("b", "On."));
        compacts(ITEM);
        responds("{'type':'message','id':'m','role':'assistant','content':[{'type':'output_text','text':'Done.'}]}");

        RunResult result = run(responses().option("temperature", "0.5").build());

        assertThat(result.answer()).isEqualTo("Done.");
        assertThat(steps).containsExactly("by provider");
        assertThat(result.spendByScope().get("compaction").tokens()).isEqualTo(457);
        List<LoggedRequest> asked = asked();
        JsonNode before = body(asked.get(1));
        JsonNode compaction = body(asked.get(2));
        assertThat(asked.get(2).getUrl()).isEqualTo("/v1/responses/compact");
        assertThat(compaction.path("input")).isEqualTo(before.path("input"));
        assertThat(compaction.path("instructions")).isEqualTo(before.path("instructions"));
        assertThat(compaction.properties())
                .extracting(Map.Entry::getKey)
                .containsOnly("model", "instructions", "input", "previous_response_id");
        JsonNode last = body(asked.get(3)).path("input");
        assertThat(last.path(0)).isEqualTo(json(ITEM));
        assertThat(last.path(1).path("role").asText()).isEqualTo("user");
        assertThat(last.path(1).path("content").path(0).path("text").asText()).contains("INV-2041");
        assertThat(last.path(1).path("content").path(1).path("text").asText()).isEqualTo("Look. Never touch 4711.");
        assertThat(last.path(2).path("content").path(0).path("text").asText()).isEqualTo("On.");
    }

    @Test
    void over_responses_is_not_asked_where_the_worst_case_is_not_allowed() {
        ModelClient model = responses().build();
        ModelRequest less = compaction().toBuilder().maxOutputTokens(8_191).build();

        assertThatThrownBy(() -> model.generate(less, ModelListener.none()))
                .isInstanceOfSatisfying(ModelException.class, e -> {
                    assertThat(e.kind()).isEqualTo(ModelException.Kind.INVALID_REQUEST);
                    assertThat(e.replay()).isEqualTo(ModelException.Replay.SAFE);
                })
                .hasMessageContaining("8192");
        assertThat(asked()).isEmpty();
    }

    @Test
    void over_either_may_fail_and_then_results_are_cleared() {
        responds(call("a", "Found INV-2041."));
        responds(call("b", "On."));
        answer("/v1/responses/compact", "{'error':{'type':'invalid_request_error','message':'no such model'}}");
        responds("{'type':'message','id':'m','role':'assistant','content':[{'type':'output_text','text':'Done.'}]}");

        RunResult result = run(responses().build());

        assertThat(result.answer()).isEqualTo("Done.");
        assertThat(steps).containsExactly("clear results");
    }

    @Test
    void is_known_by_its_address_and_its_models() {
        assertThat(features(Anthropic.builder().model("claude-opus-4-8"))).contains(Feature.COMPACTION);
        assertThat(features(Anthropic.builder().model("claude-sonnet-5"))).contains(Feature.COMPACTION);
        assertThat(features(Anthropic.builder().model("claude-sonnet-4-5"))).doesNotContain(Feature.COMPACTION);
        assertThat(features(Anthropic.builder().model("claude-haiku-4-5"))).doesNotContain(Feature.COMPACTION);
        assertThat(features(Anthropic.builder().model("claude-opus-4-8").baseUrl("http://localhost:1")))
                .doesNotContain(Feature.COMPACTION);
        assertThat(features(Anthropic.builder().model("claude-opus-4-8").option("context_management", "{}")))
                .doesNotContain(Feature.COMPACTION);
        assertThat(features(OpenAiResponses.builder().model("gpt-5"))).contains(Feature.COMPACTION);
        assertThat(features(OpenAiResponses.builder().model("gpt-5").baseUrl("http://localhost:1")))
                .doesNotContain(Feature.COMPACTION);
        assertThat(features(OpenAiChat.builder().model("gpt-5"))).doesNotContain(Feature.COMPACTION);
        assertThat(features(Gemini.builder().model("gemini-2.5-pro"))).doesNotContain(Feature.COMPACTION);
    }

    private static Set<Feature> features(HttpModelBuilder<?> model) {
        return model.apiKey("key").build().spec().features();
    }

    @Test
    void is_no_chain_of_providers_that_cannot_read_one_another() {
        ModelClient claude =
                Anthropic.builder().apiKey("key").model("claude-opus-4-8").build();
        ModelClient sonnet =
                Anthropic.builder().apiKey("key").model("claude-sonnet-5").build();
        ModelClient gpt = OpenAiResponses.builder().apiKey("key").model("gpt-5").build();
        ModelClient azure = OpenAiResponses.builder()
                .baseUrl("https://x.openai.azure.com/openai/v1")
                .model("gpt-5")
                .build();

        assertThat(Resilient.chain(claude, sonnet).spec().features()).contains(Feature.COMPACTION);
        assertThat(Resilient.chain(claude, gpt).spec().features()).doesNotContain(Feature.COMPACTION);
        assertThat(Resilient.chain(gpt, azure).spec().features()).doesNotContain(Feature.COMPACTION);
    }

    @Test
    void is_none_where_the_api_has_no_operation_for_it() {
        assertThatThrownBy(() ->
                        OpenAiChat.builder().apiKey("key").spec(spec("openai")).build())
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("openai/m")
                .hasMessageContaining("COMPACTION");
    }

    private static ModelRequest compaction() {
        return ModelRequest.builder()
                .messages(List.of(Message.user("Hi"), Message.assistant("Hello")))
                .maxOutputTokens(8_192)
                .compaction(true)
                .build();
    }
}
