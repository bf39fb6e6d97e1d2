package dev.agentharness.models;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.agentharness.model.Content;
import dev.agentharness.model.Message;
import dev.agentharness.model.ModelClient;
import dev.agentharness.model.ModelRequest;
import dev.agentharness.model.ModelSpec;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import okhttp3.HttpUrl;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

@DisplayName("When a model is built,")
class ModelBuilderTest {

    @Test
    void a_missing_key_is_named_with_its_variable() {
        assertThatThrownBy(() -> Anthropic.builder().model("m").build())
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("ANTHROPIC_API_KEY");
        assertThatThrownBy(() -> OpenAiChat.builder().model("m").build()).hasMessageContaining("OPENAI_API_KEY");
    }

    @Test
    void anthropics_own_prompt_for_tools_is_part_of_the_bound() {
        ModelClient model = Anthropic.builder().apiKey("k").model("m").build();

        assertThat(model.spec().requestOverhead()).isGreaterThan(346);
    }

    @Test
    void it_is_too_for_a_spec_that_does_not_know_of_it() {
        ModelSpec known =
                Catalogue.shipped().find("anthropic", "claude-sonnet-4-5").orElseThrow();
        ModelSpec larger = known.toBuilder().requestOverhead(10_000).build();

        assertThat(overhead(known))
                .isEqualTo(overhead(ModelSpec.builder("anthropic", "m").build()));
        assertThat(overhead(known)).isGreaterThan(346);
        assertThat(overhead(larger)).isEqualTo(10_000);
    }

    private static int overhead(ModelSpec spec) {
        return Anthropic.builder().apiKey("k").spec(spec).build().spec().requestOverhead();
    }

    @Test
    void a_missing_model_is_named_with_its_variable() {
        assertThatThrownBy(() -> Anthropic.builder().apiKey("k").build())
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("ANTHROPIC_MODEL");
    }

    @Test
    void the_environment_gives_key_address_and_model() {
        Map<String, String> environment = Map.of(
                "OPENAI_API_KEY", "sk-secret", "OPENAI_BASE_URL", "http://localhost:1234/v1", "OPENAI_MODEL", "tiny");

        ModelClient model = OpenAiChat.builder().environment(environment).build();

        assertThat(model.spec()).hasToString("openai/tiny");
        assertThat(model).asString().isEqualTo("openai/tiny at localhost behind a circuit breaker (CLOSED)");
    }

    @Test
    void a_variable_that_makes_no_sense_is_named() {
        assertThatThrownBy(() -> OpenAiChat.builder().environment(Map.of("OPENAI_BASE_URL", "localhost:8080")))
                .hasMessageStartingWith("OPENAI_BASE_URL: baseUrl must be");
    }

    @Test
    void an_empty_variable_counts_as_missing() {
        assertThatThrownBy(() -> Anthropic.builder()
                        .environment(Map.of("ANTHROPIC_API_KEY", " ", "ANTHROPIC_MODEL", "m"))
                        .build())
                .hasMessageContaining("ANTHROPIC_API_KEY");
    }

    @Test
    void a_server_of_ones_own_needs_no_key() {
        assertThat(OpenAiChat.builder().model("m").baseUrl("http://localhost").build())
                .isNotNull();
    }

    @Test
    void a_key_that_no_header_can_carry_is_refused_without_being_told() {
        assertThatThrownBy(() -> Anthropic.builder().apiKey("sk-secret\u00e4"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageNotContaining("sk-secret");
        assertThatThrownBy(() -> Anthropic.builder().header("x-key", "sk\nsecret"))
                .hasMessageContaining("x-key")
                .hasMessageNotContaining("secret");
    }

    @Test
    void options_that_make_no_sense_are_refused_at_once() {
        assertThatThrownBy(() -> Anthropic.builder().baseUrl("not an address")).hasMessageContaining("not an address");
        assertThatThrownBy(() -> Anthropic.builder().option("temperature", "{")).hasMessageContaining("temperature");
        assertThatThrownBy(() -> Anthropic.builder().timeout(Duration.ZERO)).hasMessageContaining("PT0S");
    }

    @Test
    void times_that_would_overflow_or_be_none_are_refused_by_name() {
        Anthropic.Builder builder = Anthropic.builder();
        Map<String, Function<Duration, Anthropic.Builder>> limits = Map.of(
                "timeout", builder::timeout,
                "connectTimeout", builder::connectTimeout,
                "firstByteTimeout", builder::firstByteTimeout,
                "betweenBytesTimeout", builder::betweenBytesTimeout);

        limits.forEach((name, limit) -> {
            assertThatThrownBy(() -> limit.apply(Duration.ofNanos(10))).hasMessageStartingWith(name + " must be");
            assertThatThrownBy(() -> limit.apply(Duration.ofDays(30))).hasMessageStartingWith(name + " must be");
            assertThat(limit.apply(Duration.ofMillis(1))).isSameAs(builder);
            assertThat(limit.apply(Duration.ofDays(24))).isSameAs(builder);
        });
        assertThat(builder.apiKey("k").model("m").build()).isNotNull();
    }

    @ParameterizedTest
    @CsvSource({
        "https://api.anthropic.com, https://api.anthropic.com/v1/messages",
        "https://api.anthropic.com/, https://api.anthropic.com/v1/messages",
        "https://api.anthropic.com/v1, https://api.anthropic.com/v1/messages",
        "https://api.anthropic.com/v1/, https://api.anthropic.com/v1/messages",
        "https://gate.example/claude, https://gate.example/claude/v1/messages",
        "https://gate.example/v1/messages, https://gate.example/v1/messages",
    })
    void an_anthropic_address_may_be_written_in_many_ways(String base, String address) {
        assertThat(Anthropic.builder().address(base)).hasToString(address);
    }

    @ParameterizedTest
    @CsvSource({
        "http://localhost:8080, http://localhost:8080/v1/chat/completions",
        "http://localhost:8080/v1/, http://localhost:8080/v1/chat/completions",
        "https://api.z.ai/api/paas/v4, https://api.z.ai/api/paas/v4/chat/completions",
        "https://x.example/chat/completions?v=1, https://x.example/chat/completions?v=1",
        "https://x.openai.azure.com, https://x.openai.azure.com/openai/v1/chat/completions",
        "https://x.openai.azure.us/openai/, https://x.openai.azure.us/openai/v1/chat/completions",
        "https://x.services.ai.azure.com/openai/v1, https://x.services.ai.azure.com/openai/v1/chat/completions",
        "https://x.models.ai.azure.com, https://x.models.ai.azure.com/v1/chat/completions",
        "https://api.perplexity.ai, https://api.perplexity.ai/chat/completions",
    })
    void a_chat_address_may_be_written_in_many_ways(String base, String address) {
        assertThat(OpenAiChat.builder().address(base)).hasToString(address);
    }

    @ParameterizedTest
    @CsvSource({
        "https://x.cognitiveservices.azure.cn, https://x.cognitiveservices.azure.cn/openai/v1/responses",
        "https://api.perplexity.ai, https://api.perplexity.ai/v1/responses",
        "http://localhost:8080/, http://localhost:8080/v1/responses",
    })
    void so_may_one_of_responses(String base, String address) {
        assertThat(OpenAiResponses.builder().address(base)).hasToString(address);
    }

    @ParameterizedTest
    @CsvSource({
        "https://generativelanguage.googleapis.com, "
                + "https://generativelanguage.googleapis.com/v1beta/models/g:streamGenerateContent?alt=sse",
        "https://gate.example/v1/, https://gate.example/v1/models/g:streamGenerateContent?alt=sse",
        "https://eu.example/v1/publishers/google/models, "
                + "https://eu.example/v1/publishers/google/models/g:streamGenerateContent?alt=sse",
    })
    void a_gemini_address_is_made_of_the_model_and_the_operation(String base, String address) {
        Gemini.Builder builder = Gemini.builder();
        ModelSpec model = ModelSpec.builder("google", "g").build();

        assertThat(builder.operation(builder.address(base), model, true)).hasToString(address);
        assertThat(builder.operation(builder.address(base), model, false).encodedPath())
                .endsWith("/g:generateContent");
    }

    @Test
    void a_gemini_model_may_be_named_as_in_googles_own_list() {
        Gemini.Builder builder = Gemini.builder();
        ModelSpec model = ModelSpec.builder("google", "models/gemini-2.5-pro").build();

        assertThat(builder.operation(builder.address(""), model, false).encodedPath())
                .isEqualTo("/v1beta/models/gemini-2.5-pro:generateContent");
    }

    @ParameterizedTest
    @CsvSource({
        "gpt-5.2, true",
        "o3, true",
        "gpt-4.1-mini, false",
        "ft:gpt-4o:x, false",
        "gpt-5-chat-latest, false",
    })
    void sealed_reasoning_is_asked_for_where_a_model_of_openai_reasons(String model, boolean asked) throws Exception {
        ModelSpec spec = ModelSpec.builder("openai", model).build();
        OpenAiResponses.Builder builder = OpenAiResponses.builder();
        Dialect own = builder.dialect(spec, builder.address(""));
        Dialect other = builder.dialect(spec, builder.address("http://localhost:1"));

        assertThat(body(own).contains("encrypted_content")).isEqualTo(asked);
        assertThat(body(own)).contains("\"store\":false");
        assertThat(body(other)).doesNotContain("encrypted_content").doesNotContain("store");
    }

    @ParameterizedTest
    @CsvSource({
        "MESSAGES, https://api.anthropic.com, anthropic",
        "MESSAGES, https://x.services.ai.azure.com/anthropic, anthropic@x.services.ai.azure.com",
        "CHAT, https://api.openai.com/v1, openai",
        "CHAT, https://openrouter.ai/api/v1, openai@openrouter.ai",
        "RESPONSES, https://eu.api.openai.com/v1, openai.responses",
        "RESPONSES, https://x.openai.azure.com/openai/v1, openai.responses@x.openai.azure.com",
        "RESPONSES, http://localhost:8080, openai.responses@localhost",
        "RESPONSES, https://notapi.openai.com.example, openai.responses@notapi.openai.com.example",
        "GEMINI, https://generativelanguage.googleapis.com, google",
        "GEMINI, https://aiplatform.googleapis.com/v1/publishers/google/models, google@aiplatform.googleapis.com",
    })
    void what_is_sealed_at_an_address_of_others_is_theirs(Wire wire, String base, String reads) {
        ModelSpec spec =
                ModelSpec.builder(wire.provider(), "m").contextWindow(7).build();

        ModelSpec known = wire.builder().baseUrl(base).spec(spec).build().spec();

        assertThat(known.origin()).isEqualTo(reads);
        assertThat(known.contextWindow()).isEqualTo(7);
    }

    @ParameterizedTest
    @EnumSource(names = {"MESSAGES", "RESPONSES", "GEMINI"})
    void what_another_address_sealed_is_not_sent(Wire wire) throws Exception {
        ModelRequest request = Requests.with(
                Message.user("Hi"),
                Message.assistant(List.of(
                        new Content.Thinking(at(wire, "https://one.example").origin(), "", "{\"seal\":1}", false),
                        new Content.Text("Hello."))),
                Message.user("On."));

        assertThat(body(at(wire, "https://one.example"), request)).contains("seal");
        assertThat(body(at(wire, "https://two.example"), request)).doesNotContain("seal");
        assertThat(body(at(wire, ""), request)).doesNotContain("seal");
    }

    private static Dialect at(Wire wire, String base) {
        HttpModelBuilder<?> builder = wire.builder();
        HttpUrl address = builder.address(base);
        ModelSpec model = ModelSpec.builder(wire.provider(), "m").build();
        return builder.dialect(builder.served(model, address), address);
    }

    private static String body(Dialect dialect, ModelRequest request) throws Exception {
        return Requests.text(new Encoder(dialect, Options.of(Map.of())), request);
    }

    private static String body(Dialect dialect) throws Exception {
        return body(dialect, Requests.saying("Hi"));
    }
}
