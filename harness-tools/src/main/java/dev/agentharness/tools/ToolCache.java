package dev.agentharness.tools;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import com.github.benmanes.caffeine.cache.Expiry;
import com.github.benmanes.caffeine.cache.Ticker;
import dev.agentharness.model.Content;
import dev.agentharness.model.Effect;
import dev.agentharness.model.ToolInput;
import dev.agentharness.model.ToolOutput;
import dev.agentharness.model.ToolSpec;
import dev.agentharness.tool.Tool;
import dev.agentharness.tool.ToolContext;
import java.util.Collection;
import java.util.List;
import java.util.Map;

/**
 * Remembers what tools have read, so that the same call gets the same result without being carried out. Thread-safe; share
 * it among the harnesses whose tools it wraps.
 *
 * <p>It remembers results of tools that are {@link Effect#READ_ONLY} and say {@link ToolSpec#cacheFor}, never errors, by
 * tool and canonical arguments. Wrap the tools that write as well: once one has been called, whether it succeeded or not,
 * what was read of a scope that they share is forgotten. A tool that does not say its scopes could touch any. A result from
 * the cache is a note {@code cache.hit} of the run. Permission is decided and limits are counted as for any call.
 */
public final class ToolCache {

    private final Cache<Key, Entry> entries;
    private final Writes writes = new Writes();

    /**
     * A cache of limited size.
     *
     * @param maxChars how many characters of results it holds at most, at one more per result
     */
    public ToolCache(long maxChars) {
        this(maxChars, Ticker.systemTicker());
    }

    ToolCache(long maxChars, Ticker ticker) {
        this.entries = Caffeine.newBuilder()
                .maximumWeight(maxChars)
                .weigher((Key key, Entry entry) ->
                        entry.chars() + key.arguments().length() + 1)
                .expireAfter(Expiry.writing(
                        (Key key, Entry entry) -> key.tool().spec().cacheFor().orElseThrow()))
                .ticker(ticker)
                .executor(Runnable::run)
                .build();
    }

    /** A result under the tool that gave it; an older count of writes is never asked for again. */
    private record Key(Tool tool, String arguments, long writes) {}

    private record Entry(ToolOutput output) {
        int chars() {
            return output.content().stream().mapToInt(Entry::chars).sum();
        }

        private static int chars(Content content) {
            if (content instanceof Content.Text text) {
                return text.text().length();
            }
            return content.toString().length();
        }
    }

    /** These tools, with this cache. */
    public List<Tool> wrap(Collection<? extends Tool> tools) {
        return tools.stream().map(this::wrap).toList();
    }

    /** This tool, with this cache. */
    public Tool wrap(Tool tool) {
        if (tool.spec().effect() != Effect.READ_ONLY) {
            return WrappedTool.around(tool, this::write);
        }
        return tool.spec().cacheFor().isPresent() ? WrappedTool.around(tool, this::read) : tool;
    }

    private ToolOutput read(Tool tool, ToolInput input, ToolContext context) throws Exception {
        Key key = new Key(tool, input.canonical(), writes.of(tool.spec().scopes()));
        Entry known = entries.getIfPresent(key);
        if (known != null) {
            context.note(
                    "cache.hit",
                    Map.of("tool", tool.spec().name(), "version", tool.spec().version()));
            return known.output();
        }
        ToolOutput output = tool.call(input, context);
        if (!output.error()) {
            entries.put(key, new Entry(output));
        }
        return output;
    }

    private ToolOutput write(Tool tool, ToolInput input, ToolContext context) throws Exception {
        try {
            return tool.call(input, context);
        } finally {
            writes.add(tool.spec().scopes()); // what failed may be half done
        }
    }
}
