package dev.agentharness.models;

import dev.agentharness.model.ModelClient;
import dev.agentharness.model.ModelSpec;
import java.time.Duration;
import java.time.InstantSource;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.function.Consumer;
import okhttp3.Headers;
import okhttp3.HttpUrl;
import org.jspecify.annotations.Nullable;

/**
 * The options that models behind HTTP have in common. Not thread-safe.
 *
 * @param <B> the builder itself
 */
public abstract sealed class HttpModelBuilder<B extends HttpModelBuilder<B>>
        permits Anthropic.Builder, Gemini.Builder, OpenAiBuilder {

    private static final Duration SHORTEST = Duration.ofMillis(1);
    private static final Duration LONGEST = Duration.ofDays(24);

    private final String provider;
    private final String home;
    private final String variables;
    private final int requestOverhead;
    private final Map<String, String> options = new LinkedHashMap<>();
    private final Headers.Builder headers = new Headers.Builder();
    private String apiKey = "";
    private String baseUrl = "";
    private @Nullable ModelSpec spec;
    private String model = "";
    private @Nullable Catalogue catalogue;
    private boolean streaming = true;
    private Consumer<String> raw = HeardListener.NO_RAW;
    private Consumer<List<Allowance>> allowances = HeardListener.NO_ALLOWANCES;
    private Duration timeout = Duration.ofMinutes(10);
    private Duration connectTimeout = Duration.ofSeconds(10);
    private Duration firstByteTimeout = Duration.ZERO;
    private Duration betweenBytesTimeout = Duration.ZERO;
    private boolean breaking = true;

    /**
     * @param home the host of the provider's own server
     * @param variables how the names of the environment's variables begin
     * @param requestOverhead the most tokens that the provider adds to a request of its own accord
     */
    HttpModelBuilder(String provider, String home, String variables, int requestOverhead) {
        this.provider = provider;
        this.home = home;
        this.variables = variables;
        this.requestOverhead = requestOverhead;
    }

    abstract B self();

    abstract Dialect dialect(ModelSpec model, HttpUrl address);

    /** Whose the parts are that only this provider can read, at its own address. */
    String api(String of) {
        return of;
    }

    /** The address to ask under a base address; the provider's own if that is empty. */
    abstract HttpUrl address(String base);

    /** The address of the operation itself, for APIs that have the model in it. */
    HttpUrl operation(HttpUrl address, ModelSpec model, boolean streaming) {
        return address;
    }

    /** Whether the provider is known to make conversations with this model shorter, at this address. */
    boolean compacts(String model, HttpUrl address) {
        return false;
    }

    /** The model with all that it takes to have its requests accepted. */
    ModelClient answering(HttpModel http) {
        return http;
    }

    /**
     * The model with all that it takes to have conversations made shorter by its provider.
     *
     * @throws IllegalStateException if the API has no such operation
     */
    ModelClient compacting(HttpModel answering) {
        throw new IllegalStateException("the spec of " + answering.spec() + " says " + ModelSpec.Feature.COMPACTION
                + ", and the API has no operation for it");
    }

    /** The provider's own headers, with the key unless that is empty. */
    abstract void headers(String key, HttpUrl address, Headers.Builder into);

    /**
     * The provider's key. Needed unless {@link #baseUrl} leads to a server that wants none.
     *
     * @throws IllegalArgumentException if it has a character that no header can carry
     */
    public B apiKey(String key) {
        this.apiKey = headerValue("the key", key);
        return self();
    }

    /**
     * The model's name, as the provider wants it. Its sizes and its price of today are those of the catalogue, if that
     * knows who serves at the address, and the model there; else sizes are {@link ModelSpec}'s defaults and it has no price.
     *
     * @throws IllegalArgumentException if the name is blank
     */
    public B model(String name) {
        ModelSpec.builder(provider, name);
        this.model = name;
        this.spec = null;
        return self();
    }

    /** Where sizes and prices are looked up; {@link Catalogue#shipped()} unless told. */
    public B catalogue(Catalogue catalogue) {
        this.catalogue = Objects.requireNonNull(catalogue, "catalogue");
        return self();
    }

    /**
     * The model with its sizes, its features and its price; in place of {@link #model}. What the provider adds to requests of
     * its own accord counts besides, if the spec says less.
     */
    public B spec(ModelSpec model) {
        this.spec = Objects.requireNonNull(model, "model");
        return self();
    }

    /**
     * Another server that speaks the same API. An address without a path gets the API's version, such as {@code /v1}; one with a
     * path is taken as it is.
     *
     * @throws IllegalArgumentException if it is no http address
     */
    public B baseUrl(String url) {
        address(url);
        this.baseUrl = url;
        return self();
    }

    /** Whether answers are streamed, so that the listener hears them while they are written; they are unless told. */
    public B streaming(boolean on) {
        this.streaming = on;
        return self();
    }

    /**
     * How long one call may take at most, from connecting to the last byte; 10 minutes unless told. A request may allow
     * it less, as a harness does when its time runs out.
     *
     * @throws IllegalArgumentException here and for the other three, if it is not from a millisecond to 24 days
     */
    public B timeout(Duration limit) {
        this.timeout = limited(limit, "timeout");
        return self();
    }

    /**
     * How long looking up the host's name may take, then connecting, and the server be silent in the handshake after it; 10
     * seconds unless told.
     */
    public B connectTimeout(Duration limit) {
        this.connectTimeout = limited(limit, "connectTimeout");
        return self();
    }

    /**
     * How long the first byte of an answer may take to come once the request is sent; as long as the whole call unless
     * told. A model that does not stream thinks before it.
     */
    public B firstByteTimeout(Duration limit) {
        this.firstByteTimeout = limited(limit, "firstByteTimeout");
        return self();
    }

    /**
     * How long an answer that has begun may be silent; as long as the whole call unless told. Some providers send signs of
     * life while a model thinks, others do not.
     */
    public B betweenBytesTimeout(Duration limit) {
        this.betweenBytesTimeout = limited(limit, "betweenBytesTimeout");
        return self();
    }

    /**
     * Whether a {@linkplain CircuitBreaking circuit breaker} with the usual thresholds stands before the provider; it does
     * unless told.
     */
    public B circuitBreaker(boolean on) {
        this.breaking = on;
        return self();
    }

    /**
     * A further header of every request.
     *
     * @throws IllegalArgumentException if a header can have no such name or value
     */
    public B header(String name, String value) {
        headers.set(name, headerValue("header '" + name + "'", value));
        return self();
    }

    /**
     * A further field of every request, for what this library has no word for, such as {@code temperature}. Where the
     * library writes the field too, objects are merged, arrays are continued (so a provider's own tools can be added to
     * {@code tools}), and anything else is replaced. The conversation cannot be: {@code build()} refuses that.
     *
     * @param json the field's value, as JSON
     * @throws IllegalArgumentException if it is none
     */
    public B option(String name, String json) {
        if (!JsonDocument.isValue(json)) {
            throw new IllegalArgumentException("option '" + name + "' must be JSON but is: " + json);
        }
        options.put(name, json);
        return self();
    }

    /**
     * Who is to see answers as the provider wrote them, for what this library has no word for: the JSON of a whole answer,
     * or of each event of a stream as it comes, and what stands in a refusal. Called on the thread that asked; nobody sees them unless told.
     */
    public B rawListener(Consumer<String> listener) {
        this.raw = Objects.requireNonNull(listener, "listener");
        return self();
    }

    /**
     * Who is to hear what the provider still allows, whenever an answer, good or bad, says so in its headers. Called as
     * {@link #rawListener} is; nobody hears it unless told.
     */
    public B allowanceListener(Consumer<List<Allowance>> listener) {
        this.allowances = Objects.requireNonNull(listener, "listener");
        return self();
    }

    /**
     * Takes key, address and model from the provider's variables, as far as they are set: {@code …_API_KEY},
     * {@code …_BASE_URL} and {@code …_MODEL}. A model from there takes the place of {@link #spec}.
     *
     * @param environment such as {@link System#getenv()}
     * @throws IllegalArgumentException if one of them makes no sense, naming it
     */
    public B environment(Map<String, String> environment) {
        variable(environment, "_API_KEY", this::apiKey);
        variable(environment, "_BASE_URL", this::baseUrl);
        variable(environment, "_MODEL", this::model);
        return self();
    }

    /**
     * @throws IllegalStateException if there is no model, no key for the provider's own server, or the spec says
     *     {@link ModelSpec.Feature#COMPACTION} and the API has no such operation
     */
    public ModelClient build() {
        if (spec == null && model.isEmpty()) {
            throw new IllegalStateException("no model: say model(…) or spec(…), or set " + variables + "_MODEL");
        }
        if (apiKey.isEmpty() && baseUrl.isEmpty()) {
            throw new IllegalStateException("no key: say apiKey(…) or set " + variables + "_API_KEY");
        }
        HttpUrl address = address(baseUrl);
        Headers.Builder all = new Headers.Builder();
        headers(apiKey, address, all);
        headers.build().forEach(header -> all.set(header.getFirst(), header.getSecond()));
        Patience patience = new Patience(connectTimeout, firstByteTimeout, betweenBytesTimeout);
        ModelSpec known = served(spec == null ? described(address) : spec, address);
        Endpoint endpoint = new Endpoint(
                operation(address, known, streaming), all.build(), streaming, timeout, patience, raw, allowances);
        Failures failures = new Failures(known, Unsaid.of(apiKey, endpoint.headers(), address), InstantSource.system());
        HttpModel http = new HttpModel(known, dialect(known, address), Options.of(options), endpoint, failures);
        ModelClient whole =
                known.features().contains(ModelSpec.Feature.COMPACTION) ? compacting(http) : answering(http);
        return breaking ? CircuitBreaking.wrap(whole) : whole;
    }

    private ModelSpec described(HttpUrl address) {
        ModelSpec.Builder described = ModelSpec.builder(provider, model);
        Catalogue known = catalogue == null ? Catalogue.shipped() : catalogue;
        known.describe(address.toString(), model, LocalDate.now(ZoneOffset.UTC), described);
        Set<ModelSpec.Feature> features = new HashSet<>(described.build().features());
        // The provider's own way to manage the context and this one cannot be had at once.
        if (compacts(model, address) && !options.containsKey("context_management")) {
            features.add(ModelSpec.Feature.COMPACTION);
        }
        return described.features(features).build();
    }

    /** The same as it is served at this address: what is added to its requests, and whose seals it takes back. */
    ModelSpec served(ModelSpec model, HttpUrl address) {
        return model.toBuilder()
                .requestOverhead(Math.max(model.requestOverhead(), requestOverhead))
                .origin(Endpoint.origin(api(model.provider()), address, home))
                .build();
    }

    private void variable(Map<String, String> all, String ending, Consumer<String> option) {
        String value = all.getOrDefault(variables + ending, "").strip();
        if (value.isEmpty()) {
            return;
        }
        try {
            option.accept(value);
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException(variables + ending + ": " + e.getMessage(), e);
        }
    }

    /** OkHttp would quote the value in its complaint. */
    private static String headerValue(String what, String value) {
        if (!value.strip().chars().allMatch(c -> c >= ' ' && c < 127)) {
            throw new IllegalArgumentException(what + " has a character in it that no header can carry");
        }
        return value.strip();
    }

    /** OkHttp counts milliseconds, in an int. */
    private static Duration limited(Duration limit, String what) {
        if (limit.compareTo(SHORTEST) < 0 || limit.compareTo(LONGEST) > 0) {
            throw new IllegalArgumentException(what + " must be from a millisecond to 24 days but is " + limit);
        }
        return limit;
    }
}
