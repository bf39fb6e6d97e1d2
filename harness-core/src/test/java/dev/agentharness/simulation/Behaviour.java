package dev.agentharness.simulation;

import dev.agentharness.Harness;
import dev.agentharness.Task;
import dev.agentharness.model.Content;
import dev.agentharness.model.Effect;
import dev.agentharness.model.FinishReason;
import dev.agentharness.model.Message;
import dev.agentharness.model.ModelClient;
import dev.agentharness.model.ModelListener;
import dev.agentharness.model.ModelRequest;
import dev.agentharness.model.ModelResponse;
import dev.agentharness.model.ModelSpec;
import dev.agentharness.model.Risk;
import dev.agentharness.model.ToolCall;
import dev.agentharness.model.ToolOutput;
import dev.agentharness.model.ToolSpec;
import dev.agentharness.model.Usage;
import dev.agentharness.permission.PermissionPolicy;
import dev.agentharness.run.Decision;
import dev.agentharness.run.RunResult;
import dev.agentharness.tool.Tool;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.IntFunction;

/**
 * A model that behaves in a certain way for as long as it is let, in a world of its own.
 *
 * @param name what it does, in words
 * @param turns what it says in each turn, counted from 0: calls, or a text
 * @param answers what a tool gives back when called like that for the n-th time, counted from 0
 */
record Behaviour(String name, IntFunction<List<Content>> turns, Answers answers) {

    interface Answers {
        String to(String tool, String arguments, int nth);
    }

    /** In a world that never changes; an answer that begins with {@code !} is an error. */
    static Behaviour of(String name, IntFunction<List<Content>> turns) {
        return new Behaviour(
                name,
                turns,
                (tool, arguments, nth) -> tool.equals("broken") || tool.equals("down")
                        ? "!" + tool + ": no route to host"
                        : tool + " of " + arguments);
    }

    Behaviour answering(Answers other) {
        return new Behaviour(name, turns, other);
    }

    static List<Content> says(String text) {
        return List.of(new Content.Text(text));
    }

    /** Tools and arguments in turn; an argument that is no JSON stands for a path. */
    static List<Content> calls(String... toolsAndArguments) {
        List<Content> calls = new ArrayList<>();
        for (int i = 0; i < toolsAndArguments.length; i += 2) {
            String argument = toolsAndArguments[i + 1];
            calls.add(new ToolCall(
                    "", toolsAndArguments[i], argument.startsWith("{") ? argument : "{\"path\":\"" + argument + "\"}"));
        }
        return calls;
    }

    RunResult run(Task task) {
        int[] turn = {0};
        ModelSpec spec = ModelSpec.builder("simulated", "behaviour").build();
        ModelClient model = new ModelClient() {
            @Override
            public ModelSpec spec() {
                return spec;
            }

            @Override
            public ModelResponse generate(ModelRequest request, ModelListener listener) {
                Message message = Message.assistant(turns.apply(turn[0]++));
                return ModelResponse.of(
                        message,
                        message.toolCalls().isEmpty() ? FinishReason.STOP : FinishReason.TOOL_CALLS,
                        Usage.of(100, 10));
            }
        };
        return Harness.builder()
                .model(model)
                .tools(tools())
                .permission(PermissionPolicy.named(
                        "no-secrets",
                        (call, tool, state) ->
                                call.arguments().contains("secret") ? Decision.deny("secret") : Decision.allow("fine")))
                .build()
                .run(task);
    }

    private Tool[] tools() {
        Map<String, Integer> counts = new ConcurrentHashMap<>();
        return List.of("read", "search", "test", "broken", "down", "edit", "send", "status").stream()
                .map(tool -> ToolSpec.builder(tool, "does")
                        .effect(tool.equals("edit") || tool.equals("send") ? Effect.NON_IDEMPOTENT : Effect.READ_ONLY)
                        .risk(Risk.NONE)
                        .polling(tool.equals("status"))
                        .build())
                .map(spec -> Tool.of(spec, (input, context) -> {
                    int nth = counts.merge(spec.name() + input.canonical(), 1, Integer::sum) - 1;
                    String answer = answers.to(spec.name(), input.canonical(), nth);
                    return answer.startsWith("!") ? ToolOutput.error(answer.substring(1)) : ToolOutput.text(answer);
                }))
                .toArray(Tool[]::new);
    }
}
