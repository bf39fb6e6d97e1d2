package dev.agentharness.budget;

import dev.agentharness.model.ModelException;
import dev.agentharness.model.ModelResponse;
import dev.agentharness.model.ModelSpec;
import dev.agentharness.model.Price;
import java.math.BigDecimal;
import java.time.Duration;
import java.util.Optional;
import java.util.function.Function;

/** What a model call takes: at most, before it is made, and in fact, after it was. */
public final class ModelCost {

    /** The least output worth paying a request for. */
    public static final int LEAST_OUTPUT = 64;

    private ModelCost() {}

    /**
     * The worst case of a call, for {@link BudgetTracker#reserve(Function)}: the input bound, and as much output as the
     * cap allows, the model's window has room for and every limit leaves room for. Where there is no room for {@link #LEAST_OUTPUT}, it asks for that
     * all the same, and so is refused.
     *
     * @param turns how many turns the call counts as: one, or none for what is not the conversation itself
     * @param input the most tokens of input
     * @param maxOutput the output cap
     */
    public static Function<Room, Spend> worstCase(int turns, long input, int maxOutput, ModelSpec model) {
        int most = Math.min(maxOutput, model.maxOutputTokens());
        long besideInput = Math.min(most, outputInWindow(input, model.contextWindow()));
        return room -> {
            long output = Math.min(besideInput, room.tokens() - input);
            Optional<Price> price = model.price();
            if (price.isPresent() && room.of(Meter.DOLLARS).isPresent()) {
                BigDecimal left = room.of(Meter.DOLLARS).get();
                output = Math.min(output, price.get().affordableOutput(left, input));
            }
            long cap = Math.max(output, Math.min(LEAST_OUTPUT, most));
            BigDecimal dollars = price.map(known -> known.atMost(input, cap)).orElseGet(() -> unpriced(room));
            return new Spend(turns, 0, input + cap, dollars, Duration.ZERO);
        };
    }

    /**
     * What a window has room for besides an input. Many providers refuse a request whose input and output cap are more than
     * the window together. The bound may be far above what the input is, some three bytes a token: as long as that leaves
     * room, a fifth of the window is not taken from the output on account of it.
     */
    private static long outputInWindow(long input, long window) {
        return Math.max(window - input, Math.min(window / 5, window - input / 3));
    }

    /** Nobody has said what the model costs, so under a limit on dollars it does not fit. */
    private static BigDecimal unpriced(Room room) {
        return room.of(Meter.DOLLARS).map(left -> left.add(BigDecimal.ONE)).orElse(BigDecimal.ZERO);
    }

    /** What a call took by the usage that the provider reported, or empty if it reported none. */
    public static Optional<Spend> of(int turns, ModelResponse response, ModelSpec model) {
        return response.usage()
                .map(usage -> new Spend(
                        turns,
                        0,
                        usage.total(),
                        model.price().map(price -> price.cost(usage)).orElse(BigDecimal.ZERO),
                        Duration.ZERO));
    }

    /** What a failed call must be taken to have cost: nothing if the provider refused it, else its worst case. */
    public static Spend of(ModelException failure, Spend worstCase) {
        return failure.replay() == ModelException.Replay.SAFE
                ? Spend.NONE
                : new Spend(0, 0, worstCase.tokens(), worstCase.dollars(), Duration.ZERO);
    }
}
