package dev.agentharness.models;

import dev.agentharness.model.ToolSpec;
import java.util.function.Predicate;
import okhttp3.Headers;
import okhttp3.HttpUrl;
import org.jspecify.annotations.Nullable;

/**
 * The options that OpenAI's two APIs have in common. Not thread-safe.
 *
 * @param <B> the builder itself
 */
public abstract sealed class OpenAiBuilder<B extends OpenAiBuilder<B>> extends HttpModelBuilder<B>
        permits OpenAiChat.Builder, OpenAiResponses.Builder {

    ToolWords words = ToolWords.NONE;
    private final String operation;
    private @Nullable Boolean sendCacheKey;

    /**
     * @param operation where the API is below the address of its version
     */
    OpenAiBuilder(String operation) {
        super("openai", "api.openai.com", "OPENAI", 64);
        this.operation = operation;
    }

    /**
     * Whether {@code prompt_cache_key} is sent, by which requests with the same beginning meet the same cache; unless
     * told it is at OpenAI and Azure, and nowhere else, where it may be refused.
     */
    public B sendCacheKey(boolean on) {
        this.sendCacheKey = on;
        return self();
    }

    /**
     * Which tools the provider is to hold the model's arguments to the schema of; none unless told. Where a schema does not
     * demand every member and forbid others, which the provider wants, the tool stays as it is.
     */
    public B strictTools(Predicate<ToolSpec> which) {
        this.words = words.strict(which);
        return self();
    }

    boolean sendsCacheKey(HttpUrl address) {
        return sendCacheKey == null ? Endpoint.isOpenAi(address) : sendCacheKey;
    }

    @Override
    HttpUrl address(String base) {
        return Endpoint.address(base.isEmpty() ? "https://api.openai.com" : base, operation, this::version);
    }

    /** An address with a path of its own is taken to be whole. */
    private String version(HttpUrl base) {
        String path = Endpoint.path(base);
        if (Endpoint.isAzure(base)) {
            return path.isEmpty() ? "/openai/v1" : path.equals("/openai") ? "/v1" : "";
        }
        boolean none = base.host().equals("api.perplexity.ai") && operation.equals(OpenAiChat.OPERATION);
        return path.isEmpty() && !none ? "/v1" : "";
    }

    /** Azure takes a key under a name of its own, and as a bearer's only at some of its addresses. */
    @Override
    void headers(String key, HttpUrl address, Headers.Builder into) {
        if (!key.isEmpty() && Endpoint.isAzure(address)) {
            into.set("api-key", key);
        } else if (!key.isEmpty()) {
            into.set("authorization", "Bearer " + key);
        }
    }
}
