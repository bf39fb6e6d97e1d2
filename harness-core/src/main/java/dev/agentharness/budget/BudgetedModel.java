package dev.agentharness.budget;

import dev.agentharness.model.ModelClient;
import dev.agentharness.model.ModelException;
import dev.agentharness.model.ModelListener;
import dev.agentharness.model.ModelRequest;
import dev.agentharness.model.ModelResponse;
import dev.agentharness.model.ModelSpec;
import java.util.Objects;

/**
 * A model whose calls draw on a ledger: for judges, summarisers, and tools that ask a model themselves. The worst case of
 * each call is set aside first; a call that does not fit is not made and fails with
 * {@link ModelException.Kind#BUDGET}. Thread-safe.
 */
public final class BudgetedModel implements ModelClient {

    private final ModelClient model;
    private final BudgetTracker budget;

    public BudgetedModel(ModelClient model, BudgetTracker budget) {
        this.model = Objects.requireNonNull(model, "model");
        this.budget = Objects.requireNonNull(budget, "budget");
    }

    @Override
    public ModelSpec spec() {
        return model.spec();
    }

    @Override
    public ModelResponse generate(ModelRequest request, ModelListener listener) throws InterruptedException {
        long input = InputBound.of(request, spec());
        Reservation reservation = budget.reserve(ModelCost.worstCase(0, input, request.maxOutputTokens(), spec()));
        if (reservation instanceof Reservation.Refused refused) {
            throw new ModelException(
                    ModelException.Kind.BUDGET,
                    "a call of " + spec() + " does not fit into the limit of " + refused.limit() + " of "
                            + refused.scope(),
                    null);
        }
        Reservation.Granted granted = (Reservation.Granted) reservation;
        Spend charged = granted.worstCase();
        try {
            int maxOutput = (int) (charged.tokens() - input);
            ModelResponse response = model.generate(
                    request.toBuilder().maxOutputTokens(maxOutput).build(), listener);
            charged = ModelCost.of(0, response, spec()).orElse(charged);
            return response;
        } catch (ModelException e) {
            charged = ModelCost.of(e, charged);
            throw e;
        } finally {
            granted.settle(charged);
        }
    }
}
