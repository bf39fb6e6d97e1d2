package dev.agentharness.examples.riskreassessment;

import dev.agentharness.model.ModelClient;
import dev.agentharness.model.ModelSpec;
import dev.agentharness.model.Price;
import dev.agentharness.models.Anthropic;
import dev.agentharness.models.HttpModelBuilder;
import dev.agentharness.models.OpenAiChat;
import java.util.Map;
import java.util.Optional;

/**
 * Who does the work.
 *
 * @param introduction one line on who it is and what it costs
 */
record Analyst(ModelClient model, String introduction) {

    /**
     * A model that the environment has a key for, or else the stand-in.
     *
     * @throws IllegalArgumentException if there is a key but something else is missing
     */
    static Analyst from(Map<String, String> environment, Optional<Price> price) {
        if (!value(environment, "ANTHROPIC_API_KEY").isEmpty()) {
            return of(Anthropic.builder(), "anthropic", "ANTHROPIC", environment, price);
        }
        if (!(value(environment, "OPENAI_API_KEY") + value(environment, "OPENAI_BASE_URL")).isEmpty()) {
            return of(OpenAiChat.builder(), "openai", "OPENAI", environment, price);
        }
        return new Analyst(
                new RuleBasedAnalyst(),
                "No key found (ANTHROPIC_API_KEY, OPENAI_API_KEY): a rule-based stand-in plays the model, at no cost.");
    }

    /** Whether a dollar limit can be held: an unpriced model is never taken for a free one. */
    boolean isPriced() {
        return model.spec().price().isPresent();
    }

    private static Analyst of(
            HttpModelBuilder<?> builder,
            String provider,
            String variables,
            Map<String, String> environment,
            Optional<Price> price) {
        String name = value(environment, variables + "_MODEL");
        if (name.isEmpty()) {
            throw new IllegalArgumentException("say which model: set " + variables + "_MODEL");
        }
        builder.environment(environment);
        price.ifPresent(known ->
                builder.spec(ModelSpec.builder(provider, name).price(known).build()));
        ModelClient model = builder.build();
        return new Analyst(
                model,
                "The model is " + model.spec() + ", "
                        + model.spec()
                                .price()
                                .map(Price::toString)
                                .orElse("of unknown price: no dollar limit (say --price IN,OUT for one)."));
    }

    private static String value(Map<String, String> environment, String variable) {
        return environment.getOrDefault(variable, "").strip();
    }
}
