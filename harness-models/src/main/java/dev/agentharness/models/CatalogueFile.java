package dev.agentharness.models;

import static dev.agentharness.models.StrictNode.check;

import dev.agentharness.model.ModelSpec.Feature;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * A file of the user's about models, in the form of genai-prices' list. Nothing in it is passed over in silence: a slip
 * that left the price of the list below in place would be found on the bill.
 *
 * @param isListed whether there is a provider of such an id already
 */
record CatalogueFile(Predicate<String> isListed) {

    // The words of the list, whether or not they are read here, and of ours.
    private static final Set<String> FILE = Set.of("date", "providers");
    private static final Set<String> PROVIDER =
            Set.of(("id name description pricing_urls price_comments api_pattern model_match provider_match extractors"
                            + " fallback_model_providers models")
                    .split(" "));
    private static final Set<String> MODEL = Set.of(
            "id name description price_comments deprecated match prices context_window max_output features".split(" "));

    /**
     * All that a file says.
     *
     * @throws IllegalArgumentException naming the entry that makes no sense, and what in it
     */
    List<ListedProvider> read(Node json) {
        StrictNode file = new StrictNode(json);
        if (!json.isArray()) {
            file.hasOnly(FILE::contains);
        }
        LocalDate asOf = file.has("date") ? file.day("date") : null;
        List<ListedProvider> providers = new ArrayList<>();
        for (Node entry : json.isArray() ? json : file.list("providers")) {
            StrictNode provider = new StrictNode(entry);
            providers.add(provider.named("provider", () -> provider(provider, asOf)));
        }
        check(!providers.isEmpty(), "there is no provider in it");
        checkDistinct(providers.stream().map(ListedProvider::id));
        return providers;
    }

    private ListedProvider provider(StrictNode entry, @Nullable LocalDate asOf) {
        entry.hasOnly(PROVIDER::contains);
        String id = entry.text("id").toLowerCase(Locale.ROOT);
        if (entry.has("api_pattern") || !isListed.test(id)) {
            entry.text("api_pattern"); // nobody else says where it is
        }
        if (entry.has("provider_match")) {
            new NameRule(entry.node().get("provider_match")).check();
        }
        if (entry.has("fallback_model_providers")) {
            entry.list("fallback_model_providers");
        }
        List<ListedModel> models = new ArrayList<>();
        for (Node model : entry.list("models")) {
            StrictNode strict = new StrictNode(model);
            models.add(strict.named("model", () -> model(strict, asOf)));
        }
        checkDistinct(models.stream().map(model -> model.entry().text("id")));
        return ListedProvider.of(entry.node(), () -> models);
    }

    private static ListedModel model(StrictNode entry, @Nullable LocalDate asOf) {
        entry.hasOnly(MODEL::contains);
        entry.text("id");
        if (entry.has("match")) {
            new NameRule(entry.node().get("match")).check();
        }
        Stream.of("context_window", "max_output").filter(entry::has).forEach(entry::count);
        if (entry.has("features")) {
            entry.list("features").forEach(CatalogueFile::checkFeature);
        }
        if (entry.has("prices")) {
            PriceForm.check(entry.get("prices"));
        }
        return new ListedModel(entry.node(), asOf);
    }

    private static void checkFeature(Node word) {
        boolean known = Stream.of(Feature.values()).anyMatch(one -> one.name().equalsIgnoreCase(word.text()));
        check(known, "no feature is called " + word + ": there are tools, images, thinking and compaction");
    }

    private static void checkDistinct(Stream<String> ids) {
        Set<String> seen = new HashSet<>();
        ids.forEach(id -> check(seen.add(id.toLowerCase(Locale.ROOT)), "'" + id + "' stands in it twice"));
    }
}
