package dev.agentharness.models;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.agentharness.model.ModelSpec;
import dev.agentharness.model.Price;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;
import java.util.Objects;
import java.util.Optional;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

@DisplayName("A file of the user's about models")
class CatalogueFileTest {

    private static final LocalDate DAY = LocalDate.of(2026, 10, 1);

    @TempDir
    Path folder;

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            "prices": {"input_mtoks": 2, "output_mtok": 9}                                  | nothing is called 'input_mtoks'
            "prices": {"input_mtok": 2, "input_mtok": 3, "output_mtok": 9}                  | 'input_mtok' is said twice
            "prices": {"input_mtok": "2", "output_mtok": 9}                                 | input_mtok must be a number
            "prices": {"input_mtok": null, "output_mtok": 9}                                | input_mtok must be a number
            "prices": {"input_mtok": -2, "output_mtok": 9}                                  | must not be negative
            "prices": {"input_mtok": 1e400, "output_mtok": 9}                               | input_mtok must be a number
            "prices": {"input_mtok": 1e-99999999, "output_mtok": 9}                         | input_mtok must be a number
            "prices": {"requests_kcount": "many", "input_mtok": 2, "output_mtok": 9}        | requests_kcount must be a number
            "price": {"input_mtok": 2, "output_mtok": 9}                                    | nothing is called 'price'
            "prices": "cheap"                                                               | 'prices' must be
            "prices": null                                                                  | 'prices' must be
            "prices": []                                                                    | 'prices' must be
            "prices": [{"input_mtok": 2, "output_mtok": 9}]                                 | nothing is called 'input_mtok'
            "prices": [{"constraint": {"start_date": "2026-13-01"}, "prices": {}}]          | 'start_date' must be a day
            "prices": [{"constraint": {"starts": "2026-11-01"}, "prices": {}}]              | nothing is called 'starts'
            "prices": [{"constraint": {"start_time": "01:00:00Z"}, "prices": {}}]           | 'end_time' is missing
            "prices": [{"constraint": {"start_time": "noon", "end_time": "16:30:00Z"}, "prices": {}}] | 'start_time' must be a time
            "prices": [{"prices": {"input_mtok": "x"}}, {"constraint": {"start_date": "2026-01-01"}, "prices": {}}] | input_mtok must be a number
            "prices": [{"constraint": {"start_date": "2026-01-01"}, "prices": {}}, {"prices": {}}] | order of their start
            "prices": {"input_mtok": {"base": 2, "tiers": [{"start": 20, "price": 4}, {"start": 10, "price": 3}]}} | ascending
            "prices": {"input_mtok": {"base": 2, "tiers": [{"start": "x", "price": 4}]}}    | 'start' must be a number of tokens
            "prices": {"input_mtok": {"base": 2, "tiers": [{"start": 20, "prize": 4}]}}     | nothing is called 'prize'
            "prices": {"input_mtok": {"base": 2, "steps": []}}                              | nothing is called 'steps'
            "context_window": "big"                                                         | 'context_window' must be a number of tokens
            "context_window": -5                                                            | 'context_window' must be a number of tokens
            "max_output": 1e12                                                              | 'max_output' must be a number of tokens
            "max_output": 8192.5                                                            | 'max_output' must be a number of tokens
            "contextWindow": 5                                                              | nothing is called 'contextWindow'
            "features": "images"                                                            | 'features' must be a list
            "features": ["telepathy"]                                                       | no feature is called "telepathy"
            "match": {"like": "x"}                                                          | no rule for names is called 'like'
            "match": {"equals": 5}                                                          | the rule 'equals' must be of a text
            "match": {"starts_with": ""}                                                    | the rule 'starts_with' must be of a text
            "match": {"or": [{"and": {"equals": "x"}}]}                                     | the rule 'and' must be of other rules
            "match": {"regex": "("}                                                         | Unclosed group
            """)
    void names_whatever_makes_no_sense_of_a_model(String said, String because) {
        String json = "[{\"id\": \"anthropic\", \"models\": [{\"id\": \"claude-sonnet-4-5\", " + said + "}]}]";

        assertThatThrownBy(() -> read(json))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining(folder.toString())
                .hasMessageContaining("provider 'anthropic'")
                .hasMessageContaining("model 'claude-sonnet-4-5'")
                .hasMessageContaining(because);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            nonsense                                                             | nonsense
            5                                                                    | it must be an object
            {}                                                                   | 'providers' is missing
            {"providers": []}                                                    | no provider
            {"provider": []}                                                     | nothing is called 'provider'
            {"date": "yesterday", "providers": [{"id": "openai", "models": []}]} | 'date' must be a day
            {"date": 2026, "providers": [{"id": "openai", "models": []}]}        | 'date' must be a text
            ["anthropic"]                                                        | must be an object but is "anthropic"
            [{"models": []}]                                                     | 'id' is missing
            [{"id": "antropic", "models": []}]                                   | provider 'antropic': 'api_pattern' is missing
            [{"id": "ours", "api_pattern": "", "models": []}]                    | 'api_pattern' must be a text
            [{"id": "ours", "api_pattern": "https://[", "models": []}]           | Unclosed character class
            [{"id": "openai"}]                                                   | 'models' is missing
            [{"id": "openai", "models": {"id": "gpt-4o"}}]                       | 'models' must be a list
            [{"id": "openai", "models": ["gpt-4o"]}]                             | must be an object but is "gpt-4o"
            [{"id": "openai", "models": [{"context_window": 5}]}]                | 'id' is missing
            [{"id": "openai", "models": [{"id": "m"}, {"id": "m"}]}]             | provider 'openai': 'm' stands in it twice
            [{"id": "openai", "models": [{"id": "m"}, {"id": "M"}]}]             | provider 'openai': 'M' stands in it twice
            [{"id": "openai", "models": []}, {"id": "OpenAI", "models": []}]     | 'openai' stands in it twice
            [{"id": "openai", "models": [], "fallback_model_providers": "x"}]    | 'fallback_model_providers' must be a list
            [{"id": "openai", "models": [], "provider_match": {"equals": 5}}]    | the rule 'equals' must be of a text
            """)
    void names_whatever_makes_no_sense_around_the_models(String json, String because) {
        assertThatThrownBy(() -> read(json))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining(folder.toString())
                .hasMessageContaining(because);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{}",
                "{\"input_mtok\": 2}",
                "{\"input_mtok\": 2, \"output_mtok\": 9, \"requests_kcount\": 5}",
                "{\"input_mtok\": 2, \"output_mtok\": 9, \"output_hologram_mtok\": 5}",
                "[{\"prices\": {\"input_mtok\": 2, \"output_mtok\": 9}},"
                        + "{\"constraint\": {\"start_date\": \"2026-09-01\"}, \"prices\": {\"requests_kcount\": 5}}]",
            })
    void leaves_a_model_unpriced_rather_than_at_an_older_price(String prices) throws IOException {
        Catalogue catalogue = read(
                "[{\"id\": \"anthropic\", \"models\": [{\"id\": \"claude-sonnet-4-5\", \"prices\": " + prices + "}]}]");

        ModelSpec spec = catalogue.find("anthropic", "claude-sonnet-4-5", DAY).orElseThrow();
        assertThat(spec.price()).isEmpty();
        assertThat(spec.contextWindow()).isEqualTo(200_000);
    }

    @Test
    void names_models_by_a_pattern_whatever_their_case() throws IOException {
        Catalogue catalogue = read("[{\"id\": \"openai\", \"models\": [{\"id\": \"house\","
                + " \"match\": {\"regex\": \"^House\"}, \"context_window\": 7777}]}]");

        assertThat(catalogue.find("openai", "HOUSE-blend", DAY).map(ModelSpec::contextWindow))
                .contains(7777L);
    }

    @Test
    void may_be_the_list_of_genai_prices_with_all_its_words() throws Exception {
        Path list = Path.of(Objects.requireNonNull(getClass().getResource("genai-prices.json"))
                .toURI());
        Catalogue catalogue = Catalogue.shipped().overriddenBy(list);

        assertThat(catalogue.find("deepseek", "deepseek-v4-pro", DAY).flatMap(ModelSpec::price))
                .get()
                .hasToString(Catalogue.shipped()
                        .find("deepseek", "deepseek-v4-pro", DAY)
                        .flatMap(ModelSpec::price)
                        .orElseThrow()
                        .toString()
                        .replaceAll(" as of .*", ""));
        assertThat(catalogue.find("perplexity", "sonar", DAY).orElseThrow().price())
                .as("each request is billed, too")
                .isEmpty();
    }

    @Test
    void leaves_a_price_as_it_is_until_another_begins() throws IOException {
        Catalogue catalogue = read("""
                [{"id": "anthropic", "models": [{"id": "claude-sonnet-4-5", "prices": [
                  {"constraint": {"start_date": "2026-10-02"}, "prices": {"input_mtok": 7, "output_mtok": 70}}]}]}]
                """);

        assertThat(price(catalogue, DAY))
                .contains(price(Catalogue.shipped(), DAY).orElseThrow());
        assertThat(price(catalogue, DAY.plusDays(1)).orElseThrow()).startsWith("$7 in, $70 out");
    }

    private static Optional<String> price(Catalogue catalogue, LocalDate day) {
        return catalogue
                .find("anthropic", "claude-sonnet-4-5", day)
                .flatMap(ModelSpec::price)
                .map(Price::toString);
    }

    private Catalogue read(String json) throws IOException {
        return Catalogue.shipped().overriddenBy(Files.writeString(folder.resolve("models.json"), json));
    }
}
