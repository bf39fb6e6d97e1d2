package dev.agentharness.model;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;

/**
 * A model that says what it was told to say: for tests of harnesses, tools and policies, with no network and no key.
 *
 * <p>Each answer is used once, in order; one request more than there are answers throws {@link IllegalStateException}.
 * Usage is made up by the rule of one token for every four characters, at least one. Thread-safe, but a script makes
 * sense only if the calls come in a known order.
 */
public final class ScriptedModel implements ModelClient {

    /** One line of the script: what the model says to a request, or throws. */
    @FunctionalInterface
    public interface Answer {
        ModelResponse to(ModelRequest request);
    }

    private final ModelSpec spec;
    private final Queue<Answer> script;
    private final List<ModelRequest> requests = new ArrayList<>();
    private int calls;

    private ScriptedModel(ModelSpec spec, List<Answer> script) {
        this.spec = spec;
        this.script = new ArrayDeque<>(script);
    }

    /** A script of answers; see {@link #says}, {@link #calls} and {@link #fails}. */
    public static ScriptedModel of(Answer... script) {
        return of(ModelSpec.builder("scripted", "scripted").build(), script);
    }

    /** A script of answers for a model with the given size and price. */
    public static ScriptedModel of(ModelSpec spec, Answer... script) {
        return new ScriptedModel(spec, List.of(script));
    }

    /** A plain answer. */
    public static Answer says(String text) {
        return request -> answer(request, Message.assistant(text), FinishReason.STOP);
    }

    /**
     * A message with one or more calls: names and JSON arguments in turn. Ids are {@code call-1}, {@code call-2}, … in
     * the order of the whole conversation.
     */
    public static Answer calls(String... namesAndArguments) {
        if (namesAndArguments.length == 0 || namesAndArguments.length % 2 != 0) {
            throw new IllegalArgumentException("calls need a name and arguments each");
        }
        return request -> {
            long made = request.messages().stream()
                    .mapToLong(message -> message.toolCalls().size())
                    .sum();
            List<ToolCall> calls = new ArrayList<>();
            for (int i = 0; i < namesAndArguments.length; i += 2) {
                calls.add(new ToolCall("call-" + ++made, namesAndArguments[i], namesAndArguments[i + 1]));
            }
            return answer(request, Message.assistant(calls), FinishReason.TOOL_CALLS);
        };
    }

    /** A call that fails. */
    public static Answer fails(ModelException.Kind kind, String message) {
        return request -> {
            throw new ModelException(kind, message, null);
        };
    }

    @Override
    public ModelSpec spec() {
        return spec;
    }

    @Override
    public ModelResponse generate(ModelRequest request, ModelListener listener) {
        Answer next;
        synchronized (script) {
            calls++;
            requests.add(request);
            next = script.poll();
        }
        if (next == null) {
            throw new IllegalStateException("the script ends before request " + calls);
        }
        ModelResponse response = next.to(request);
        String text = response.message().text();
        if (!text.isEmpty()) {
            listener.onText(text);
        }
        return response;
    }

    /** The requests so far, in order. */
    public List<ModelRequest> requests() {
        synchronized (script) {
            return List.copyOf(requests);
        }
    }

    private static ModelResponse answer(ModelRequest request, Message message, FinishReason reason) {
        long input = request.instructions().length()
                + request.tools().stream()
                        .mapToLong(tool -> tool.facts().toString().length())
                        .sum()
                + request.messages().stream().mapToLong(ScriptedModel::length).sum();
        return ModelResponse.of(message, reason, Usage.of(tokens(input), tokens(length(message))));
    }

    private static long length(Message message) {
        long length = 0;
        for (Content part : message.content()) {
            if (part instanceof ToolCall call) {
                length += call.name().length() + call.arguments().length();
            } else if (part instanceof ToolResult result) {
                length += result.text().length();
            } else if (part instanceof Content.Text text) {
                length += text.text().length();
            }
        }
        return length;
    }

    private static long tokens(long characters) {
        return Math.max(1, characters / 4);
    }
}
