package dev.agentharness.run;

import dev.agentharness.budget.Spend;
import dev.agentharness.model.ModelException;
import dev.agentharness.model.Usage;
import java.time.Duration;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** What a run's model was last asked, what came of it, and how its provider counts. Immutable. */
final class Exchange {

    /** Before the model was first asked. */
    static final Exchange NONE = new Exchange();

    // Written only on a fresh copy, before anybody else has seen it.
    private String prompt;
    private long input;
    private Spend inFlight;
    private RunEvent.@Nullable ModelHedged hedge; // in flight beside it
    private RunEvent.@Nullable ModelReplied reply;
    private RunEvent.@Nullable ModelFailed failure;
    private int failures;
    private Usage usage;
    private String countedPrompt;
    private long surplus;

    private Exchange() {
        prompt = "";
        inFlight = Spend.NONE;
        usage = Usage.NONE;
        countedPrompt = "";
    }

    private Exchange(Exchange before) {
        prompt = before.prompt;
        input = before.input;
        inFlight = before.inFlight;
        hedge = before.hedge;
        reply = before.reply;
        failure = before.failure;
        failures = before.failures;
        usage = before.usage;
        countedPrompt = before.countedPrompt;
        surplus = before.surplus;
    }

    Optional<RunEvent.ModelReplied> reply() {
        return Optional.ofNullable(reply);
    }

    /** The failure that nothing was tried about yet. */
    Optional<RunEvent.ModelFailed> failure() {
        return Optional.ofNullable(failure);
    }

    /** How often the model has failed since it last answered. */
    int failures() {
        return failures;
    }

    /** The usage that the provider reported, added up. */
    Usage usage() {
        return usage;
    }

    /** Behind which prompt the provider last counted. */
    String countedPrompt() {
        return countedPrompt;
    }

    /** How many tokens more than bounded the provider has counted for inputs. */
    long surplus() {
        return surplus;
    }

    /** What calls of the model that nothing was heard of may have been billed all the same. */
    Spend unheard() {
        Spend both = hedge == null ? inFlight : inFlight.plus(hedge.reserved());
        return new Spend(0, 0, both.tokens(), both.dollars(), Duration.ZERO);
    }

    /** What the provider counted for the whole conversation, if it was shown that and has counted. */
    Optional<Usage> counted(RunEvent.ModelReplied answer) {
        return prompt.isEmpty() ? Optional.empty() : answer.usage();
    }

    Exchange asked(RunEvent.ModelAsked event) {
        Exchange next = new Exchange(this);
        next.waitFor(event.reserved(), event.maxOutputTokens(), event.prompt());
        return next;
    }

    Exchange hedged(RunEvent.ModelHedged event) {
        Exchange next = new Exchange(this);
        next.hedge = event;
        return next;
    }

    /** With the one that is left as if it had been asked alone: its own bound and prompt count. */
    Exchange dropped(RunEvent.ModelDropped event) {
        Exchange next = new Exchange(this);
        if (event.hedge() || hedge == null) {
            next.hedge = null;
        } else {
            next.waitFor(hedge.reserved(), hedge.maxOutputTokens(), hedge.prompt());
        }
        return next;
    }

    private void waitFor(Spend reserved, int maxOutput, String behind) {
        inFlight = reserved;
        hedge = null;
        prompt = behind;
        input = reserved.tokens() - maxOutput;
    }

    private void waitForNothing() {
        inFlight = Spend.NONE;
        hedge = null;
    }

    Exchange replied(RunEvent.ModelReplied answer) {
        Exchange next = new Exchange(this);
        next.waitForNothing();
        next.reply = answer;
        next.failure = null;
        next.failures = 0;
        answer.usage().ifPresent(reported -> {
            next.usage = usage.plus(reported);
            next.surplus += Math.max(0, reported.input() - input);
            next.countedPrompt = prompt.isEmpty() ? countedPrompt : prompt;
        });
        return next;
    }

    Exchange failed(RunEvent.ModelFailed event) {
        Exchange next = new Exchange(this);
        next.waitForNothing();
        next.failure = event;
        next.failures++;
        return next;
    }

    /** With no call of the model in flight, nor one beside it. */
    Exchange settled() {
        if (inFlight.equals(Spend.NONE)) {
            return this;
        }
        Exchange next = new Exchange(this);
        next.waitForNothing();
        return next;
    }

    /** A conversation that was too long has become shorter, so it is worth asking again. */
    Exchange shortened() {
        if (failure == null || failure.kind() != ModelException.Kind.CONTEXT_TOO_LONG) {
            return this;
        }
        Exchange next = new Exchange(this);
        next.failure = null;
        return next;
    }

    Exchange resumed() {
        Exchange next = new Exchange(this);
        next.waitForNothing();
        next.failure = null;
        next.failures = 0;
        return next;
    }
}
