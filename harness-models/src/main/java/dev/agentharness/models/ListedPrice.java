package dev.agentharness.models;

import com.fasterxml.jackson.databind.JsonNode;
import dev.agentharness.model.Price;
import java.math.BigDecimal;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/** Reads prices as genai-prices writes them: dollars per million tokens, plain or in steps, perhaps under conditions. */
final class ListedPrice {

    private static final String INPUT = "input_mtok";
    private static final String OUTPUT = "output_mtok";
    private static final String READ = "cache_read_mtok";
    private static final String WRITE = "cache_write_mtok";
    private static final String HOUR = "cache_write_1h_mtok";
    private static final Set<String> KNOWN = Set.of(INPUT, OUTPUT, READ, WRITE, HOUR);

    private ListedPrice() {}

    /**
     * What counts on a day, or empty if there is no price or one that this library cannot apply. Where the price depends
     * on the hour of the day, the dearest counts.
     */
    static Optional<Price> on(LocalDate day, JsonNode prices) {
        if (!prices.isArray()) {
            return read(prices);
        }
        List<JsonNode> now = new ArrayList<>();
        for (JsonNode conditional : prices) {
            JsonNode constraint = conditional.path("constraint");
            boolean atSomeHours = constraint.has("start_time");
            if (!atSomeHours && begins(constraint).isAfter(day)) {
                continue;
            }
            if (!atSomeHours) {
                now.clear(); // the last that has begun counts
            }
            now.add(conditional.path("prices"));
        }
        List<Optional<Price>> read = now.stream().map(ListedPrice::read).toList();
        return read.stream().allMatch(Optional::isPresent)
                ? read.stream().flatMap(Optional::stream).reduce(Price::orDearer)
                : Optional.empty();
    }

    private static LocalDate begins(JsonNode constraint) {
        JsonNode start = constraint.path("start_date");
        return start.isMissingNode() ? LocalDate.MIN : LocalDate.parse(start.asText());
    }

    private static Optional<Price> read(JsonNode prices) {
        if (!prices.has(INPUT) || !prices.has(OUTPUT) || !isWhole(prices)) {
            return Optional.empty();
        }
        TreeSet<Long> steps = new TreeSet<>();
        prices.forEach(price ->
                price.path("tiers").forEach(tier -> steps.add(tier.path("start").asLong())));
        return Optional.of(above(0, steps.iterator(), prices));
    }

    /** Sound and searches at the provider cost extra, but this library asks for none; anything else it cannot bill. */
    private static boolean isWhole(JsonNode prices) {
        for (Iterator<String> keys = prices.fieldNames(); keys.hasNext(); ) {
            String key = keys.next();
            if (!KNOWN.contains(key) && !key.contains("audio") && !key.contains("searches")) {
                return false;
            }
        }
        return true;
    }

    private static Price above(long tokens, Iterator<Long> steps, JsonNode prices) {
        String input = dollars(prices, INPUT, tokens, "");
        String write = dollars(prices, WRITE, tokens, input);
        Price price = Price.perMillion(input, dollars(prices, OUTPUT, tokens, ""))
                .cacheRead(dollars(prices, READ, tokens, input))
                .cacheWrite(write, dollars(prices, HOUR, tokens, write));
        if (!steps.hasNext()) {
            return price;
        }
        long next = steps.next();
        return price.above(next, above(next, steps, prices));
    }

    /** The price of one class for requests of more than so many tokens. */
    private static String dollars(JsonNode prices, String key, long tokens, String otherwise) {
        JsonNode price = prices.path(key);
        if (price.isMissingNode()) {
            return otherwise;
        }
        JsonNode amount = price.isObject() ? price.path("base") : price;
        for (JsonNode tier : price.path("tiers")) {
            // Steps are listed in ascending order.
            amount = tokens > 0 && tier.path("start").asLong() <= tokens ? tier.path("price") : amount;
        }
        if (!amount.isNumber()) {
            throw new IllegalArgumentException("the price " + key + " must be a number but is " + price);
        }
        return new BigDecimal(amount.asText()).toPlainString();
    }
}
