package dev.agentharness.models;

import java.math.BigDecimal;
import java.time.LocalDate;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * The form of the prices that {@link ListedPrice} reads, in a file of the user's: what is not of it throws an
 * {@link IllegalArgumentException} that names it.
 */
final class PriceForm {

    /** How a list names a price: what cannot be billed here, today or from a newer list, leaves a model without one. */
    private static final Pattern PRICED = Pattern.compile("[a-z0-9_]+_(mtok|kcount|hours|kpages)");

    private static final Set<String> CONDITIONAL = Set.of("constraint", "prices");
    private static final Set<String> FROM_A_DAY = Set.of("type", "start_date");
    private static final Set<String> AT_HOURS = Set.of("type", "start_time", "end_time");
    private static final Set<String> STEPS = Set.of("base", "tiers");
    private static final Set<String> STEP = Set.of("start", "price");
    private static final double MOST_DOLLARS = 1e9;
    private static final int MOST_DECIMALS = 30;

    private PriceForm() {}

    /** Reads all of it, whatever the day. */
    static void check(StrictNode prices) {
        if (prices.node().isObject()) {
            checkAmounts(prices);
        } else {
            checkDated(prices);
        }
    }

    private static void checkDated(StrictNode prices) {
        StrictNode.check(
                prices.node().isArray() && prices.node().size() > 0,
                "'prices' must be an object, or a list of some with the day of their start, but is " + prices.node());
        LocalDate last = null;
        for (Node entry : prices.node()) {
            StrictNode conditional = new StrictNode(entry);
            conditional.hasOnly(CONDITIONAL::contains);
            checkAmounts(conditional.get("prices"));
            if (conditional.has("constraint") && conditional.get("constraint").has("start_time")) {
                checkHours(conditional.get("constraint"));
                continue;
            }
            LocalDate begins = LocalDate.MIN;
            if (conditional.has("constraint")) {
                conditional.get("constraint").hasOnly(FROM_A_DAY::contains);
                begins = conditional.get("constraint").day("start_date");
            }
            StrictNode.check(
                    last == null || begins.isAfter(last),
                    "'prices' must be in the order of their start but are " + prices.node());
            last = begins;
        }
    }

    private static void checkHours(StrictNode constraint) {
        constraint.hasOnly(AT_HOURS::contains);
        constraint.checkTime("start_time");
        constraint.checkTime("end_time");
    }

    private static void checkAmounts(StrictNode prices) {
        prices.hasOnly(key -> PRICED.matcher(key).matches());
        prices.node().forEachMember((key, price) -> {
            StrictNode.check(
                    isAmount(price) || price.isObject(),
                    key + " must be a number and must not be negative but is " + price);
            if (price.isObject()) {
                checkSteps(key, new StrictNode(price));
            }
        });
    }

    private static void checkSteps(String key, StrictNode price) {
        String otherwise = key + " must have a base price and steps of ascending starts but is " + price.node();
        price.hasOnly(STEPS::contains);
        StrictNode.check(isAmount(price.get("base").node()), otherwise);
        long last = 0;
        for (Node entry : price.list("tiers")) {
            StrictNode tier = new StrictNode(entry);
            tier.hasOnly(STEP::contains);
            StrictNode.check(isAmount(tier.get("price").node()) && tier.count("start") > last, otherwise);
            last = tier.count("start");
        }
    }

    /** Neither more than anything costs nor so small that its digits would fill the memory. */
    private static boolean isAmount(Node node) {
        double dollars = node.number(Double.NaN);
        return dollars >= 0 && dollars < MOST_DOLLARS && new BigDecimal(node.json()).scale() <= MOST_DECIMALS;
    }
}
