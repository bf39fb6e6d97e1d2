package dev.agentharness.examples;

import dev.agentharness.Harness;
import dev.agentharness.budget.Budget;
import dev.agentharness.budget.Limit;
import dev.agentharness.model.ModelClient;
import dev.agentharness.models.Anthropic;
import dev.agentharness.models.OpenAiResponses;
import dev.agentharness.models.Resilient;
import dev.agentharness.run.RunResult;
import java.time.Duration;

/** Asks a second model as well where the first is silent, because somebody waits for the answer. */
public final class HedgedRun {

    private HedgedRun() {}

    public static void main(String[] args) {
        RunResult result = run(Anthropic.fromEnvironment(), OpenAiResponses.fromEnvironment(), Duration.ofSeconds(8));
        System.out.println(result.answer());
        System.out.println(result.outcome().code() + " after " + result.spend());
    }

    static RunResult run(ModelClient claude, ModelClient gpt, Duration silence) {
        // tag::hedged[]
        Harness harness = Harness.builder()
                .model(Resilient.chain(claude, gpt))
                .hedgeAfter(silence) // such as eight seconds: longer than claude usually takes to begin
                .budget(Budget.of(Limit.tokens(200_000))) // has room for both, or there is no hedge
                .build();
        // end::hedged[]
        return harness.run("Do I need an umbrella in Oslo?");
    }
}
