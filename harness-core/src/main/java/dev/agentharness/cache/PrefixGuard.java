package dev.agentharness.cache;

import dev.agentharness.json.Fingerprint;
import dev.agentharness.model.Message;
import dev.agentharness.model.ModelRequest;
import dev.agentharness.model.ToolSpec;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Watches the requests of one run, and names what changed where one does not begin as the one before it did. Not
 * thread-safe: used by the thread that drives the run.
 *
 * <p>It compares what stands before the first volatile part: tools, then each part in its order, then the messages up to
 * the last {@linkplain ModelRequest#cacheBreakpoints() cache breakpoint}. A longer conversation is no change.
 */
public final class PrefixGuard {

    private @Nullable Sent before;

    /** A guard of a run that has sent nothing yet. */
    public PrefixGuard() {}

    /** Begins anew: the next request departs from nothing. For when the conversation was shortened on purpose. */
    public void forget() {
        before = null;
    }

    /**
     * Takes the next request of the run.
     *
     * @param parts what its instructions and leading messages are made of, in order
     * @param cached how many tokens of the request before it the provider has cached
     */
    public Optional<PrefixBreak> next(ModelRequest request, List<Part> parts, long cached) {
        Sent last = before;
        Sent next = new Sent(request, lasting(parts));
        before = next;
        return last == null || last.isBeginningOf(next) ? Optional.empty() : difference(last, next, cached);
    }

    private static Optional<PrefixBreak> difference(Sent last, Sent next, long cached) {
        List<Block> earlier = last.blocks();
        List<Block> now = next.blocks();
        for (int i = 0; i < earlier.size(); i++) {
            if (i >= now.size() || !earlier.get(i).isSame(now.get(i))) {
                return Optional.of(new PrefixBreak(
                        earlier.get(i).name(),
                        earlier.get(i).fingerprint(),
                        i < now.size() ? now.get(i).fingerprint() : "",
                        lost(earlier, i, cached)));
            }
        }
        return Optional.empty();
    }

    private static long lost(List<Block> blocks, int from, long cached) {
        long all = size(blocks);
        return all == 0 ? 0 : Math.round((double) cached * size(blocks.subList(from, blocks.size())) / all);
    }

    private static long size(List<Block> blocks) {
        return blocks.stream()
                .mapToLong(block -> block.content().toString().length())
                .sum();
    }

    /** All of them, where all last, as in most requests. */
    private static List<Part> lasting(List<Part> parts) {
        int fleeting = 0;
        for (int i = 0; i < parts.size(); i++) { // an iterator is garbage
            fleeting += parts.get(i).stability() == Stability.VOLATILE ? 1 : 0;
        }
        return fleeting == 0
                ? parts
                : parts.stream()
                        .filter(part -> part.stability() != Stability.VOLATILE)
                        .toList();
    }

    /** A request, and what lasts of what it is made of. */
    private record Sent(ModelRequest request, List<Part> lasting) {

        /** Whether nothing in it has changed; compares what is most often the very same. */
        boolean isBeginningOf(Sent next) {
            int stable = stable();
            return next.stable() >= stable
                    && request.tools().equals(next.request.tools())
                    && lasting.equals(next.lasting)
                    && request.messages()
                            .subList(0, stable)
                            .equals(next.request.messages().subList(0, stable));
        }

        /** How many messages the provider can cache. */
        private int stable() {
            List<Integer> breakpoints = request.cacheBreakpoints();
            return breakpoints.isEmpty() ? 0 : breakpoints.get(breakpoints.size() - 1);
        }

        List<Block> blocks() {
            List<Block> blocks = new ArrayList<>();
            if (!request.tools().isEmpty()) {
                blocks.add(new Block("tools", request.tools()));
            }
            lasting.forEach(part -> blocks.add(new Block(part.name(), part.text())));
            for (int i = 0; i < stable(); i++) {
                blocks.add(new Block("message " + (i + 1), request.messages().get(i)));
            }
            return blocks;
        }
    }

    /** Something that stands in the prefix: tools, a text, or a message. */
    private record Block(String name, Object content) {

        boolean isSame(Block other) {
            return name.equals(other.name) && (content == other.content || Objects.equals(content, other.content));
        }

        /** The first twelve hexadecimal digits. */
        String fingerprint() {
            Object facts = content instanceof List<?> tools
                    ? tools.stream().map(tool -> ((ToolSpec) tool).facts()).toList()
                    : content instanceof Message message ? message.toString() : content;
            return Fingerprint.of(facts).substring(0, 12);
        }
    }
}
