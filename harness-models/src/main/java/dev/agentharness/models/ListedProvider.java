package dev.agentharness.models;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.function.Supplier;
import java.util.regex.Pattern;

/**
 * Somebody who serves models, and those models.
 *
 * @param id who it is, such as {@code anthropic}
 * @param name other names of it
 * @param address how its addresses begin
 * @param fallbacks whose entries count for models that are not listed here
 * @param models read when first asked for
 */
record ListedProvider(
        String id,
        Predicate<String> name,
        Pattern address,
        List<String> fallbacks,
        Supplier<List<ListedModel>> models) {

    private static final Pattern COMPACT_DATE =
            Pattern.compile("-(20\\d\\d)(0[1-9]|1[0-2])(0[1-9]|[12]\\d|3[01])(?=-|:|$)");
    /** What a name may have besides and costs the same: Google's folder, a router's order of hosts. */
    private static final Pattern BESIDES = Pattern.compile("^models/|:(?:nitro|floor|thinking)$");

    private static final Pattern NOWHERE = Pattern.compile("(?!)");

    static ListedProvider of(Node json, Supplier<List<ListedModel>> models) {
        String id = json.text("id").toLowerCase(Locale.ROOT);
        Node other = json.get("provider_match");
        Predicate<String> name = other.isMissing() ? none -> false : new NameRule(other)::matches;
        String begin = json.text("api_pattern");
        Pattern address = begin.isEmpty() ? NOWHERE : Pattern.compile(begin);
        List<String> fallbacks = new ArrayList<>();
        json.get("fallback_model_providers").forEach(fallback -> fallbacks.add(fallback.text()));
        return new ListedProvider(id, name, address, fallbacks, models);
    }

    boolean serves(String url) {
        return address.matcher(url).lookingAt();
    }

    /**
     * The entry for a model by its name as it is; else without what does not count for the price, and with a date in it
     * written with hyphens.
     */
    Optional<ListedModel> find(String model) {
        String name = model.toLowerCase(Locale.ROOT).strip();
        String bare = BESIDES.matcher(name).replaceAll("");
        return named(name)
                .or(() -> named(bare))
                .or(() -> named(COMPACT_DATE.matcher(bare).replaceAll("-$1-$2-$3")));
    }

    private Optional<ListedModel> named(String name) {
        return models.get().stream().filter(model -> model.isOf(name)).findFirst();
    }
}
