package dev.agentharness.models;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.agentharness.Harness;
import dev.agentharness.model.ModelClient;
import dev.agentharness.model.ModelException;
import dev.agentharness.model.ModelException.Kind;
import dev.agentharness.model.ModelException.Replay;
import dev.agentharness.model.ModelListener;
import dev.agentharness.model.ModelResponse;
import dev.agentharness.recovery.RecoveryPolicy;
import dev.agentharness.run.Outcome;
import dev.agentharness.run.RunResult;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Every way an answer can fail, over a real socket. */
@DisplayName("When an answer fails,")
@Timeout(60)
class FailureTest {

    private static final String SAID = "data: {\"choices\":[{\"delta\":{\"content\":\"Hi\"}}]}\n\n";
    private static final String CALLED = "data: {\"choices\":[{\"delta\":{\"tool_calls\":[{\"index\":0,\"id\":\"c\","
            + "\"function\":{\"name\":\"a\",\"arguments\":\"{\"}}]}}]}\n\n";

    @ParameterizedTest
    @CsvSource(delimiter = '|', nullValues = "-", textBlock = """
            400 | {"error":{"type":"invalid_request_error","message":"bad"}} | INVALID_REQUEST
            400 | {"error":{"message":"This model's maximum context length is 8192 tokens","code":"context_length_exceeded"}} | CONTEXT_TOO_LONG
            400 | {"type":"error","error":{"type":"invalid_request_error","message":"prompt is too long: 210000 tokens > 200000 maximum"}} | CONTEXT_TOO_LONG
            400 | {"error":{"code":400,"message":"the request exceeds the available context size","type":"exceed_context_size_error"}} | CONTEXT_TOO_LONG
            400 | {"error":{"type":"invalid_request_error","message":"Your credit balance is too low to access the API."}} | QUOTA_EXHAUSTED
            401 | {"error":{"message":"bad key"}} | AUTHENTICATION
            402 | - | QUOTA_EXHAUSTED
            403 | {"error":"forbidden"} | AUTHENTICATION
            404 | {"error":{"message":"no such model"}} | NOT_FOUND
            408 | - | TIMEOUT
            413 | {"error":{"type":"request_too_large","message":"Request exceeds the maximum size"}} | INVALID_REQUEST
            413 | {"error":{"message":"maximum context exceeded"}} | CONTEXT_TOO_LONG
            422 | {"message":"nope"} | INVALID_REQUEST
            429 | {"error":{"type":"rate_limit_error","message":"slow down"}} | RATE_LIMITED
            429 | {"error":{"message":"Rate limit reached for m on requests per min. Limit: 3 / min. Please try again in 20s. Visit https://platform.openai.com/account/billing to add a payment method.","type":"requests","code":"rate_limit_exceeded"}} | RATE_LIMITED
            429 | {"error":{"message":"Rate limit reached for model `m` on tokens per day (TPD). Please try again in 7m12s. Need more tokens? Upgrade at https://console.groq.com/settings/billing","type":"tokens","code":"rate_limit_exceeded"}} | RATE_LIMITED
            429 | [{"error":{"code":429,"message":"You exceeded your current quota, please check your plan and billing details. Please retry in 38.4s.","status":"RESOURCE_EXHAUSTED"}}] | RATE_LIMITED
            429 | {"error":{"code":"insufficient_quota","message":"You exceeded your current quota, check your plan and billing"}} | QUOTA_EXHAUSTED
            429 | {"error":{"code":"insufficient_quota","message":"You exceeded your current quota (rate limit tier 1), check your plan and billing"}} | QUOTA_EXHAUSTED
            429 | {"error":{"code":429,"message":"You exceeded your current quota, please check your plan and billing details.","status":"RESOURCE_EXHAUSTED"}} | QUOTA_EXHAUSTED
            429 | {"error":{"code":429,"message":"You exceeded your current quota, please check your plan and billing details.","status":"RESOURCE_EXHAUSTED","details":[{"violations":[{"quotaId":"GenerateRequestsPerMinutePerProjectPerModel-FreeTier"}]},{"retryDelay":"13s"}]}} | RATE_LIMITED
            429 | {"error":{"message":"Request too large for gpt-4o in organization org-x on tokens per min (TPM): Limit 30000, Requested 40000. The input or output tokens must be reduced in order to run successfully. Visit https://platform.openai.com/account/rate-limits to learn more.","type":"tokens","code":"rate_limit_exceeded"}} | CONTEXT_TOO_LONG
            413 | {"error":{"message":"Request too large for model `m` in organization `o` service tier `on_demand` on tokens per minute (TPM): Limit 6000, Requested 9001, please reduce your message size and try again. Need more tokens? Upgrade at https://console.groq.com/settings/billing","type":"tokens","code":"rate_limit_exceeded"}} | CONTEXT_TOO_LONG
            400 | {"error":{"code":400,"message":"The input token count (1250000) exceeds the maximum number of tokens allowed (1048576).","status":"INVALID_ARGUMENT"}} | CONTEXT_TOO_LONG
            400 | {"code":"Client specified an invalid argument","error":"This model's maximum prompt length is 131072 but the request contains 140000 tokens."} | CONTEXT_TOO_LONG
            400 | {"error":{"message":"Invalid request: Your request exceeded model token limit: 262144","type":"invalid_request_error"}} | CONTEXT_TOO_LONG
            400 | {"error":{"code":"1261","message":"Prompt exceeds max length"}} | CONTEXT_TOO_LONG
            400 | {"error":{"code":"1210","message":"tokens in request more than max tokens allowed"}} | CONTEXT_TOO_LONG
            400 | {"error":{"message":"<400> InternalError.Algo.InvalidParameter: Range of input length should be [1, 129024]","type":"invalid_request_error","code":"invalid_parameter_error"}} | CONTEXT_TOO_LONG
            400 | {"code":"InvalidParameter","message":"Range of input length should be [1, 129024]","request_id":"r"} | CONTEXT_TOO_LONG
            400 | {"error":{"message":"prompt token count of 130000 exceeds the limit of 128000","code":"model_max_prompt_tokens_exceeded"}} | CONTEXT_TOO_LONG
            413 | {"error":{"code":"tokens_limit_reached","message":"Oops"}} | CONTEXT_TOO_LONG
            413 | {"error":{"message":"Request body too large for gpt-4o model. Max size: 8000 tokens."}} | CONTEXT_TOO_LONG
            422 | {"error":"Input validation error: `inputs` tokens + `max_new_tokens` must be <= 4096. Given: 5000 `inputs` tokens and 20 `max_new_tokens`","error_type":"validation"} | CONTEXT_TOO_LONG
            422 | {"error":{"message":"inputs tokens + max_new_tokens must be <= 4096. Given: 5000 inputs tokens and 20 max_new_tokens"}} | CONTEXT_TOO_LONG
            413 | {"error":{"message":"Request body too large. Max size: 4 MB"}} | INVALID_REQUEST
            422 | {"error":"Input validation error: `max_new_tokens` must be <= 512. Given: 1000","error_type":"validation"} | INVALID_REQUEST
            400 | {"error":{"message":"Range of max_tokens should be [1, 8192]","code":"invalid_parameter_error"}} | INVALID_REQUEST
            400 | {"error":{"message":"tools[0].description exceeds max length","type":"invalid_request_error"}} | INVALID_REQUEST
            400 | {"error":{"message":"Invalid schema for function `tokens_limit_reached`","type":"invalid_request_error"}} | INVALID_REQUEST
            429 | {"error":{"code":"daily_tokens_limit_reached","message":"Come back tomorrow"}} | RATE_LIMITED
            429 | {"code":"Some resource has been exhausted","error":"Your team 8d6c has either used all available credits or reached its monthly spending limit. To continue making API requests, please purchase more credits or raise your spending limit."} | QUOTA_EXHAUSTED
            400 | {"error":{"message":"Access denied, please make sure your account is in good standing.","type":"Arrearage","code":"Arrearage"}} | QUOTA_EXHAUSTED
            400 | {"code":"Arrearage","message":"Access denied, please make sure your account is in good standing.","request_id":"r"} | QUOTA_EXHAUSTED
            500 | {"error":{"message":"Oops","code":"context_length_exceeded"}} | CONTEXT_TOO_LONG
            500 | {"error":{"message":"internal error while computing context window"}} | SERVER_ERROR
            400 | {"error":{"message":"Invalid schema for function 'get_context_size'","type":"invalid_request_error"}} | INVALID_REQUEST
            400 | {"error":{"message":"Unknown name \"context_window\" at \"tools[0]\": no such field"}} | INVALID_REQUEST
            400 | {"error":{"message":"tools[0]: property billing_address is invalid","type":"invalid_request_error"}} | INVALID_REQUEST
            400 | {"error":{"message":"tools.0.properties.billing: must be an object","type":"invalid_request_error"}} | INVALID_REQUEST
            400 | {"error":{"message":"Billing hard limit has been reached","type":"invalid_request_error","code":"billing_hard_limit_reached"}} | QUOTA_EXHAUSTED
            400 | {"type":"error","error":{"type":"invalid_request_error","message":"You have reached your specified API usage limits. You will regain access on 2026-12-01 at 00:00 UTC."}} | QUOTA_EXHAUSTED
            403 | {"error":{"code":403,"message":"Key limit exceeded (monthly limit). Manage it using https://openrouter.ai/settings/keys"}} | QUOTA_EXHAUSTED
            403 | {"error":{"code":403,"message":"Your chosen model requires moderation and your input was flagged"}} | AUTHENTICATION
            400 | {"error":{"code":400,"message":"API key not valid. Please pass a valid API key.","status":"INVALID_ARGUMENT","details":[{"reason":"API_KEY_INVALID"}]}} | AUTHENTICATION
            400 | {"error":{"code":400,"message":"API key expired. Please renew the API key.","status":"INVALID_ARGUMENT"}} | AUTHENTICATION
            400 | {"error":{"code":400,"message":"Oops","status":"INVALID_ARGUMENT","details":[{"reason":"API_KEY_INVALID"}]}} | AUTHENTICATION
            400 | {"code":"Client specified an invalid argument","error":"Incorrect API key provided: xx. You can obtain an API key from https://console.x.ai."} | AUTHENTICATION
            400 | {"error":{"message":"The model `x` does not exist","type":"invalid_request_error","code":"model_not_found"}} | NOT_FOUND
            403 | {"error":{"message":"Project `p` does not have access to model `gpt-5`","type":"invalid_request_error","code":"model_not_found"}} | NOT_FOUND
            409 | - | SERVER_ERROR
            425 | - | SERVER_ERROR
            498 | {"error":{"message":"Try again later.","type":"capacity_exceeded"}} | OVERLOADED
            499 | {"error":{"code":499,"message":"The operation was cancelled.","status":"CANCELLED"}} | SERVER_ERROR
            501 | - | NOT_FOUND
            505 | - | NOT_FOUND
            524 | - | TIMEOUT
            500 | <html><body><h1>Internal error</h1></body></html> | SERVER_ERROR
            503 | - | SERVER_ERROR
            503 | {"error":{"message":"The engine is currently overloaded"}} | OVERLOADED
            504 | - | TIMEOUT
            529 | {"type":"error","error":{"type":"overloaded_error","message":"Overloaded"}} | OVERLOADED
            400 | {"error":{"message":"Provider returned error","code":400,"metadata":{"raw":"This model's maximum context length is 8192 tokens"}}} | CONTEXT_TOO_LONG
            401 | {"error":{"message":"Your billing is not set up"}} | AUTHENTICATION
            404 | {"error":{"message":"API key not valid."}} | NOT_FOUND
            422 | {"error":{"message":"Internal error while computing context window","type":"server_error"}} | INVALID_REQUEST
            429 | {"error":{"message":"You are over capacity for your tier"}} | RATE_LIMITED
            301 | - | NOT_FOUND
            """)
    void a_status_tells_what_can_be_done(int status, String body, Kind kind) throws Exception {
        ModelException failure = failure(response(status, "", body == null ? "" : body));

        assertThat(failure.kind()).as(failure.getMessage()).isEqualTo(kind);
        assertThat(failure.status()).hasValue(status);
        assertThat(failure).hasMessageStartingWith("openai/m answered " + status);
    }

    @ParameterizedTest
    @CsvSource({
        "500, false, SERVER_ERROR, false",
        "529, false, OVERLOADED, false",
        "400, true, INVALID_REQUEST, true",
        "500, perhaps, SERVER_ERROR, true",
        "400, perhaps, INVALID_REQUEST, false",
    })
    void a_provider_that_says_itself_whether_to_try_again_is_believed(
            int status, String said, Kind kind, boolean retryable) throws Exception {
        ModelException failure = failure(response(status, "x-should-retry: " + said + "\r\nretry-after: 3", "{}"));

        assertThat(failure.kind()).isEqualTo(kind);
        assertThat(failure.retryable()).isEqualTo(retryable);
        assertThat(failure.retryAfter()).contains(Duration.ofSeconds(3));
    }

    @Test
    void the_providers_own_words_are_quoted_but_not_at_length() throws Exception {
        assertThat(failure(response(500, "", "<html><title>Oops</title>\n<p>down  again</p></html>")))
                .hasMessage("openai/m answered 500: Oops down again");
        assertThat(failure(response(500, "", "x".repeat(100_000))).getMessage()).hasSizeLessThan(500);
        assertThat(failure(response(400, "", "{\"error\":{\"type\":\"t\",\"message\":\"why\"}}")))
                .hasMessage("openai/m answered 400 (t): why");
    }

    @Test
    void an_address_at_which_nothing_is_found_is_named_without_what_is_secret_in_it() throws Exception {
        try (RawServer server = RawServer.saying(response(404, "", "404 page not found"))) {
            String url = server.url().replace("//", "//me:hidden@") + "/api?code=hidden";

            assertThat(failure(OpenAiChat.builder().model("m").baseUrl(url).build()))
                    .hasMessage(
                            "openai/m answered 404 at " + server.url() + "/api/chat/completions: 404 page not found");
        }
    }

    @Test
    void the_request_is_named_as_the_providers_support_knows_it() throws Exception {
        assertThat(failure(response(400, "x-request-id: req_7", "{\"error\":{\"message\":\"why\"}}")))
                .hasMessage("openai/m answered 400 to request req_7: why");
    }

    @ParameterizedTest
    @ValueSource(strings = {"request-id", "x-request-id", "mistral-correlation-id", "apim-request-id"})
    void the_request_is_named_in_the_middle_of_a_stream_too(String header) throws Exception {
        String error = "data: {\"error\":{\"message\":\"why\"}}\n\n";

        assertThat(failure(response(200, header + ": req_7", error)))
                .hasMessage("openai/m answered with an error to request req_7: why");
        assertThat(failure(response(200, header + ": req_7", SAID))).hasMessageEndingWith(", request req_7");
        assertThat(answer(response(200, header + ": req_7", SAID + "data: [DONE]\n\n"))
                        .details())
                .containsEntry("request-id", "req_7");
    }

    @Test
    void an_answer_of_the_models_that_a_provider_could_not_read_is_no_fault_of_the_request() throws Exception {
        String body = "{\"error\":{\"message\":\"Failed to call a function.\",\"code\":\"tool_use_failed\"}}";

        assertThat(failure(response(400, "", body)).kind()).isEqualTo(Kind.INVALID_RESPONSE);
    }

    @Test
    void a_status_counts_even_if_its_explanation_breaks_off() throws Exception {
        ModelException failure = failure("HTTP/1.1 429 X\r\nretry-after: 3\r\ncontent-length: 99\r\n\r\n{");

        assertThat(failure.kind()).isEqualTo(Kind.RATE_LIMITED);
        assertThat(failure.retryAfter()).contains(Duration.ofSeconds(3));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            400 | context_length_exceeded | content-length: 999        | CONTEXT_TOO_LONG
            429 | insufficient_quota      | content-length: 999        | QUOTA_EXHAUSTED
            400 | context_length_exceeded | transfer-encoding: chunked | CONTEXT_TOO_LONG
            """)
    void an_explanation_counts_even_if_it_does_not_end_as_it_should(int status, String code, String length, Kind kind)
            throws Exception {
        String error = "{\"error\":{\"message\":\"why\",\"code\":\"" + code + "\"}}";
        String chunk = length.endsWith("chunked") ? Integer.toHexString(error.length()) + "\r\n" : "";
        ModelException failure = failure("HTTP/1.1 " + status + " X\r\n" + length + "\r\n\r\n" + chunk + error);

        assertThat(failure.kind()).isEqualTo(kind);
        assertThat(failure).hasMessageEndingWith("why");
    }

    @ParameterizedTest
    @CsvSource({
        "retry-after: 7, PT7S",
        "retry-after: 1.5, PT1.5S",
        "retry-after-ms: 250, PT0.25S",
        "retry-after: 99999999999, PT8760H",
        "retry-after: 99999999999999999999, PT8760H",
        "retry-after-ms: 99999999999999999999, PT8760H",
        "x-ms-retry-after-ms: 900, PT0.9S",
        "'retry-after-ms: x\r\nretry-after: 3', PT3S",
        "'date: Sun, 22 Nov 2026 10:00:00 GMT\r\nretry-after: Sun, 22 Nov 2026 10:00:30 GMT', PT30S",
        "'date: Sun, 22 Nov 2026 10:00:00 GMT\r\nretry-after: Sun, 22 Nov 2026 09:00:00 GMT', PT0S",
        "'date: Sun, 22 Nov 2026 10:00:00 GMT\r\nretry-after: Sunday, 22-Nov-26 10:00:30 GMT', PT30S",
        "'date: Sun, 22 Nov 2026 10:00:00 GMT\r\nretry-after: Sun Nov 22 10:00:30 2026', PT30S",
        "'date: Sun, 22 Nov 2026 10:00:00 GMT\r\nretry-after: Mon, 22 Nov 2026 10:00:30 GMT', PT30S",
    })
    void the_wait_that_the_provider_asks_for_is_passed_on(String header, Duration wait) throws Exception {
        assertThat(failure(response(429, header, "")).retryAfter()).contains(wait);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '~', nullValues = "-", textBlock = """
            429 | {"error":{"code":429,"message":"Resource has been exhausted (e.g. check quota).","status":"RESOURCE_EXHAUSTED","details":[{"@type":"type.googleapis.com/google.rpc.QuotaFailure"},{"@type":"type.googleapis.com/google.rpc.RetryInfo","retryDelay":"13s"}]}} | PT13S
            429 | [{"error":{"code":429,"message":"Quota exceeded. Please retry in 38.429760048s.","status":"RESOURCE_EXHAUSTED"}}] | PT38.429760048S
            429 | {"error":{"message":"Rate limit reached. Please try again in 6m0s.","code":"rate_limit_exceeded"}} | PT6M
            429 | {"error":{"message":"Rate limit reached. Please try again in 20ms. Visit us.","code":"rate_limit_exceeded"}} | PT0.02S
            429 | {"error":{"message":"Rate limit reached. Please try again in 1d2h3m4.5s"}} | PT26H3M4.5S
            429 | {"error":{"code":"429","message":"Please retry after 6 seconds."}} | PT6S
            429 | {"error":{"message":"Please try again in a while"}} | -
            200 | {"error":{"message":"Rate limit reached. Please try again in 20s.","code":"rate_limit_exceeded"}} | PT20S
            """)
    void the_wait_that_the_error_itself_asks_for_is_passed_on(int status, String body, Duration wait) throws Exception {
        assertThat(failure(response(status, "content-type: application/json", body))
                        .retryAfter())
                .isEqualTo(Optional.ofNullable(wait));
    }

    @Test
    void the_wait_in_a_header_is_passed_on_for_an_error_inside_a_stream_too() throws Exception {
        String error = "data: {\"error\":{\"type\":\"overloaded_error\",\"message\":\"Overloaded\"}}\n\n";

        assertThat(failure(response(200, "content-type: text/event-stream\r\nretry-after: 7", CALLED + error))
                        .retryAfter())
                .contains(Duration.ofSeconds(7));
    }

    @ParameterizedTest
    @CsvSource({"retry-after: soon", "retry-after: -1", "retry-after: 1e99", "x: y"})
    void a_wait_that_makes_no_sense_is_none(String header) throws Exception {
        assertThat(failure(response(429, header, "")).retryAfter()).isEmpty();
    }

    @Test
    void an_error_with_status_200_is_an_error() throws Exception {
        String body = "{\"error\":{\"type\":\"rate_limit_error\",\"message\":\"slow down\"}}";

        assertThat(failure(json(body)).kind()).isEqualTo(Kind.RATE_LIMITED);
        assertThat(failure(json("{\"error\":{\"code\":503,\"message\":\"x\"}}")).kind())
                .isEqualTo(Kind.SERVER_ERROR);
        assertThat(failure(json("{\"error\":{\"type\":\"server_error\",\"message\":\"No permission to say\"}}"))
                        .kind())
                .isEqualTo(Kind.SERVER_ERROR);
        assertThat(failure(json("{\"error\":\"model is loading\"}"))).hasMessageContaining("model is loading");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '~', textBlock = """
            ~~
            {
            nonsense
            {} trailing
            {}
            []
            null
            {"choices":[]}
            {"choices":{"a":1}}
            <html></html>
            """)
    void what_is_no_answer_is_invalid(String body) throws Exception {
        assertThat(failure(json(body)).kind()).isEqualTo(Kind.INVALID_RESPONSE);
    }

    @Test
    void nesting_without_end_is_invalid() throws Exception {
        assertThat(failure(json("{\"choices\":".repeat(100_000))).kind()).isEqualTo(Kind.INVALID_RESPONSE);
        assertThat(failure(stream("data: " + "[".repeat(100_000) + "\n\n")).kind())
                .isEqualTo(Kind.INVALID_RESPONSE);
    }

    @Test
    void an_error_event_keeps_its_kind_as_long_as_nothing_was_told() throws Exception {
        String overloaded = "event: error\ndata: {\"type\":\"error\",\"error\":{\"details\":null,"
                + "\"type\":\"overloaded_error\",\"message\":\"Overloaded\"}}\n\n";

        assertThat(failure(stream(overloaded)).replay()).isEqualTo(Replay.SAFE);
        assertThat(failure(stream(CALLED + overloaded)).kind()).isEqualTo(Kind.OVERLOADED);
        assertThat(failure(stream(CALLED + overloaded)).replay()).isEqualTo(Replay.UNKNOWN);
        assertThat(failure(stream(SAID + overloaded)).kind()).isEqualTo(Kind.INTERRUPTED_STREAM);
        assertThat(failure(stream(SAID + overloaded))).hasMessageContaining("Overloaded");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            error: {"code":400,"message":"Oops","type":"exceed_context_size_error"}               | CONTEXT_TOO_LONG
            error: {"code":500,"message":"Oops","type":"server_error"}                            | SERVER_ERROR
            event: error~data: {"code":429,"message":"Oops"}                                      | RATE_LIMITED
            data: {"object":"error","message":"Oops","type":"BadRequestError","code":400}         | INVALID_REQUEST
            data: {"type":"error","message":"Oops","code":401}                                    | AUTHENTICATION
            data: {"choices":[],"x_groq":{"id":"r","error":"Oops: over capacity"}}                | OVERLOADED
            data: {"choices":[{"delta":{},"error":{"message":"Oops","code":503}}]}                | SERVER_ERROR
            """)
    void an_error_is_one_however_it_is_said_and_whatever_follows(String said, Kind kind) throws Exception {
        String error = said.replace('~', '\n') + "\n\ndata: [DONE]\n\n";

        assertThat(failure(stream(error)).kind()).isEqualTo(kind);
        assertThat(failure(stream(error))).hasMessageContaining("Oops");
        assertThat(failure(stream(SAID + error)).kind()).isEqualTo(Kind.INTERRUPTED_STREAM);
        assertThat(failure(stream(SAID + error))).hasMessageContaining("Oops");
    }

    @ParameterizedTest
    @EnumSource(Wire.class)
    void an_error_outside_of_all_events_is_one_however_it_is_written(Wire wire) throws Exception {
        String error = "{\n  \"error\": {\n    \"code\": 429,\n\n    \"message\": \"No } more.\",\n"
                + "    \"status\": \"RESOURCE_EXHAUSTED\",\n    \"details\": [{\n"
                + "      \"@type\": \"type.googleapis.com/google.rpc.RetryInfo\",\n"
                + "      \"retryDelay\": \"13s\"\n    }]\n  }\n}";
        FaultWire events = FaultWire.ALL.get(wire.ordinal());

        for (String said : List.of(error, "[" + error + "]\n", error.replace("\n", ""), error.replace("\n", "\r\n"))) {
            ModelException failure = failure(stream(events.opened() + said), wire);
            assertThat(failure.kind()).isEqualTo(Kind.RATE_LIMITED);
            assertThat(failure.retryAfter()).contains(Duration.ofSeconds(13));
        }
        ModelException told = failure(stream(events.opened() + events.said() + error), wire);
        assertThat(told.kind()).isEqualTo(Kind.INTERRUPTED_STREAM);
        assertThat(told).hasMessageContaining("No } more.");
    }

    @ParameterizedTest
    @CsvSource({
        "insufficient_system_resource, OVERLOADED",
        "error, SERVER_ERROR",
        "abort, SERVER_ERROR",
        "network_error, SERVER_ERROR",
    })
    void an_answer_that_its_provider_broke_off_is_none(String reason, Kind kind) throws Exception {
        String end = "data: {\"choices\":[{\"delta\":{},\"finish_reason\":\"" + reason
                + "\",\"native_finish_reason\":\"THEIRS\"}]}\n\ndata: [DONE]\n\n";

        assertThat(failure(stream(CALLED + end)).kind()).isEqualTo(kind);
        assertThat(failure(stream(CALLED + end))).hasMessageContaining("(" + reason + "): THEIRS");
        assertThat(failure(stream(SAID + end)).kind()).isEqualTo(Kind.INTERRUPTED_STREAM);
    }

    @Test
    void half_a_call_is_none_though_the_stream_says_that_it_is_done() throws Exception {
        assertThat(failure(stream(CALLED + "data: [DONE]\n\n")).kind()).isEqualTo(Kind.INVALID_RESPONSE);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            ""
            {}
            null
            """)
    void an_empty_error_beside_an_answer_is_none(String error) throws Exception {
        String answer = "{\"error\":" + error + ",\"choices\":[{\"message\":{\"content\":\"Hi\"}}]}";

        assertThat(answer(json(answer)).message().text()).isEqualTo("Hi");
    }

    @Test
    void a_stream_that_ends_early_is_an_invalid_answer_or_an_interrupted_stream() throws Exception {
        assertThat(failure(stream(CALLED)).kind()).isEqualTo(Kind.INVALID_RESPONSE);
        assertThat(failure(stream(SAID)).kind()).isEqualTo(Kind.INTERRUPTED_STREAM);
        assertThat(failure(stream(SAID + "data: {\"choi")).kind()).isEqualTo(Kind.INTERRUPTED_STREAM);
        assertThat(failure(stream(CALLED + "data: {\"choi")).kind()).isEqualTo(Kind.INVALID_RESPONSE);
    }

    @Test
    void a_stream_that_is_cut_off_is_an_invalid_answer_or_an_interrupted_stream() throws Exception {
        String head = "HTTP/1.1 200 OK\r\ncontent-type: text/event-stream\r\ncontent-length: 9999\r\n\r\n";

        assertThat(failure(head + CALLED).kind()).isEqualTo(Kind.INVALID_RESPONSE);
        assertThat(failure(head).kind()).isEqualTo(Kind.INVALID_RESPONSE);
        assertThat(failure(head + SAID).kind()).isEqualTo(Kind.INTERRUPTED_STREAM);
    }

    @Test
    void a_stream_that_is_cut_off_where_nobody_listens_may_be_asked_for_again() throws Exception {
        try (RawServer server = RawServer.saying(stream(SAID))) {
            ModelException failure = catchThrowableOfType(
                    ModelException.class, () -> model(server).generate(Requests.saying("?"), ModelListener.none()));

            assertThat(failure.kind()).isEqualTo(Kind.INVALID_RESPONSE);
            assertThat(failure.replay()).isEqualTo(Replay.UNKNOWN);
        }
    }

    @Test
    void a_run_without_listeners_survives_a_stream_that_is_cut_off() throws Exception {
        try (RawServer server = RawServer.saying(stream(SAID), stream(SAID + "data: [DONE]\n\n"))) {
            RunResult result = Harness.builder()
                    .model(model(server))
                    .recovery(RecoveryPolicy.exponential(2, Duration.ofNanos(1)))
                    .build()
                    .run("Say hi.");

            assertThat(result.outcome()).isEqualTo(new Outcome.Completed("Hi"));
        }
    }

    @Test
    void a_stream_that_is_cut_off_after_no_reason_in_letters_is_too() throws Exception {
        String head = "HTTP/1.1 200 OK\r\ncontent-type: text/event-stream\r\ncontent-length: 9999\r\n\r\n";
        String none = "data: {\"choices\":[{\"delta\":{\"content\":\"Hi\"},\"finish_reason\":\"null\"}]}\n\n";

        assertThat(failure(head + none).kind()).isEqualTo(Kind.INTERRUPTED_STREAM);
    }

    @Test
    void a_message_that_is_whole_survives_a_stream_that_is_cut_off() throws Exception {
        String head = "HTTP/1.1 200 OK\r\ncontent-type: text/event-stream\r\ncontent-length: 9999\r\n\r\n";
        String end = "data: {\"choices\":[{\"delta\":{},\"finish_reason\":\"stop\"}]}\n\n";

        assertThat(answer(head + SAID + end).message().text()).isEqualTo("Hi");
    }

    @Test
    void invalid_events_are_an_invalid_answer_until_something_was_told() throws Exception {
        assertThat(failure(stream("data: {\"choices\"\n\n" + SAID)).kind()).isEqualTo(Kind.INVALID_RESPONSE);
        assertThat(failure(stream(SAID + "data: nonsense\n\n")).kind()).isEqualTo(Kind.INTERRUPTED_STREAM);
    }

    @Test
    void an_empty_stream_is_invalid() throws Exception {
        assertThat(failure(stream("")).kind()).isEqualTo(Kind.INVALID_RESPONSE);
        assertThat(failure(stream(": ping\n\n")).kind()).isEqualTo(Kind.INVALID_RESPONSE);
        assertThat(failure(stream("data: [DONE]\n\n")).kind()).isEqualTo(Kind.INVALID_RESPONSE);
    }

    @Test
    void a_whole_answer_to_a_request_for_a_stream_is_read() throws Exception {
        String body = "{\"choices\":[{\"message\":{\"content\":\"Hi\"},\"finish_reason\":\"stop\"}]}";

        assertThat(answer(json(body)).message().text()).isEqualTo("Hi");
    }

    @Test
    void a_stream_of_an_unknown_type_is_read() throws Exception {
        String body = SAID + "data: [DONE]\n\n";

        assertThat(answer(response(200, "x: y", body)).message().text()).isEqualTo("Hi");
    }

    @ParameterizedTest
    @ValueSource(strings = {"content-type: text/plain", "content-type: text/event-stream", "x: y"})
    void a_whole_answer_is_read_whatever_it_is_called(String header) throws Exception {
        String body = "\n {\"choices\":[{\"message\":{\"content\":\"Hi\"},\"finish_reason\":\"stop\"}]}";
        String error = "{\"error\":{\"type\":\"rate_limit_error\",\"message\":\"slow down\"}}";

        assertThat(answer(response(200, header, body)).message().text()).isEqualTo("Hi");
        assertThat(failure(response(200, header, error)).kind()).isEqualTo(Kind.RATE_LIMITED);
    }

    @Test
    void a_stream_is_read_whatever_it_is_called() throws Exception {
        assertThat(answer(json("\uFEFF\r\n" + SAID + "data: [DONE]\n\n"))
                        .message()
                        .text())
                .isEqualTo("Hi");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"data: \n\n", "data:\n\n", "data: : keepalive\n\n", "event: ping\ndata: ping\n\n", ": ping\n\n"})
    void signs_of_life_are_no_part_of_an_answer(String sign) throws Exception {
        for (FaultWire wire : FaultWire.ALL) {
            String events = wire.opened() + sign + wire.said() + sign + wire.ended() + sign;
            try (RawServer server = RawServer.saying(stream(events))) {
                ModelClient model =
                        wire.builder().get().model("m").baseUrl(server.url()).build();
                assertThat(model.generate(Requests.saying("?"), ModelListener.none())
                                .message()
                                .text())
                        .isEqualTo("Hi");
            }
        }
        assertThat(failure(stream(sign)).kind()).isEqualTo(Kind.INVALID_RESPONSE);
    }

    @Test
    void garbage_in_place_of_http_is_a_connection_failure() throws Exception {
        assertThat(failure("SSH-2.0-OpenSSH\r\n\r\n").kind()).isEqualTo(Kind.CONNECTION);
        assertThat(failure("").kind()).isEqualTo(Kind.CONNECTION);
    }

    @Test
    void a_proxy_that_nobody_told_of_and_that_wants_a_password_refuses_the_caller() throws Exception {
        ModelException failure = failure(response(407, "", ""));

        assertThat(failure.kind()).isEqualTo(Kind.AUTHENTICATION);
        assertThat(failure).hasMessageContaining("the connection failed").hasMessageContaining("407");
    }

    @Test
    void a_connection_that_breaks_once_the_request_was_sent_may_be_billed() throws Exception {
        try (RawServer server = new RawServer(RawServer.Exchange::reset)) {
            ModelException failure = failure(model(server));

            assertThat(failure.kind()).isEqualTo(Kind.CONNECTION);
            assertThat(failure.replay()).isEqualTo(Replay.UNKNOWN);
            assertThat(failure.retryable()).isTrue();
        }
    }

    @Test
    void nobody_at_the_address_is_a_connection_failure_that_cost_nothing() throws IOException {
        int port;
        try (ServerSocket free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            port = free.getLocalPort();
        }

        assertCostNothing("http://127.0.0.1:" + port);
    }

    @Test
    void an_address_without_a_host_is_a_connection_failure_that_cost_nothing() {
        assertThat(assertCostNothing("http://nobody.invalid"))
                .hasMessageContaining("no address was found for nobody.invalid");
    }

    private static ModelException assertCostNothing(String url) {
        ModelException failure =
                failure(OpenAiChat.builder().model("m").baseUrl(url).build());

        assertThat(failure.kind()).isEqualTo(Kind.CONNECTION);
        assertThat(failure.replay()).isEqualTo(Replay.SAFE);
        return failure;
    }

    @Test
    void time_that_is_up_before_there_is_a_connection_cost_nothing() throws Exception {
        try (FullServer server = new FullServer()) {
            ModelException failure = failure(OpenAiChat.builder()
                    .model("m")
                    .baseUrl(server.url())
                    .timeout(Duration.ofMillis(300))
                    .build());

            assertThat(failure.kind()).isEqualTo(Kind.TIMEOUT);
            assertThat(failure).hasMessageContaining("no connection");
            assertThat(failure.replay()).isEqualTo(Replay.SAFE);
        }
    }

    @ParameterizedTest
    @CsvSource({
        "504, TIMEOUT, UNKNOWN, ''",
        "524, TIMEOUT, UNKNOWN, ''",
        "504, OVERLOADED, UNKNOWN, overloaded",
        "522, SERVER_ERROR, SAFE, ''",
        "502, SERVER_ERROR, SAFE, ''"
    })
    void a_gateway_that_gave_up_waiting_does_not_say_whether_it_is_billed(
            int status, Kind kind, Replay replay, String body) throws Exception {
        ModelException failure = failure(response(status, "", body));

        assertThat(failure.kind()).isEqualTo(kind);
        assertThat(failure.replay()).isEqualTo(replay);
    }

    private static ModelException failure(String answer) throws Exception {
        try (RawServer server = RawServer.saying(answer)) {
            return failure(model(server));
        }
    }

    private static ModelException failure(String answer, Wire wire) throws Exception {
        try (RawServer server = RawServer.saying(answer)) {
            return failure(wire.client(server.url(), true));
        }
    }

    private static ModelException failure(ModelClient model) {
        return catchThrowableOfType(ModelException.class, () -> model.generate(Requests.saying("?"), text -> {}));
    }

    private static ModelResponse answer(String answer) throws Exception {
        try (RawServer server = RawServer.saying(answer)) {
            return model(server).generate(Requests.saying("?"), ModelListener.none());
        }
    }

    private static ModelClient model(RawServer server) {
        return OpenAiChat.builder().model("m").baseUrl(server.url()).build();
    }

    private static String json(String body) {
        return response(200, "content-type: application/json", body == null ? "" : body);
    }

    private static String stream(String events) {
        return response(200, "content-type: text/event-stream", events);
    }

    private static String response(int status, String header, String body) {
        return "HTTP/1.1 " + status + " X\r\n" + (header.isEmpty() ? "" : header + "\r\n") + "content-length: "
                + body.getBytes(StandardCharsets.UTF_8).length + "\r\n\r\n" + body;
    }
}
