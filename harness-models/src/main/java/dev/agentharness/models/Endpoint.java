package dev.agentharness.models;

import java.time.Duration;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.regex.Pattern;
import okhttp3.Headers;
import okhttp3.HttpUrl;

/**
 * Where a model is asked, and how.
 *
 * @param timeout how long one call may take, if its request does not allow less
 * @param raw is told what the provider writes
 * @param allowances is told what the provider says of its limits
 */
record Endpoint(
        HttpUrl url,
        Headers headers,
        boolean streaming,
        Duration timeout,
        Patience patience,
        Consumer<String> raw,
        Consumer<List<Allowance>> allowances) {

    /** Where Azure serves OpenAI's models: for all, for the government of the US, and in China. */
    private static final Pattern AZURE =
            Pattern.compile(".+\\.(openai|cognitiveservices|services\\.ai)\\.azure\\.(com|us|cn)");

    /**
     * The address of an operation under a base address, however much of it the user has written already: with or
     * without a slash at the end, the version, or the operation itself.
     *
     * @param operation such as {@code chat/completions}
     * @param version what a base lacks before the operation, such as {@code /v1}; empty if it has all of it
     * @throws IllegalArgumentException if the base is no http address
     */
    static HttpUrl address(String base, String operation, Function<HttpUrl, String> version) {
        HttpUrl parsed = parse(base);
        String path = path(parsed);
        boolean whole = path.endsWith("/" + operation);
        return parsed.newBuilder()
                .encodedPath(whole ? path : path + version.apply(parsed) + "/" + operation)
                .build();
    }

    /** Without slashes at the end; empty if there is none. */
    static String path(HttpUrl address) {
        return address.encodedPath().replaceAll("/+$", "");
    }

    /**
     * @throws IllegalArgumentException if it is no http address
     */
    static HttpUrl parse(String base) {
        HttpUrl parsed = HttpUrl.parse(base.strip());
        if (parsed == null) {
            throw new IllegalArgumentException("baseUrl must be an http: or https: address, not '" + base + "'");
        }
        return parsed;
    }

    /** The same with a word more in a header that lists some, unless it lists that one. */
    Endpoint adding(String header, String word) {
        String there = headers.get(header);
        if (there != null && there.contains(word)) {
            return this;
        }
        Headers more = headers.newBuilder()
                .set(header, there == null ? word : there + "," + word)
                .build();
        return new Endpoint(url, more, streaming, timeout, patience, raw, allowances);
    }

    /** An operation below this one, which answers as a whole. */
    Endpoint below(String operation) {
        HttpUrl longer = url.newBuilder().addPathSegment(operation).build();
        return new Endpoint(longer, headers, false, timeout, patience, raw, allowances);
    }

    /**
     * Whose the parts are that only their maker can read: those that are sealed at one address are refused at others,
     * whosever API is spoken there.
     *
     * @param api whose they are at the provider's own address
     * @param home the host of that, which may have regions before it
     */
    static String origin(String api, HttpUrl address, String home) {
        String host = address.host();
        return ("." + host).endsWith("." + home) ? api : api + "@" + host;
    }

    /** Whether this is OpenAI itself, or Azure, which serves the same models by the same rules. */
    static boolean isOpenAi(HttpUrl address) {
        return address.host().endsWith(".openai.com") || isAzure(address);
    }

    static boolean isAzure(HttpUrl address) {
        return AZURE.matcher(address.host()).matches();
    }

    /** Without headers, which hold the key. */
    @Override
    public String toString() {
        return url.host();
    }
}
