package dev.agentharness.models;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.agentharness.model.ModelSpec;
import dev.agentharness.model.ModelSpec.Feature;
import dev.agentharness.model.Price;
import dev.agentharness.model.Usage;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;
import java.util.Objects;
import java.util.Set;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@DisplayName("A catalogue of models")
class CatalogueTest {

    private static final LocalDate DAY = LocalDate.of(2026, 10, 1);

    @TempDir
    Path folder;

    @Test
    void prices_a_model_of_which_only_the_name_is_said() {
        ModelSpec spec = Anthropic.builder()
                .apiKey("k")
                .model("claude-sonnet-4-5")
                .build()
                .spec();

        assertThat(spec.contextWindow()).isEqualTo(200_000);
        assertThat(spec.maxOutputTokens()).isEqualTo(64_000);
        assertThat(spec.features()).isEqualTo(Set.of(Feature.TOOLS, Feature.IMAGES, Feature.THINKING));
        assertThat(spec.requestOverhead()).isGreaterThan(346);
        Price price = spec.price().orElseThrow();
        assertThat(price.asOf()).isPresent();
        assertThat(price.cost(new Usage(1_000_000, 0, 0, 0, 0, 0))).isEqualByComparingTo("6"); // beyond 200,000
        assertThat(price.cost(new Usage(1_000, 1_000, 100, 600, 200, 0)))
                .isEqualByComparingTo("0.01863"); // 300 × 3 + 100 × 0.30 + 400 × 3.75 + 200 × 6 + 1,000 × 15
    }

    @ParameterizedTest
    @CsvSource({
        "https://openrouter.ai/api/v1, openai/gpt-4o, 2.5",
        "https://api.deepseek.com, deepseek-reasoner, 0.55",
        "https://api.groq.com/openai/v1, llama-3.3-70b-versatile, 0.59",
        "https://mine.openai.azure.com/openai/v1, gpt-4o, 2.5",
        "'', gpt-4o-mini-2024-07-18, 0.15",
        "'', GPT-4o, 2.5",
        "https://eu.api.openai.com/v1, gpt-4o, 2.5",
        "https://us.api.openai.com/v1, gpt-4o, 2.5",
        "https://generativelanguage.googleapis.com/v1beta/openai, models/gemini-2.5-flash, 0.3",
        "https://openrouter.ai/api/v1, openai/gpt-4o:nitro, 2.5",
        "https://openrouter.ai/api/v1, openai/gpt-4o:floor, 2.5",
        "https://openrouter.ai/api/v1, anthropic/claude-sonnet-4.5:thinking, 3",
        "https://openrouter.ai/api/v1, qwen/qwen-plus-2025-07-28:thinking, 0.26", // listed as such
        "'', ft:gpt-4o-mini-2024-07-18:org::id, 0.3", // not 0.15, as the model that it was made of
    })
    void knows_who_serves_at_an_address(String url, String model, String dollars) {
        OpenAiChat.Builder builder = OpenAiChat.builder().apiKey("k").model(model);
        ModelSpec spec =
                (url.isEmpty() ? builder : builder.baseUrl(url)).build().spec();

        assertThat(spec.price().orElseThrow().cost(Usage.of(1_000, 0)).movePointRight(3))
                .isEqualByComparingTo(dollars);
    }

    @ParameterizedTest
    @CsvSource({
        "https://api.openai.com/v1, nobody-knows-this",
        "http://localhost:8080, gpt-4o",
        "https://gateway.example.com/v1, gpt-4o",
        "https://api.perplexity.ai, sonar", // bills each request, too
        "https://api.openai.com.example.org/v1, gpt-4o",
        "https://evil.api.openai.com/v1, gpt-4o",
        "https://api.openai.com/v1, ft:gpt-4.1-2025-04-14:org::id", // not as the model that it was made of
        "https://openrouter.ai/api/v1, openai/gpt-4o:online", // searches, too
        "https://openrouter.ai/api/v1, openai/gpt-oss-20b:free",
        "https://generativelanguage.googleapis.com/v1beta/openai, gemini-flash-latest", // now one, now another
    })
    void never_takes_what_it_does_not_know_for_free(String url, String model) {
        ModelSpec spec = OpenAiChat.builder()
                .apiKey("k")
                .model(model)
                .baseUrl(url)
                .build()
                .spec();

        assertThat(spec.price()).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({
        // of one price, and of two sizes
        "openai, gpt-5, 400000, 128000, true",
        "openai, gpt-5-2025-08-07, 400000, 128000, true",
        "openai, gpt-5-codex, 400000, 128000, true",
        "openai, gpt-5-chat-latest, 128000, 16384, false",
        "openai, gpt-5-chat, 128000, 16384, false",
        "azure, gpt-5, 400000, 128000, true",
        "openrouter, openai/gpt-5.2, 400000, 128000, true",
        "openrouter, openai/gpt-5.2-chat, 128000, 32000, false",
        // as others say who serve it
        "anthropic, claude-opus-4-1, 200000, 32000, true",
        "anthropic, claude-opus-4-1-20250805, 200000, 32000, true",
        "google, claude-sonnet-4-5@20250929, 200000, 64000, true",
    })
    void knows_what_fits_into_a_model(String provider, String model, long window, int output, boolean thinks) {
        ModelSpec spec = Catalogue.shipped().find(provider, model, DAY).orElseThrow();

        assertThat(spec.contextWindow()).isEqualTo(window);
        assertThat(spec.maxOutputTokens()).isEqualTo(output);
        assertThat(spec.features()).contains(Feature.TOOLS, Feature.IMAGES);
        assertThat(spec.features().contains(Feature.THINKING)).isEqualTo(thinks);
        assertThat(spec.price()).isPresent();
    }

    @Test
    void prices_by_the_day() {
        Catalogue shipped = Catalogue.shipped();

        assertThat(input(shipped, "openai", "o3", LocalDate.of(2025, 6, 9))).isEqualByComparingTo("10");
        assertThat(input(shipped, "openai", "o3", LocalDate.of(2025, 6, 10))).isEqualByComparingTo("2");
    }

    @Test
    void takes_the_dearest_where_the_hour_counts() {
        assertThat(input(Catalogue.shipped(), "deepseek", "deepseek-v4-pro", DAY))
                .isEqualByComparingTo("1.32");
    }

    @Test
    void lets_a_file_say_more_and_otherwise() throws IOException {
        Path file = file("""
                {"date": "2026-11-01", "providers": [
                  {"id": "anthropic", "models": [
                    {"id": "claude-sonnet-4-5", "prices": {"input_mtok": 2.50, "output_mtok": 10}},
                    {"id": "next", "match": {"starts_with": "claude-next"}, "context_window": 5000,
                     "prices": {"input_mtok": {"base": 1, "tiers": [{"start": 10, "price": 2}, {"start": 20, "price": 4}]},
                                "output_mtok": 8}}]},
                  {"id": "ours", "api_pattern": "https://llm\\\\.example\\\\.com", "models": [
                    {"id": "house-blend", "max_output": 77, "features": ["images"]}]}]}
                """);
        Catalogue catalogue = Catalogue.shipped().overriddenBy(file);

        ModelSpec sonnet = catalogue.find("anthropic", "claude-sonnet-4-5", DAY).orElseThrow();
        assertThat(sonnet.price().orElseThrow()).hasToString("$2.50 in, $10 out per million tokens as of 2026-11-01");
        assertThat(sonnet.contextWindow()).isEqualTo(200_000);
        Price next = catalogue
                .find("anthropic", "claude-next-20270101", DAY)
                .flatMap(ModelSpec::price)
                .orElseThrow();
        assertThat(next.cost(Usage.of(20, 0)).movePointRight(6)).isEqualByComparingTo("40");
        assertThat(next.cost(Usage.of(21, 0)).movePointRight(6)).isEqualByComparingTo("84");
        ModelSpec ours = OpenAiChat.builder()
                .baseUrl("https://llm.example.com/v1")
                .catalogue(catalogue)
                .model("house-blend")
                .build()
                .spec();
        assertThat(ours.maxOutputTokens()).isEqualTo(77);
        assertThat(ours.features()).containsExactly(Feature.IMAGES);
        assertThat(ours.price()).isEmpty();
        assertThat(input(catalogue, "openai", "gpt-4o", DAY)).isEqualByComparingTo("2.5");
    }

    @Test
    void says_so_when_there_is_no_such_file() {
        assertThatThrownBy(() -> Catalogue.shipped().overriddenBy(folder.resolve("none.json")))
                .isInstanceOf(UncheckedIOException.class);
    }

    @Test
    void is_what_its_script_makes_of_the_packages_that_it_names() throws IOException {
        String script = Files.readString(Path.of("src/data/catalogue.mjs"));
        byte[] bytes = resource("catalogue/index.json");
        Node index = new JsonDocument().read(bytes, bytes.length);

        String licence = new String(resource("catalogue/LICENCE.txt"), StandardCharsets.UTF_8);

        assertThat(script)
                .contains("const PRICES = '" + index.text("prices") + "'")
                .contains("const SIZES = '" + index.text("sizes") + "'");
        assertThat(licence)
                .contains(index.text("prices") + ", published " + index.text("date"))
                .contains(index.text("sizes") + ", published ");
    }

    private static byte[] resource(String name) throws IOException {
        try (var in = Objects.requireNonNull(Catalogue.class.getResourceAsStream(name))) {
            return in.readAllBytes();
        }
    }

    private static BigDecimal input(Catalogue catalogue, String provider, String model, LocalDate day) {
        return catalogue
                .find(provider, model, day)
                .flatMap(ModelSpec::price)
                .orElseThrow()
                .cost(Usage.of(1, 0))
                .movePointRight(6);
    }

    private Path file(String json) throws IOException {
        return Files.writeString(folder.resolve("models.json"), json);
    }
}
