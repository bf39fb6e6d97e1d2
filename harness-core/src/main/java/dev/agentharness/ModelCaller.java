package dev.agentharness;

import dev.agentharness.budget.InputBound;
import dev.agentharness.budget.ModelCost;
import dev.agentharness.budget.Reservation;
import dev.agentharness.budget.Room;
import dev.agentharness.budget.Spend;
import dev.agentharness.cache.PrefixBreak;
import dev.agentharness.context.Context;
import dev.agentharness.context.ContextBuilder;
import dev.agentharness.model.Message;
import dev.agentharness.model.ModelClient;
import dev.agentharness.model.ModelException;
import dev.agentharness.model.ModelRequest;
import dev.agentharness.model.ModelResponse;
import dev.agentharness.model.ModelSpec;
import dev.agentharness.run.RunEvent;
import dev.agentharness.run.RunState;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.IntStream;

/** Asks the model within the budget: sets the worst case aside, asks, books what it took. */
final class ModelCaller {

    /**
     * Some models may write 128,000 tokens at once. To ask for as much would set it aside each time, which starves what
     * runs beside, and providers count what is asked for against rate limits.
     */
    private static final int MOST_OUTPUT = 32_000;

    private final ModelClient model;
    private final ContextBuilder context;
    private final Optional<Hedging> hedging;
    private final PromptName promptName = new PromptName();

    /**
     * @param hedging how another is asked where the first is slow, if that is wanted
     */
    ModelCaller(ModelClient model, ContextBuilder context, Optional<Hedging> hedging) {
        this.model = model;
        this.context = context;
        this.hedging = hedging;
    }

    /** The model that the next try goes to. */
    ModelSpec next(RunState state) {
        return model.attempt(state.failures()).spec();
    }

    /** Asks for the next message of the run. */
    List<RunEvent> ask(Run run) throws InterruptedException {
        ModelClient asked = model.attempt(run.state().failures());
        Context shown = context.build(run.state());
        String prompt = prompt(shown, asked.spec(), run.state());
        long input = inputBound(shown, prompt, asked.spec(), run.state());
        Reservation reservation = run.budget().reserve(worstCase(1, input, asked.spec()));
        if (reservation instanceof Reservation.Refused refused) {
            return List.of(new RunEvent.LimitReached(run.now(), refused.scope(), refused.limit()));
        }
        Try first = new Try(asked, shown.request(), prompt, input, (Reservation.Granted) reservation);
        watchPrefix(shown, first, run);
        return hedging.isEmpty() ? send(first, run) : hedging.get().send(first, () -> hedge(first, shown, run), run);
    }

    /**
     * What else can be asked the same: the model that would be next, or the same again where no other is well. Nothing if
     * its worst case does not fit besides, with as much room for its answer as the first one has: a limit must not be met,
     * nor an answer cut short, for the sake of time.
     */
    private Optional<Try> hedge(Try first, Context shown, Run run) {
        ModelClient other = otherThan(first.model(), run.state().failures());
        ModelSpec spec = other.spec();
        if (Shortener.isUnreadable(run.state(), spec)) {
            return Optional.empty();
        }
        int output = Math.min(first.maxOutput(), spec.maxOutputTokens());
        String prompt = prompt(shown, spec, run.state());
        long input = inputBound(shown, prompt, spec, run.state());
        Reservation reservation = run.budget().reserve(ModelCost.worstCase(1, input, output, spec));
        if (reservation instanceof Reservation.Granted granted) {
            Try hedge = new Try(other, shown.request(), prompt, input, granted);
            if (hedge.maxOutput() >= output) {
                return Optional.of(hedge);
            }
            granted.release();
        }
        return Optional.empty();
    }

    private ModelClient otherThan(ModelClient asked, int failures) {
        return IntStream.rangeClosed(1, model.models())
                .mapToObj(more -> model.attempt(failures + more))
                .filter(next -> next != asked)
                .findFirst()
                .orElse(asked);
    }

    /**
     * Asks for the best answer so far, paid from what was held back. It does not count as a turn. Shows the model as much
     * of the conversation as can be paid; if not even a digest can, the run ends with what there is.
     */
    List<RunEvent> close(Run run) throws InterruptedException {
        ModelClient asked = model.attempt(run.state().failures());
        RunEvent.ClosingBegan began = new RunEvent.ClosingBegan(run.now(), ClosingRequest.text(run.state()));
        RunState closing = began.applyTo(run.state());
        Context whole = context.build(closing);
        for (ModelRequest request : ClosingRequest.candidates(whole.request(), closing)) {
            Context shown = new Context(
                    request,
                    whole.parts(),
                    Math.min(whole.leading(), request.messages().size() - 1));
            String prompt = prompt(shown, asked.spec(), closing);
            long input = inputBound(shown, prompt, asked.spec(), closing);
            Reservation reservation = run.reserveForClosing(worstCase(0, input, asked.spec()));
            if (reservation instanceof Reservation.Granted granted) {
                Try last = new Try(asked, request, prompt, input, granted);
                last.record(began, run);
                return send(last, run);
            }
        }
        return List.of(new RunEvent.ClosingBegan(run.now(), ""));
    }

    private static Function<Room, Spend> worstCase(int turns, long input, ModelSpec spec) {
        return ModelCost.worstCase(turns, input, MOST_OUTPUT, spec);
    }

    /** Tells where the request does not begin as the one before it did. */
    private static void watchPrefix(Context shown, Try first, Run run) {
        long cached = run.state()
                .lastReply()
                .flatMap(RunEvent.ModelReplied::usage)
                .map(usage -> usage.cacheRead() + usage.cacheWrite())
                .orElse(0L);
        Optional<PrefixBreak> change = run.prefix().next(shown.request(), shown.parts(), cached);
        if (change.isPresent()) {
            PrefixBreak at = change.get();
            first.record(
                    new RunEvent.PrefixChanged(run.now(), at.section(), at.before(), at.after(), at.tokensLost()), run);
        }
    }

    /** What the provider counted for the beginning, and the bound of what is new; or the bound of everything. */
    private static long inputBound(Context shown, String prompt, ModelSpec spec, RunState state) {
        ModelRequest request = shown.request();
        int known = state.knownMessages();
        if (known == 0 || prompt.isEmpty() || !prompt.equals(state.knownPrompt())) {
            return InputBound.of(request, spec) + state.inputSurplus();
        }
        List<Message> conversation =
                request.messages().subList(shown.leading(), request.messages().size());
        // Counted as output, the model's own message came without the template that it gets as input.
        int parts = conversation.get(known - 1).content().size();
        return state.knownTokens()
                + (1L + parts) * spec.messageOverhead()
                + InputBound.of(conversation.subList(known, conversation.size()), spec)
                + InputBound.ofOptions(request)
                + state.inputSurplus();
    }

    /**
     * Names what stands before the conversation; empty if the request does not show the whole conversation, behind which
     * fresh lines may stand.
     */
    private String prompt(Context shown, ModelSpec spec, RunState state) {
        ModelRequest request = shown.request();
        List<Message> whole = state.messages();
        List<Message> messages = request.messages();
        int end = shown.leading() + whole.size();
        if (messages.size() < end || !messages.subList(shown.leading(), end).equals(whole)) {
            return "";
        }
        return promptName.of(request, shown.leading(), spec);
    }

    private static List<RunEvent> send(Try only, Run run) throws InterruptedException {
        Spend charged = Spend.NONE; // as long as it is not asked
        Optional<Duration> timeLeft = run.budget().timeLeft();
        Deadline deadline = run.beginStep();
        try {
            run.record(only.asked(run));
            charged = only.worstCase();
            ModelResponse response = only.model().generate(only.capped(timeLeft), run.deltas());
            charged = only.cost(response);
            return List.of(Try.replied(response, charged, run));
        } catch (ModelException e) {
            charged = only.cost(e);
            return List.of(Try.failed(e, charged, run));
        } catch (InterruptedException e) {
            if (!deadline.hasPassed()) {
                charged = only.unheard();
                Try.cancelled(charged, run);
                throw e;
            }
            ModelException timeout = only.outOfTime(e);
            charged = only.cost(timeout);
            return List.of(Try.failed(timeout, charged, run));
        } finally {
            deadline.end();
            only.granted().settle(charged);
        }
    }
}
