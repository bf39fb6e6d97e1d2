package dev.agentharness.tools.policy;

import static com.github.tomakehurst.wiremock.client.WireMock.aResponse;
import static com.github.tomakehurst.wiremock.client.WireMock.equalTo;
import static com.github.tomakehurst.wiremock.client.WireMock.matchingJsonPath;
import static com.github.tomakehurst.wiremock.client.WireMock.okJson;
import static com.github.tomakehurst.wiremock.client.WireMock.post;
import static com.github.tomakehurst.wiremock.client.WireMock.postRequestedFor;
import static com.github.tomakehurst.wiremock.client.WireMock.urlEqualTo;
import static com.github.tomakehurst.wiremock.core.WireMockConfiguration.options;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import com.github.tomakehurst.wiremock.WireMockServer;
import com.github.tomakehurst.wiremock.client.ResponseDefinitionBuilder;
import com.github.tomakehurst.wiremock.http.Fault;
import dev.agentharness.Harness;
import dev.agentharness.Task;
import dev.agentharness.model.Effect;
import dev.agentharness.model.Risk;
import dev.agentharness.model.ScriptedModel;
import dev.agentharness.model.ToolOutput;
import dev.agentharness.model.ToolSpec;
import dev.agentharness.permission.DecisionPoint;
import dev.agentharness.permission.Permissions;
import dev.agentharness.run.Decision;
import dev.agentharness.run.Layer;
import dev.agentharness.run.RunEvent;
import dev.agentharness.tool.Tool;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("A policy service")
class HttpDecisionPointTest {

    private static final String PATH = "/v1/data/agents/allow";

    private final WireMockServer opa = new WireMockServer(options().dynamicPort());

    private final URI uri;

    HttpDecisionPointTest() {
        opa.start();
        uri = URI.create(opa.baseUrl() + PATH);
    }

    @AfterEach
    void stop() {
        opa.stop();
    }

    private Decision decision(Duration deadline) {
        DecisionPoint point = HttpDecisionPoint.of(uri, deadline, Map.of("authorization", "Bearer t"));
        List<Decision> decisions = new ArrayList<>();
        ToolSpec spec = ToolSpec.builder("pay", "Pays")
                .effect(Effect.NON_IDEMPOTENT)
                .risk(Risk.FINANCIAL)
                .scopes("bank")
                .build();
        Harness.builder()
                .model(ScriptedModel.of(
                        ScriptedModel.calls("pay", "{\"to\":\"Ann\",\"amount\":5.50}"), ScriptedModel.says("Done.")))
                .tools(Tool.of(spec, (input, context) -> ToolOutput.text("paid")))
                .permission(Permissions.builder().external(point).build())
                .listener((runId, event) -> {
                    if (event instanceof RunEvent.CallDecided decided) {
                        decisions.add(decided.decision());
                    }
                })
                .build()
                .run(Task.builder("Pay.").subject("ann").build());
        assertThat(decisions).hasSize(1);
        return decisions.get(0);
    }

    private Decision answering(ResponseDefinitionBuilder response) {
        opa.resetAll();
        opa.stubFor(post(PATH).willReturn(response));
        return decision(Duration.ofSeconds(10));
    }

    @Test
    void is_told_all_of_the_call() {
        answering(okJson("{\"result\":true}"));

        opa.verify(
                1,
                postRequestedFor(urlEqualTo(PATH))
                        .withHeader("content-type", equalTo("application/json"))
                        .withHeader("authorization", equalTo("Bearer t"))
                        .withRequestBody(matchingJsonPath("$.input.subject", equalTo("ann")))
                        .withRequestBody(matchingJsonPath("$.input.tool.name", equalTo("pay")))
                        .withRequestBody(matchingJsonPath("$.input.tool.risk", equalTo("FINANCIAL")))
                        .withRequestBody(matchingJsonPath("$.input.tool.scopes[0]", equalTo("bank")))
                        .withRequestBody(matchingJsonPath("$.input.arguments.amount", equalTo("5.5")))
                        .withRequestBody(matchingJsonPath("$.input.stamps.policy"))
                        .withRequestBody(matchingJsonPath("$.input.spend.turns", equalTo("1")))
                        .withRequestBody(matchingJsonPath("$.input.call", equalTo("call-1"))));
    }

    @Test
    void decides_by_true_and_false_or_in_so_many_words() {
        assertThat(answering(okJson("{\"result\":true}"))).isInstanceOf(Decision.Allow.class);
        assertThat(answering(okJson("{\"result\":false}"))).isInstanceOf(Decision.Deny.class);
        assertThat(answering(okJson("{\"result\":{\"decision\":\"allow\"}}"))).isInstanceOf(Decision.Allow.class);
        assertThat(answering(okJson(
                        "{\"result\":{\"decision\":\"deny\",\"reason\":\"not on Sundays\",\"rule\":\"sunday\"}}")))
                .isEqualTo(new Decision.Deny("not on Sundays", false, Layer.EXTERNAL, "sunday"));
        assertThat(answering(okJson("{\"result\":{\"decision\":\"ask\",\"reason\":\"new payee\"}}")))
                .isInstanceOfSatisfying(
                        Decision.Ask.class, ask -> assertThat(ask.layer()).isEqualTo(Layer.EXTERNAL));
        assertThat(answering(okJson("{\"result\":{\"decision\":\"none\"}}")))
                .isInstanceOfSatisfying(
                        Decision.Ask.class, ask -> assertThat(ask.layer()).isEqualTo(Layer.DEFAULT));
    }

    @Test
    void that_does_not_decide_has_denied() {
        List<ResponseDefinitionBuilder> answers = List.of(
                okJson("{}"),
                okJson("{\"result\":null}"),
                okJson("{\"result\":\"true\"}"),
                okJson("{\"result\":1}"),
                okJson("{\"result\":{\"decision\":\"ALLOW\"}}"),
                okJson("{\"result\":{\"allow\":true}}"),
                okJson("{\"result\":true,\"result\":true}"),
                okJson("{\"result\":true}{}"),
                okJson("{\"result\":true"),
                okJson("{\"result\":true,\"x\":\"" + "x".repeat(1_100_000) + "\"}"),
                aResponse().withStatus(500).withBody("{\"result\":true}"),
                aResponse().withStatus(401).withBody("{\"result\":true}"),
                aResponse().withStatus(302).withHeader("location", "/elsewhere").withBody("{\"result\":true}"),
                aResponse().withFault(Fault.CONNECTION_RESET_BY_PEER),
                aResponse().withFault(Fault.MALFORMED_RESPONSE_CHUNK),
                aResponse().withFault(Fault.EMPTY_RESPONSE));

        for (ResponseDefinitionBuilder answer : answers) {
            assertThat(answering(answer))
                    .isInstanceOfSatisfying(
                            Decision.Deny.class,
                            deny -> assertThat(deny.layer()).isEqualTo(Layer.EXTERNAL));
        }
    }

    @Test
    void that_is_late_or_gone_has_denied() {
        opa.stubFor(post(PATH).willReturn(okJson("{\"result\":true}").withFixedDelay(60_000)));
        assertThat(decision(Duration.ofMillis(100))).isInstanceOf(Decision.Deny.class);

        opa.resetAll();
        opa.stubFor(post(PATH).willReturn(okJson("{\"result\":true}").withChunkedDribbleDelay(10, 60_000)));
        assertThat(decision(Duration.ofMillis(100))).isInstanceOf(Decision.Deny.class);

        opa.stop();
        assertThat(decision(Duration.ofSeconds(10))).isInstanceOf(Decision.Deny.class);
    }

    @Test
    void is_at_an_address_that_can_be_asked() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> HttpDecisionPoint.of(URI.create("file:///etc/policy"), Duration.ofSeconds(1)))
                .withMessageContaining("file:///etc/policy");
    }
}
