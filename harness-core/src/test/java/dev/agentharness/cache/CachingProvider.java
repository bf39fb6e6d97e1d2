package dev.agentharness.cache;

import dev.agentharness.model.Message;
import dev.agentharness.model.ModelClient;
import dev.agentharness.model.ModelListener;
import dev.agentharness.model.ModelRequest;
import dev.agentharness.model.ModelResponse;
import dev.agentharness.model.ModelSpec;
import dev.agentharness.model.ScriptedModel;
import dev.agentharness.model.ToolSpec;
import dev.agentharness.model.Usage;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * A provider that caches as real ones do: it serves the longest beginning of a request that ended at a cache breakpoint of
 * an earlier one. A token is four characters.
 */
public final class CachingProvider implements ModelClient {

    private final ModelSpec spec;
    private final ScriptedModel.Answer answers;
    /** The beginnings that are cached, each by its hash. */
    private final Set<Long> cached = new HashSet<>();

    private List<String> stable = List.of();
    private int requests;
    private int extending;
    private long largest;

    public CachingProvider(ModelSpec spec, ScriptedModel.Answer answers) {
        this.spec = spec;
        this.answers = answers;
    }

    @Override
    public ModelSpec spec() {
        return spec;
    }

    @Override
    public ModelResponse generate(ModelRequest request, ModelListener listener) {
        List<String> blocks = new ArrayList<>();
        blocks.add(request.tools().stream().map(ToolSpec::facts).toList().toString());
        blocks.add(request.instructions());
        for (Message message : request.messages()) {
            blocks.add(message.toString());
        }
        long input = tokens(blocks);
        List<Long> beginnings = beginnings(blocks);
        long read = 0;
        long end = 0;
        for (int messages : request.cacheBreakpoints()) {
            read = Math.max(read, longestCached(beginnings, blocks, 2 + messages));
            end = tokens(blocks.subList(0, 2 + messages));
        }
        for (int messages : request.cacheBreakpoints()) {
            cached.add(beginnings.get(1 + messages));
        }
        long write = end - read;
        requests++;
        largest = Math.max(largest, input);
        if (blocks.size() >= stable.size() && blocks.subList(0, stable.size()).equals(stable)) {
            extending++;
        }
        List<Integer> ends = request.cacheBreakpoints();
        stable = ends.isEmpty() ? List.of() : List.copyOf(blocks.subList(0, 2 + ends.get(ends.size() - 1)));
        ModelResponse response = answers.to(request);
        long output = tokens(List.of(response.message().toString()));
        return ModelResponse.of(
                response.message(), response.finishReason(), new Usage(input, output, read, write, 0, 0));
    }

    /** The hash of each beginning: of the first block, of the first two, and so on. */
    private static List<Long> beginnings(List<String> blocks) {
        List<Long> hashes = new ArrayList<>();
        long hash = 17;
        for (String block : blocks) {
            hash = (hash ^ block.hashCode() ^ ((long) block.length() << 32)) * 0x9E3779B97F4A7C15L;
            hash ^= hash >>> 29;
            hashes.add(hash);
        }
        return hashes;
    }

    /** Real ones look so far back from a breakpoint, and no farther. */
    private long longestCached(List<Long> beginnings, List<String> blocks, int from) {
        for (int end = from; end > Math.max(0, from - 20); end--) {
            if (cached.contains(beginnings.get(end - 1))) {
                return tokens(blocks.subList(0, end));
            }
        }
        return 0;
    }

    private static long tokens(List<String> blocks) {
        return blocks.stream().mapToLong(String::length).sum() / 4;
    }

    /** How many requests there were. */
    public int requests() {
        return requests;
    }

    /** How many of them began, byte for byte, with the stable part of the one before. */
    public int extending() {
        return extending;
    }

    /** The tokens of the largest request. */
    public long largest() {
        return largest;
    }
}
