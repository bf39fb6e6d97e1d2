package dev.agentharness.models;

import static com.github.tomakehurst.wiremock.client.WireMock.aResponse;
import static com.github.tomakehurst.wiremock.client.WireMock.any;
import static com.github.tomakehurst.wiremock.client.WireMock.anyUrl;
import static com.github.tomakehurst.wiremock.core.WireMockConfiguration.options;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.github.tomakehurst.wiremock.WireMockServer;
import dev.agentharness.model.Message;
import dev.agentharness.model.ModelListener;
import dev.agentharness.model.ModelRequest;
import dev.agentharness.model.ModelResponse;
import dev.agentharness.model.ModelSpec;
import dev.agentharness.model.Usage;
import java.io.IOException;
import java.math.BigDecimal;
import java.math.MathContext;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** Compares what we say that calls cost with what others say: another calculator, and the providers' own bills. */
@DisplayName("What a call costs")
class BillsTest {

    /** The other calculator adds up binary fractions, which are right to about so many digits. */
    private static final MathContext DIGITS = new MathContext(12);

    /** What whoever made one of the recordings put in place of a cost. */
    private static final long MADE_UP = 123_456;

    /** OpenRouter sent it to a host that asks for more than the price that the router lists. */
    private static final String ROUTED = "test_openrouter_web_search_annotations_stream";

    @Test
    void is_what_the_calculator_of_the_price_list_asks_for_the_same_tokens() throws IOException {
        List<String> differing = new ArrayList<>();
        List<String> bills = bills();
        for (String bill : bills) {
            String[] part = bill.split("\t");
            Optional<BigDecimal> cost = Catalogue.shipped()
                    .find(part[0], part[1], LocalDate.parse(part[2]))
                    .flatMap(ModelSpec::price)
                    .map(price -> price.cost(new Usage(
                            count(part, 3), count(part, 7), count(part, 4), count(part, 5), count(part, 6), 0)));
            BigDecimal expected = new BigDecimal(part[8]);
            if (cost.isEmpty() || cost.get().round(DIGITS).compareTo(expected.round(DIGITS)) != 0) {
                differing.add(bill + " but " + cost);
            }
        }

        System.out.println("evidence: price.oracle = " + (bills.size() - differing.size()) + " of " + bills.size());
        assertThat(bills).hasSizeGreaterThan(1_000);
        assertThat(differing).isEmpty();
    }

    @Test
    void is_what_the_providers_billed() throws Exception {
        String corpus = System.getProperty("harness.corpus", "");
        if (corpus.isEmpty()) {
            System.out.println("evidence: price.bills = skipped (-Dharness.corpus not given)");
        }
        assumeTrue(!corpus.isEmpty(), "-Dharness.corpus not given");
        List<String> differing = new ArrayList<>();
        int billed = 0;
        WireMockServer wireMock = new WireMockServer(options().dynamicPort());
        wireMock.start();
        try {
            for (Recording recording : Recording.in(Path.of(corpus))) {
                Bill bill = recording.isNoAnswer() ? null : Bill.in(recording.documents());
                if (bill == null) {
                    continue;
                }
                wireMock.stubFor(any(anyUrl())
                        .willReturn(aResponse()
                                .withHeader("content-type", recording.contentType())
                                .withBody(recording.body())));
                ModelResponse response = recording
                        .wire()
                        .builder()
                        .model(bill.model)
                        .baseUrl(wireMock.baseUrl())
                        .build()
                        .generate(
                                ModelRequest.builder()
                                        .messages(List.of(Message.user("?")))
                                        .build(),
                                ModelListener.none());
                Optional<BigDecimal> cost = Catalogue.shipped()
                        .find(bill.provider, bill.model, bill.day)
                        .flatMap(ModelSpec::price)
                        .flatMap(price -> response.usage().map(price::cost));
                billed++;
                if (cost.isEmpty() || cost.get().compareTo(bill.dollars) != 0) {
                    differing.add(recording + ": " + bill + " but " + cost);
                }
            }
        } finally {
            wireMock.stop();
        }

        System.out.println("evidence: price.bills = " + (billed - differing.size()) + " of " + billed);
        assertThat(differing).allMatch(difference -> difference.contains(ROUTED));
    }

    private record Bill(String provider, String model, LocalDate day, BigDecimal dollars) {

        static Bill in(List<JsonNode> documents) {
            for (JsonNode document : documents) {
                JsonNode usage = document.path("usage");
                String model = document.path("model").asText();
                LocalDate day = Instant.ofEpochSecond(document.path("created").asLong())
                        .atZone(ZoneOffset.UTC)
                        .toLocalDate();
                if (usage.path("cost_in_usd_ticks").asLong() == MADE_UP) {
                    return null;
                }
                if (usage.has("cost_in_usd_ticks")) {
                    return new Bill(
                            "x-ai",
                            model,
                            day,
                            usage.path("cost_in_usd_ticks").decimalValue().movePointLeft(10));
                }
                JsonNode parts = usage.path("cost_details");
                if (parts.has("upstream_inference_prompt_cost")) {
                    // Without what searches and files cost that the provider saw to itself.
                    BigDecimal input = dollars(parts, "upstream_inference_prompt_cost");
                    BigDecimal output = dollars(parts, "upstream_inference_completions_cost");
                    return new Bill("openrouter", model, day, input.add(output));
                }
            }
            return null;
        }

        private static BigDecimal dollars(JsonNode parts, String name) {
            return new BigDecimal(parts.path(name).asText()).round(DIGITS);
        }
    }

    private static List<String> bills() throws IOException {
        try (var in = Objects.requireNonNull(BillsTest.class.getResourceAsStream("bills.tsv"))) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8).lines().toList();
        }
    }

    private static long count(String[] parts, int index) {
        return Long.parseLong(parts[index]);
    }
}
