package dev.agentharness.stop;

import dev.agentharness.budget.BudgetTracker;
import dev.agentharness.budget.BudgetedModel;
import dev.agentharness.model.Message;
import dev.agentharness.model.ModelClient;
import dev.agentharness.model.ModelListener;
import dev.agentharness.model.ModelRequest;
import dev.agentharness.model.ModelResponse;
import dev.agentharness.model.ToolCall;
import dev.agentharness.model.ToolChoice;
import dev.agentharness.model.ToolInput;
import dev.agentharness.model.ToolSpec;
import java.util.List;

/** A model that is asked for a verdict, which it gives by calling the one tool it is offered. */
final class Judge {

    private static final int MAX_OUTPUT = 1_000;

    private final ModelClient model;
    private final String instructions;
    private final ToolSpec verdict;

    /**
     * @param statuses the verdicts it may give
     */
    Judge(ModelClient model, String instructions, List<String> statuses) {
        this.model = model;
        this.instructions = instructions;
        this.verdict = ToolSpec.builder("verdict", "Give your verdict.")
                .inputSchema("""
                        {"type":"object","properties":{"status":{"type":"string","enum":["%s"]},\
                        "feedback":{"type":"string","description":"What is missing or wrong; empty if nothing is"}},\
                        "required":["status","feedback"]}""".formatted(String.join("\",\"", statuses)))
                .build();
    }

    /**
     * Asks for a verdict.
     *
     * @throws IllegalArgumentException if the model gives none
     */
    ToolInput ask(String question, BudgetTracker budget) throws InterruptedException {
        ModelRequest request = ModelRequest.builder()
                .instructions(instructions)
                .tools(List.of(verdict))
                .toolChoice(ToolChoice.REQUIRED)
                .messages(List.of(Message.user(question)))
                .maxOutputTokens(MAX_OUTPUT)
                .build();
        ModelResponse response = new BudgetedModel(model, budget.part("judge")).generate(request, ModelListener.none());
        return response.message().toolCalls().stream()
                .findFirst()
                .map(ToolCall::arguments)
                .map(ToolInput::parse)
                .orElseThrow(() -> new IllegalArgumentException("the judge gave no verdict but said: "
                        + response.message().text()));
    }
}
