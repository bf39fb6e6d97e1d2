package dev.agentharness;

import dev.agentharness.budget.InputBound;
import dev.agentharness.budget.ModelCost;
import dev.agentharness.budget.Reservation;
import dev.agentharness.budget.Room;
import dev.agentharness.budget.Spend;
import dev.agentharness.context.ContextBuilder;
import dev.agentharness.journal.JournalException;
import dev.agentharness.json.Fingerprint;
import dev.agentharness.model.Content;
import dev.agentharness.model.Message;
import dev.agentharness.model.ModelClient;
import dev.agentharness.model.ModelException;
import dev.agentharness.model.ModelRequest;
import dev.agentharness.model.ModelResponse;
import dev.agentharness.model.ModelSpec;
import dev.agentharness.model.ToolSpec;
import dev.agentharness.run.RunEvent;
import dev.agentharness.run.RunState;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/** Asks the model within the budget: sets the worst case aside, asks, books what it took. */
final class ModelCaller {

    /**
     * Some models may write 128,000 tokens at once. To ask for as much would set it aside each time, which starves what
     * runs beside, and providers count what is asked for against rate limits.
     */
    private static final int MOST_OUTPUT = 32_000;

    private final ModelClient model;
    private final ContextBuilder context;

    ModelCaller(ModelClient model, ContextBuilder context) {
        this.model = model;
        this.context = context;
    }

    /** Asks for the next message of the run. */
    List<RunEvent> ask(Run run) throws InterruptedException {
        ModelClient asked = model.attempt(run.state().failures());
        ModelRequest request = context.build(run.state());
        long input = inputBound(request, asked.spec(), run.state());
        Reservation reservation = run.budget().reserve(worstCase(1, input, asked.spec()));
        if (reservation instanceof Reservation.Refused refused) {
            return List.of(new RunEvent.LimitReached(run.now(), refused.scope(), refused.limit()));
        }
        return send(asked, request, input, (Reservation.Granted) reservation, run);
    }

    /**
     * Asks for the best answer so far, paid from what was held back. It does not count as a turn. Shows the model as much
     * of the conversation as can be paid; if not even a digest can, the run ends with what there is.
     */
    List<RunEvent> close(Run run) throws InterruptedException {
        ModelClient asked = model.attempt(run.state().failures());
        run.record(new RunEvent.ClosingBegan(run.now(), ClosingRequest.text(run.state())));
        for (ModelRequest request : ClosingRequest.candidates(context.build(run.state()), run.state())) {
            long input = inputBound(request, asked.spec(), run.state());
            Reservation reservation = run.reserveForClosing(worstCase(0, input, asked.spec()));
            if (reservation instanceof Reservation.Granted granted) {
                return send(asked, request, input, granted, run);
            }
        }
        return List.of();
    }

    private static Function<Room, Spend> worstCase(int turns, long input, ModelSpec spec) {
        return ModelCost.worstCase(turns, input, MOST_OUTPUT, spec);
    }

    /** What the provider counted for the beginning, and the bound of what is new; or the bound of everything. */
    private static long inputBound(ModelRequest request, ModelSpec spec, RunState state) {
        int known = state.knownMessages();
        List<Message> messages = request.messages();
        boolean extendsKnown = known > 0
                && prompt(request, spec).equals(state.knownPrompt())
                && messages.size() >= known
                && messages.subList(0, known).equals(state.messages().subList(0, known));
        if (!extendsKnown) {
            return InputBound.of(request, spec);
        }
        // Counted as output, the model's own message came without the template that it gets as input.
        int parts = messages.get(known - 1).content().size();
        return state.knownTokens()
                + (1L + parts) * spec.messageOverhead()
                + InputBound.of(messages.subList(known, messages.size()), spec);
    }

    /** What a count of the provider's holds for: another model would count otherwise. */
    private static String prompt(ModelRequest request, ModelSpec spec) {
        return Fingerprint.of(List.of(
                spec.toString(),
                request.instructions(),
                request.tools().stream().map(ToolSpec::facts).toList()));
    }

    /** Whether the request begins with the whole conversation; fresh lines may stand behind it. */
    private static boolean showsWhole(ModelRequest request, RunState state) {
        List<Message> whole = state.messages();
        List<Message> shown = request.messages();
        int last = whole.size() - 1;
        if (shown.size() < whole.size() || !shown.subList(0, last).equals(whole.subList(0, last))) {
            return false;
        }
        List<Content> words = whole.get(last).content();
        List<Content> said = shown.get(last).content();
        return said.size() >= words.size() && said.subList(0, words.size()).equals(words);
    }

    private static List<RunEvent> send(
            ModelClient model, ModelRequest request, long input, Reservation.Granted granted, Run run)
            throws InterruptedException {
        Spend worstCase = granted.worstCase();
        ModelSpec spec = model.spec();
        int maxOutput = (int) (worstCase.tokens() - input);
        int turn = run.state().turns() + (int) worstCase.turns();
        Spend charged = worstCase;
        Optional<Duration> timeLeft = run.budget().room().time();
        Deadline deadline = Deadline.in(timeLeft);
        try {
            run.record(new RunEvent.ModelAsked(
                    run.now(),
                    turn,
                    worstCase,
                    maxOutput,
                    showsWhole(request, run.state()) ? prompt(request, spec) : ""));
            ModelRequest.Builder capped = request.toBuilder().maxOutputTokens(maxOutput);
            timeLeft.filter(left -> !left.isZero()).ifPresent(capped::timeout);
            ModelResponse response = model.generate(capped.build(), run::delta);
            charged = ModelCost.of((int) worstCase.turns(), response, spec).orElse(worstCase);
            return replied(response, charged, run);
        } catch (ModelException e) {
            charged = ModelCost.of(e, worstCase);
            return List.of(failed(e, charged, run));
        } catch (InterruptedException e) {
            if (!deadline.hasPassed()) {
                // Cancelled in flight: the provider may bill it all the same, and the run must not forget that.
                charged = new Spend(0, 0, worstCase.tokens(), worstCase.dollars(), Duration.ZERO);
                try {
                    run.record(new RunEvent.Drawn(run.now(), run.budget().scope(), charged));
                } catch (JournalException unrecorded) {
                    Thread.currentThread().interrupt();
                    throw unrecorded;
                }
                throw e;
            }
            ModelException timeout = new ModelException(
                    ModelException.Kind.TIMEOUT, "the run's time was up before " + spec + " had answered", e);
            charged = ModelCost.of(timeout, worstCase);
            return List.of(failed(timeout, charged, run));
        } finally {
            deadline.close();
            granted.settle(charged);
        }
    }

    private static List<RunEvent> replied(ModelResponse response, Spend charged, Run run) {
        return List.of(new RunEvent.ModelReplied(
                run.now(),
                UniqueCallIds.in(response.message(), run.state()),
                response.finishReason(),
                response.usage(),
                charged,
                response.details()));
    }

    private static RunEvent failed(ModelException e, Spend charged, Run run) {
        return new RunEvent.ModelFailed(
                run.now(), e.kind(), String.valueOf(e.getMessage()), e.retryable(), e.retryAfter(), charged);
    }
}
