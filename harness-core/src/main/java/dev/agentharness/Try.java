package dev.agentharness;

import dev.agentharness.budget.ModelCost;
import dev.agentharness.budget.Reservation;
import dev.agentharness.budget.Spend;
import dev.agentharness.journal.JournalException;
import dev.agentharness.model.ModelClient;
import dev.agentharness.model.ModelException;
import dev.agentharness.model.ModelRequest;
import dev.agentharness.model.ModelResponse;
import dev.agentharness.run.RunEvent;
import java.time.Duration;
import java.util.Optional;

/**
 * One call of one model: what it is asked, what was set aside for it, and what becomes of it in the run's events.
 *
 * @param prompt names what stands before the conversation; see {@link RunEvent.ModelAsked#prompt()}
 * @param input the most tokens that the request can have
 */
record Try(ModelClient model, ModelRequest request, String prompt, long input, Reservation.Granted granted) {

    Spend worstCase() {
        return granted.worstCase();
    }

    int maxOutput() {
        return (int) (worstCase().tokens() - input);
    }

    /** The request, with what was set aside as its cap, and no more time than is left. */
    ModelRequest capped(Optional<Duration> timeLeft) {
        ModelRequest.Builder capped = request.toBuilder().maxOutputTokens(maxOutput());
        timeLeft.filter(left -> !left.isZero()).ifPresent(capped::timeout);
        return capped.build();
    }

    /** What is booked for an answer. */
    Spend cost(ModelResponse response) {
        return ModelCost.of((int) worstCase().turns(), response, model.spec()).orElse(worstCase());
    }

    /** What is booked for a failure. */
    Spend cost(ModelException failure) {
        return ModelCost.of(failure, worstCase());
    }

    /** What is booked where nothing more is heard of it: the provider may bill it all the same. */
    Spend unheard() {
        return new Spend(0, 0, worstCase().tokens(), worstCase().dollars(), Duration.ZERO);
    }

    ModelException outOfTime(InterruptedException e) {
        return new ModelException(
                ModelException.Kind.TIMEOUT, "the run's time was up before " + model.spec() + " had answered", e);
    }

    /** Records what comes before it is asked. If that fails it never is, and what was set aside for it is given back. */
    void record(RunEvent before, Run run) {
        try {
            run.record(before);
        } catch (RuntimeException | Error e) {
            granted.release();
            throw e;
        }
    }

    RunEvent asked(Run run) {
        int turn = run.state().turns() + (int) worstCase().turns();
        return new RunEvent.ModelAsked(run.now(), turn, model.spec().toString(), worstCase(), maxOutput(), prompt);
    }

    /** As the second of two that are asked beside each other. */
    RunEvent hedged(Run run) {
        return new RunEvent.ModelHedged(run.now(), model.spec().toString(), worstCase(), maxOutput(), prompt);
    }

    static RunEvent replied(ModelResponse response, Spend charged, Run run) {
        return new RunEvent.ModelReplied(
                run.now(),
                UniqueCallIds.in(response.message(), run.state()),
                response.finishReason(),
                response.usage(),
                charged,
                response.details());
    }

    static RunEvent failed(ModelException e, Spend charged, Run run) {
        return new RunEvent.ModelFailed(
                run.now(), e.kind(), String.valueOf(e.getMessage()), e.retryable(), e.retryAfter(), charged);
    }

    /** Records what was cancelled in flight: the provider may bill it, and the run must not forget that. */
    static void cancelled(Spend unheard, Run run) {
        try {
            run.record(new RunEvent.Drawn(run.now(), run.budget().scope(), unheard));
        } catch (JournalException unrecorded) {
            Thread.currentThread().interrupt();
            throw unrecorded;
        }
    }
}
