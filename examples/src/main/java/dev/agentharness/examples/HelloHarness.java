package dev.agentharness.examples;

// tag::hello[]
import dev.agentharness.Harness;
import dev.agentharness.budget.Budget;
import dev.agentharness.budget.Limit;
import dev.agentharness.models.Anthropic;
import dev.agentharness.run.RunResult;
import dev.agentharness.tool.Tool;
import dev.agentharness.tools.Tools;
import java.time.Duration;

/** A model, a tool and a budget: the smallest whole harness. */
public final class HelloHarness {

    record City(String name) {}

    public static void main(String[] args) {
        Tool weather = Tools.readOnly(
                "weather", "The weather in a city, now", City.class, (city, call) -> city.name() + ": 4 °C, rain");

        Harness harness = Harness.builder()
                .model(Anthropic.fromEnvironment()) // ANTHROPIC_API_KEY and ANTHROPIC_MODEL
                .tools(weather)
                .budget(Budget.of(Limit.tokens(10_000), Limit.time(Duration.ofMinutes(1))))
                .build();

        RunResult result = harness.run("Do I need an umbrella in Oslo?");

        System.out.println(result.answer());
        System.out.println(result.outcome().code() + " after " + result.spend());
    }
}
// end::hello[]
