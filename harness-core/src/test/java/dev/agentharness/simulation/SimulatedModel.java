package dev.agentharness.simulation;

import dev.agentharness.budget.Spend;
import dev.agentharness.model.Content;
import dev.agentharness.model.FinishReason;
import dev.agentharness.model.Message;
import dev.agentharness.model.ModelClient;
import dev.agentharness.model.ModelException;
import dev.agentharness.model.ModelListener;
import dev.agentharness.model.ModelRequest;
import dev.agentharness.model.ModelResponse;
import dev.agentharness.model.ModelSpec;
import dev.agentharness.model.Role;
import dev.agentharness.model.ToolCall;
import dev.agentharness.model.ToolChoice;
import dev.agentharness.model.Usage;
import java.math.BigDecimal;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
import java.util.random.RandomGenerator;

/**
 * A model that does what chance says, and keeps books of its own: whatever it worked on is billed to the scenario, be it
 * reported or not, so that the harness's ledger is checked against something it does not know.
 */
final class SimulatedModel implements ModelClient {

    private static final Set<ModelException.Kind> BILLED = EnumSet.of(
            ModelException.Kind.TIMEOUT, ModelException.Kind.INTERRUPTED_STREAM, ModelException.Kind.INVALID_RESPONSE);

    private final Provider provider;
    private final Supplier<Scenario> scenario;

    SimulatedModel(Provider provider, Supplier<Scenario> scenario) {
        this.provider = provider;
        this.scenario = scenario;
    }

    @Override
    public ModelSpec spec() {
        return provider.spec();
    }

    @Override
    public ModelResponse generate(ModelRequest request, ModelListener listener) {
        Scenario now = scenario.get();
        String path = path(request);
        RandomGenerator random = now.random(path);
        long input = provider.count(request);
        int cap = request.maxOutputTokens();
        if (random.nextDouble() < provider.failing()) {
            throw failure(random, now, path, input, cap);
        }
        long output = random.nextInt(3) == 0 ? cap : random.nextInt(1, cap + 1);
        boolean turn =
                request.toolChoice() == ToolChoice.AUTO && !request.tools().isEmpty();
        Message message = request.toolChoice() == ToolChoice.REQUIRED
                ? verdict(random, output)
                : message(random, now, path, output, request);
        long billedInput = input;
        if (random.nextDouble() < provider.overbilling()) {
            billedInput += random.nextInt(1, 500);
            output += random.nextInt(0, 500);
        }
        Usage usage = usage(random, billedInput, output);
        bill(now, path, turn ? 1 : 0, usage);
        return new ModelResponse(
                message,
                reason(random, message),
                random.nextDouble() < provider.silent() ? Optional.empty() : Optional.of(usage),
                Map.of());
    }

    /** Which run asks: the newest message that states a task says so. */
    private static String path(ModelRequest request) {
        List<Message> messages = request.messages();
        for (int i = messages.size() - 1; i >= 0; i--) {
            Message message = messages.get(i);
            String text = message.role() == Role.USER ? message.text() : "";
            int mark = text.startsWith("#") ? 0 : text.startsWith("Task:") ? text.indexOf('#') : -1;
            if (mark >= 0) {
                return text.substring(mark + 1, text.indexOf(' ', mark));
            }
        }
        throw new IllegalStateException("no task in " + messages);
    }

    private ModelException failure(RandomGenerator random, Scenario now, String path, long input, int cap) {
        ModelException.Kind[] kinds = ModelException.Kind.values();
        ModelException.Kind kind = kinds[random.nextInt(kinds.length)];
        now.failures.increment();
        if (BILLED.contains(kind)) {
            bill(now, path, 0, usage(random, input, random.nextInt(cap + 1)));
        }
        return new ModelException(kind, "simulated", 0, random.nextBoolean() ? Duration.ZERO : null, null);
    }

    private void bill(Scenario now, String path, int turns, Usage usage) {
        BigDecimal dollars = spec().price().map(price -> price.cost(usage)).orElse(BigDecimal.ZERO);
        now.modelCalls.increment();
        now.bill(path, new Spend(turns, 0, usage.total(), dollars, Duration.ZERO));
    }

    private static Usage usage(RandomGenerator random, long input, long output) {
        long read = random.nextBoolean() ? random.nextLong(input + 1) : 0;
        long write = random.nextBoolean() ? random.nextLong(input - read + 1) : 0;
        return new Usage(input, output, read, write, random.nextLong(write + 1), random.nextLong(output + 1));
    }

    private Message message(RandomGenerator random, Scenario now, String path, long output, ModelRequest request) {
        List<Content> content = new ArrayList<>();
        if (random.nextInt(4) == 0) {
            content.add(new Content.Text("x".repeat((int) Math.min(60, output))));
        }
        if (random.nextInt(4) > 0) {
            for (int calls = 1 + random.nextInt(random.nextInt(1, 5)); calls > 0; calls--) {
                content.add(call(random, now, path, request));
            }
        }
        Message message = Message.assistant(content);
        return provider.texts(message) <= output ? message : Message.assistant("y".repeat((int) Math.min(40, output)));
    }

    private static ToolCall call(RandomGenerator random, Scenario now, String path, ModelRequest request) {
        String id = "c" + now.ids.incrementAndGet();
        int choice = random.nextInt(20);
        if (choice == 0) {
            return new ToolCall(id, "unknown", "{}");
        }
        if (choice == 1) {
            return new ToolCall(id, "read", "{not json");
        }
        boolean hasSub = request.tools().stream().anyMatch(tool -> tool.name().equals("sub"));
        long depth = path.chars().filter(letter -> letter == '.').count();
        if (hasSub && choice < 7 + 4 * depth) {
            return new ToolCall(id, "sub", "{\"task\":\"#" + path + "." + id.substring(1) + " go\"}");
        }
        String name = choice < 13 ? "read" : choice < 17 ? "write" : "faulty";
        return new ToolCall(id, name, "{\"at\":\"" + path + "\"}");
    }

    private static Message verdict(RandomGenerator random, long output) {
        List<String> statuses = List.of("satisfied", "needs_revision", "failed");
        ToolCall call = new ToolCall(
                "v", "verdict", "{\"status\":\"" + statuses.get(random.nextInt(3)) + "\",\"feedback\":\"more\"}");
        return output < 60 ? Message.assistant("") : Message.assistant(List.of(call));
    }

    private static FinishReason reason(RandomGenerator random, Message message) {
        if (!message.toolCalls().isEmpty()) {
            return FinishReason.TOOL_CALLS;
        }
        FinishReason[] others = {FinishReason.LENGTH, FinishReason.PAUSE, FinishReason.REFUSAL, FinishReason.OTHER};
        return random.nextInt(5) == 0 ? others[random.nextInt(others.length)] : FinishReason.STOP;
    }
}
