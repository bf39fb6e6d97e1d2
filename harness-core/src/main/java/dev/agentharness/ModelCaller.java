package dev.agentharness;

import dev.agentharness.budget.BudgetTracker;
import dev.agentharness.budget.Meter;
import dev.agentharness.budget.Reservation;
import dev.agentharness.budget.Room;
import dev.agentharness.budget.Spend;
import dev.agentharness.context.ContextBuilder;
import dev.agentharness.model.Message;
import dev.agentharness.model.ModelClient;
import dev.agentharness.model.ModelException;
import dev.agentharness.model.ModelRequest;
import dev.agentharness.model.ModelResponse;
import dev.agentharness.model.ModelSpec;
import dev.agentharness.model.Price;
import dev.agentharness.run.RunEvent;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.time.Duration;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;

/** Asks the model within the budget: sets the worst case aside, asks, books what it took. */
final class ModelCaller {

    /** The least output worth paying a request for. */
    static final int LEAST_OUTPUT = 64;

    /** Failures by which a provider has said, or cannot but have decided, that it did not work on the request. */
    private static final Set<ModelException.Kind> NOT_BILLED = EnumSet.of(
            ModelException.Kind.AUTHENTICATION,
            ModelException.Kind.INVALID_REQUEST,
            ModelException.Kind.NOT_FOUND,
            ModelException.Kind.CONTEXT_TOO_LONG,
            ModelException.Kind.QUOTA_EXHAUSTED,
            ModelException.Kind.RATE_LIMITED,
            ModelException.Kind.OVERLOADED,
            ModelException.Kind.SERVER_ERROR,
            ModelException.Kind.CONNECTION);

    private final ModelClient model;
    private final ContextBuilder context;

    ModelCaller(ModelClient model, ContextBuilder context) {
        this.model = model;
        this.context = context;
    }

    List<RunEvent> ask(Run run) throws InterruptedException {
        ModelRequest request = context.build(run.state());
        ModelSpec spec = model.spec();
        long input = InputBound.of(request, run.state(), spec);
        Reservation reservation = run.budget().reserve(worstCase(input, spec));
        if (reservation instanceof Reservation.Refused refused) {
            return List.of(new RunEvent.LimitReached(run.now(), refused.scope(), refused.limit()));
        }
        Reservation.Granted granted = (Reservation.Granted) reservation;
        int maxOutput = (int) (granted.worstCase().tokens() - input);
        run.record(new RunEvent.ModelAsked(
                run.now(), (int) run.state().spend().turns() + 1, granted.worstCase(), maxOutput));
        Spend charged = granted.worstCase();
        try {
            ModelRequest.Builder capped = request.toBuilder().maxOutputTokens(maxOutput);
            timeLeft(run.budget()).ifPresent(capped::timeout);
            ModelResponse response = model.generate(capped.build(), run::delta);
            charged = charge(response, spec, granted.worstCase());
            Message message = UniqueCallIds.in(response.message(), run.state());
            return List.of(new RunEvent.ModelReplied(
                    run.now(), message, response.finishReason(), response.usage(), charged, response.details()));
        } catch (ModelException e) {
            charged = NOT_BILLED.contains(e.kind())
                    ? Spend.NONE
                    : new Spend(0, 0, charged.tokens(), charged.dollars(), Duration.ZERO);
            return List.of(new RunEvent.ModelFailed(
                    run.now(), e.kind(), String.valueOf(e.getMessage()), e.retryable(), e.retryAfter(), charged));
        } finally {
            granted.settle(charged);
        }
    }

    /** The input bound, and as much output as the model can give and every limit leaves room for. */
    private static Function<Room, Spend> worstCase(long input, ModelSpec spec) {
        return room -> {
            long output = Math.min(spec.maxOutputTokens(), room.tokens() - input);
            Optional<Price> price = spec.price();
            Optional<BigDecimal> dollars = room.of(Meter.DOLLARS);
            if (price.isPresent() && dollars.isPresent() && price.get().output().signum() > 0) {
                BigDecimal forOutput = dollars.get().subtract(price.get().atMost(input, 0));
                output = Math.min(
                        output,
                        forOutput
                                .movePointRight(6)
                                .divide(price.get().output(), 0, RoundingMode.FLOOR)
                                .longValue());
            }
            long cap = Math.max(output, Math.min(LEAST_OUTPUT, spec.maxOutputTokens()));
            return Spend.modelCall(
                    input + cap, price.map(known -> known.atMost(input, cap)).orElse(BigDecimal.ZERO));
        };
    }

    private static Spend charge(ModelResponse response, ModelSpec spec, Spend worstCase) {
        return response.usage()
                .map(usage -> Spend.modelCall(
                        usage.total(),
                        spec.price().map(price -> price.cost(usage)).orElse(BigDecimal.ZERO)))
                .orElse(worstCase);
    }

    private static Optional<Duration> timeLeft(BudgetTracker budget) {
        return budget.room().time().filter(left -> !left.isZero());
    }
}
