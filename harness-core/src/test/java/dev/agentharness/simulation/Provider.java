package dev.agentharness.simulation;

import dev.agentharness.model.Content;
import dev.agentharness.model.Message;
import dev.agentharness.model.ModelRequest;
import dev.agentharness.model.ModelSpec;
import dev.agentharness.model.Price;
import dev.agentharness.model.ToolCall;
import dev.agentharness.model.ToolResult;
import dev.agentharness.model.ToolSpec;
import java.nio.charset.StandardCharsets;
import java.util.random.RandomGenerator;

/**
 * How a simulated provider counts and fails. An honest one never counts more than its spec declares: at most one token a
 * byte, and template tokens within the overheads.
 *
 * @param tokensPerByte the same for every text, so that a prefix always counts the same
 * @param perMessage template tokens around a message, and around each of its parts
 * @param perRequest template tokens of a whole request
 * @param failing the share of calls that fail
 * @param silent the share of answers without usage
 * @param overbilling the share of answers that it bills beyond what was asked for; 0 for an honest one
 */
record Provider(
        ModelSpec spec,
        double tokensPerByte,
        int perMessage,
        int perRequest,
        double failing,
        double silent,
        double overbilling) {

    static Provider random(RandomGenerator random, double overbilling) {
        int overhead = random.nextInt(1, 20);
        int requestOverhead = random.nextInt(1, 80);
        ModelSpec.Builder spec = ModelSpec.builder("simulated", "model")
                .maxOutputTokens(random.nextInt(64, 400))
                .messageOverhead(overhead)
                .requestOverhead(requestOverhead);
        if (random.nextInt(4) > 0) {
            spec.price(price(random));
        }
        boolean densest = random.nextInt(3) == 0; // as dear as an honest provider may be
        return new Provider(
                spec.build(),
                densest ? 1 : random.nextDouble(0.2, 1),
                densest ? overhead : random.nextInt(0, overhead + 1),
                densest ? requestOverhead : random.nextInt(0, requestOverhead + 1),
                random.nextInt(3) == 0 ? 0.25 : 0.02,
                random.nextInt(3) == 0 && overbilling == 0 ? 0.3 : 0, // what nobody is told of cannot be an event
                overbilling);
    }

    private static Price price(RandomGenerator random) {
        Price price = Price.perMillion(cents(random), cents(random));
        if (random.nextBoolean()) {
            price = price.cacheRead(cents(random)).cacheWrite(cents(random), cents(random));
        }
        return random.nextBoolean()
                ? price.above(random.nextInt(100, 2_000), Price.perMillion(cents(random), cents(random)))
                : price;
    }

    private static String cents(RandomGenerator random) {
        return random.nextInt(0, 2_000) + "." + random.nextInt(0, 1_000);
    }

    /** What the input of a request counts as. */
    long count(ModelRequest request) {
        long tokens = perRequest + tokens(request.instructions());
        for (ToolSpec tool : request.tools()) {
            tokens += perMessage + tokens(tool.name()) + tokens(tool.description()) + tokens(tool.inputSchema());
        }
        for (Message message : request.messages()) {
            tokens += perMessage;
            for (Content part : message.content()) {
                tokens += perMessage + tokens(part);
            }
        }
        return tokens;
    }

    /** What the texts of a message count as, without template. */
    long texts(Message message) {
        return message.content().stream().mapToLong(this::tokens).sum();
    }

    private long tokens(Content part) {
        if (part instanceof Content.Text text) {
            return tokens(text.text());
        }
        if (part instanceof ToolCall call) {
            return tokens(call.id()) + tokens(call.name()) + tokens(call.arguments());
        }
        ToolResult result = (ToolResult) part;
        return tokens(result.callId())
                + result.content().stream().mapToLong(this::tokens).sum();
    }

    private long tokens(String text) {
        return (long) Math.floor(text.getBytes(StandardCharsets.UTF_8).length * tokensPerByte);
    }
}
