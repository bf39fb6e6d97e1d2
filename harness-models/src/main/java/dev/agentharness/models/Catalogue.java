package dev.agentharness.models;

import com.fasterxml.jackson.core.JsonProcessingException;
import dev.agentharness.model.ModelSpec;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * What is known of models: their prices, the sizes of what fits into them, what they can do. Immutable and thread-safe.
 *
 * <p>One comes with the library, made from the price list of genai-prices (see {@code LICENCE.txt} beside it), and is
 * read only as far as it is asked. A file of yours, in the form of that list, can say more or otherwise. A model that no
 * list knows has no price; it is never taken for a free one.
 */
public final class Catalogue {

    private static final Catalogue SHIPPED = new Catalogue(null, index());

    private final @Nullable Catalogue base;
    private final List<ListedProvider> providers;

    private Catalogue(@Nullable Catalogue base, List<ListedProvider> providers) {
        this.base = base;
        this.providers = providers;
    }

    /** The catalogue that comes with this version. */
    public static Catalogue shipped() {
        return SHIPPED;
    }

    /**
     * This catalogue, with what a file says in its place. What the file does not say of a model stays as it was.
     *
     * @param json a list of providers as genai-prices writes it, or an object with such a list as {@code providers} and the
     *     {@code date} on which it was true
     * @throws IllegalArgumentException if it is no such list, or says a thing that is not understood, naming the file and the entry
     * @throws UncheckedIOException if it cannot be read
     */
    public Catalogue overriddenBy(Path json) {
        try {
            byte[] bytes = Files.readAllBytes(json);
            Node file = new JsonDocument().read(bytes, bytes.length);
            CatalogueFile form =
                    new CatalogueFile(id -> provider(one -> one.id().equals(id)).isPresent());
            return new Catalogue(this, form.read(file));
        } catch (JsonProcessingException | BadAnswer | RuntimeException e) {
            throw new IllegalArgumentException("the catalogue " + json + " makes no sense: " + e.getMessage(), e);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /**
     * What is known today of a model, or empty if it is not known.
     *
     * @param provider who serves it: {@code anthropic}, {@code openai}, {@code google}, {@code openrouter}, …
     */
    public Optional<ModelSpec> find(String provider, String model) {
        return find(provider, model, LocalDate.now(ZoneOffset.UTC));
    }

    /** What is known of a model on a day. */
    public Optional<ModelSpec> find(String provider, String model, LocalDate day) {
        String name = Objects.requireNonNull(provider, "provider")
                .toLowerCase(Locale.ROOT)
                .strip();
        ModelSpec.Builder spec = ModelSpec.builder(provider, model);
        boolean known = describe(model, day, spec, listed -> listed.id().equals(name))
                || describe(model, day, spec, listed -> listed.name().test(name));
        return known ? Optional.of(spec.build()) : Optional.empty();
    }

    /** Describes a model by the address at which it is served: a name alone could be anybody's. */
    void describe(String url, String model, LocalDate day, ModelSpec.Builder spec) {
        describe(model, day, spec, provider -> provider.serves(url));
    }

    private boolean describe(String model, LocalDate day, ModelSpec.Builder spec, Predicate<ListedProvider> who) {
        List<ListedModel> entries = entries(model, who);
        entries.forEach(entry -> entry.describe(spec));
        entries.stream()
                .filter(entry -> entry.isPriced(day))
                // The last that says a price counts; if it cannot be billed, the model has none, rather than an older
                // one.
                .reduce((below, above) -> above)
                .flatMap(entry -> entry.price(day))
                .ifPresent(spec::price);
        return !entries.isEmpty();
    }

    /** What the lists say of a model, from this library's to the last that was put in front. */
    private List<ListedModel> entries(String model, Predicate<ListedProvider> who) {
        // A provider in a file of the user's may leave its address to the list below.
        Optional<ListedProvider> named = provider(who);
        Predicate<ListedProvider> same =
                named.isEmpty() ? who : one -> one.id().equals(named.get().id());
        List<ListedModel> entries = base == null ? new ArrayList<>() : base.entries(model, same);
        providers.stream()
                .filter(same)
                .findFirst()
                .flatMap(provider -> provider.find(model).or(() -> elsewhere(provider, model)))
                .ifPresent(entries::add);
        return entries;
    }

    private Optional<ListedProvider> provider(Predicate<ListedProvider> who) {
        return providers.stream()
                .filter(who)
                .findFirst()
                .or(() -> base == null ? Optional.empty() : base.provider(who));
    }

    private Optional<ListedModel> elsewhere(ListedProvider provider, String model) {
        return provider.fallbacks().stream()
                .flatMap(id -> providers.stream().filter(one -> one.id().equals(id)))
                .flatMap(other -> other.find(model).stream())
                .findFirst();
    }

    private static List<ListedProvider> index() {
        Node index = resource("index");
        LocalDate date = LocalDate.parse(index.text("date"));
        List<ListedProvider> providers = new ArrayList<>();
        for (Node provider : index.get("providers")) {
            String id = provider.text("id");
            providers.add(ListedProvider.of(provider, new Once<>(() -> models(resource(id), date))));
        }
        return providers;
    }

    private static List<ListedModel> models(Node entries, @Nullable LocalDate date) {
        List<ListedModel> models = new ArrayList<>();
        entries.forEach(entry -> models.add(new ListedModel(entry, date)));
        return models;
    }

    private static Node resource(String name) {
        try (InputStream in = Catalogue.class.getResourceAsStream("catalogue/" + name + ".json")) {
            byte[] bytes = Objects.requireNonNull(in, name).readAllBytes();
            return new JsonDocument().read(bytes, bytes.length);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Gets a thing when it is first asked for, and keeps it. */
    private static final class Once<T> implements Supplier<T> {
        private final Supplier<T> supplier;
        private @Nullable T got;

        Once(Supplier<T> supplier) {
            this.supplier = supplier;
        }

        @Override
        public synchronized T get() {
            T value = got == null ? supplier.get() : got;
            got = value;
            return value;
        }
    }
}
