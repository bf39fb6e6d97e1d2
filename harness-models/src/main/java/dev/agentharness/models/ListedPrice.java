package dev.agentharness.models;

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
    static Optional<Price> on(LocalDate day, Node prices) {
        List<Optional<Price>> read =
                counting(day, prices).stream().map(ListedPrice::read).toList();
        return read.stream().allMatch(Optional::isPresent)
                ? read.stream().flatMap(Optional::stream).reduce(Price::orDearer)
                : Optional.empty();
    }

    /** The prices that count at some hour of a day, as they are listed; none if none has begun. */
    static List<Node> counting(LocalDate day, Node prices) {
        if (!prices.isArray()) {
            return prices.isMissing() ? List.of() : List.of(prices);
        }
        List<Node> now = new ArrayList<>();
        for (Node conditional : prices) {
            Node constraint = conditional.get("constraint");
            boolean atSomeHours = !constraint.get("start_time").isMissing();
            if (!atSomeHours && begins(constraint).isAfter(day)) {
                continue;
            }
            if (!atSomeHours) {
                now.clear(); // the last that has begun counts
            }
            now.add(conditional.get("prices"));
        }
        return now;
    }

    private static LocalDate begins(Node constraint) {
        Node start = constraint.get("start_date");
        return start.isMissing() ? LocalDate.MIN : LocalDate.parse(start.text());
    }

    private static Optional<Price> read(Node prices) {
        if (prices.get(INPUT).isMissing() || prices.get(OUTPUT).isMissing() || !isWhole(prices)) {
            return Optional.empty();
        }
        TreeSet<Long> steps = new TreeSet<>();
        prices.forEachMember((key, price) -> {
            for (Node tier : price.get("tiers")) {
                steps.add(start(tier));
            }
        });
        return Optional.of(above(0, steps.iterator(), prices));
    }

    private static long start(Node tier) {
        return (long) tier.get("start").number(0);
    }

    /** Sound and searches at the provider cost extra, but this library asks for none; anything else it cannot bill. */
    private static boolean isWhole(Node prices) {
        boolean[] whole = {true};
        prices.forEachMember(
                (key, price) -> whole[0] &= KNOWN.contains(key) || key.contains("audio") || key.contains("searches"));
        return whole[0];
    }

    private static Price above(long tokens, Iterator<Long> steps, Node prices) {
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
    private static String dollars(Node prices, String key, long tokens, String otherwise) {
        Node price = prices.get(key);
        if (price.isMissing()) {
            return otherwise;
        }
        Node amount = price.isObject() ? price.get("base") : price;
        for (Node tier : price.get("tiers")) {
            // Steps are listed in ascending order.
            amount = tokens > 0 && start(tier) <= tokens ? tier.get("price") : amount;
        }
        return new BigDecimal(amount.json()).toPlainString();
    }
}
