package dev.agentharness.run;

import dev.agentharness.budget.Budget;
import dev.agentharness.budget.Spend;
import dev.agentharness.model.Artefact;
import dev.agentharness.model.Message;
import dev.agentharness.model.ToolSpec;
import dev.agentharness.model.Usage;
import java.time.Duration;
import java.time.Instant;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * Where a run stands: what all its events so far add up to. Immutable once made, and made by events only, so that
 * replaying a journal gives the same state anywhere.
 */
public final class RunState {

    private final String runId;
    private final RunEvent.@Nullable Started started;

    // Written only on a fresh copy, before anybody else has seen it.
    private Instant lastAt;
    private Instant timedFrom; // so long before lastAt as the run's time is
    private int events;
    private Stamps stamps;
    private RunEvent.@Nullable Recalled recalled;
    private Account account;
    private Exchange exchange;
    private Work work;
    private Ending ending;

    private RunState(String runId) {
        this.runId = runId;
        started = null;
        lastAt = Instant.EPOCH;
        timedFrom = lastAt;
        stamps = new Stamps("", "", "", "", "");
        account = Account.of(Budget.standard());
        exchange = Exchange.NONE;
        work = Work.before(runId);
        ending = Ending.NONE;
    }

    private RunState(RunEvent.Started event) {
        runId = event.runId();
        started = event;
        lastAt = event.at();
        timedFrom = lastAt;
        events = 1;
        stamps = event.stamps();
        account = Account.of(event.budget());
        exchange = Exchange.NONE;
        work = Work.of(event);
        ending = Ending.NONE;
    }

    private RunState(RunState before) {
        runId = before.runId;
        started = before.started;
        lastAt = before.lastAt;
        timedFrom = before.timedFrom;
        events = before.events;
        stamps = before.stamps;
        recalled = before.recalled;
        account = before.account;
        exchange = before.exchange;
        work = before.work;
        ending = before.ending;
    }

    /** The state of a run of which nothing has happened yet; the next event is {@link RunEvent.Started}. */
    public static RunState before(String runId) {
        return new RunState(runId);
    }

    /**
     * The state that these events add up to.
     *
     * @throws IllegalArgumentException if the first event is not {@link RunEvent.Started}
     */
    public static RunState replay(List<RunEvent> events) {
        if (events.isEmpty() || !(events.get(0) instanceof RunEvent.Started)) {
            throw new IllegalArgumentException("a run begins with Started, not with "
                    + (events.isEmpty() ? "nothing" : events.get(0).getClass().getSimpleName()));
        }
        RunState state = before("");
        for (RunEvent event : events) {
            state = event.applyTo(state);
        }
        return state;
    }

    RunState begun(RunEvent.Started event) {
        if (events > 0) {
            throw new IllegalStateException("run " + runId + " has begun already");
        }
        return new RunState(event);
    }

    /** After an event that changes the work, and nothing was taken. */
    RunState worked(RunEvent event, UnaryOperator<Work> change) {
        return worked(event, Spend.NONE, change);
    }

    /** After an event that changes the work. */
    RunState worked(RunEvent event, Spend taken, UnaryOperator<Work> change) {
        RunState next = after(event, taken);
        next.work = change.apply(work);
        return next;
    }

    /** After an event at which nothing was taken. */
    RunState after(RunEvent event, Consumer<RunState> change) {
        return after(event, Spend.NONE, change);
    }

    /**
     * After an event.
     *
     * @param taken what it took besides the time since the last one
     * @param change what else it changes in the copy that it is given
     */
    RunState after(RunEvent event, Spend taken, Consumer<RunState> change) {
        RunState next = after(event, taken);
        change.accept(next);
        return next;
    }

    private RunState after(RunEvent event, Spend taken) {
        RunState next = new RunState(this);
        next.events++;
        next.lastAt = event.at().isAfter(lastAt) ? event.at() : lastAt;
        next.timedFrom = counts(event) ? timedFrom : timedFrom.plus(Duration.between(lastAt, next.lastAt));
        next.account = account.plus(taken);
        return next;
    }

    /** Whether the time up to the event is the run's. */
    private static boolean counts(RunEvent event) {
        return !(event instanceof RunEvent.PersonAnswered || event instanceof RunEvent.PersonAsked)
                && !(event instanceof RunEvent.Resumed resumed
                        && !resumed.budget().downtimeCounts());
    }

    void resumed(RunEvent.Resumed event) {
        account = account.resumed(event.budget());
        exchange = exchange.resumed();
        work = work.resumed(event.message(), outcome().isPresent());
        if (!event.stamps().equals(stamps)) {
            stamps = event.stamps();
            work = work.uncounted();
        }
        ending = ending.resumed();
    }

    void recalled(RunEvent.Recalled event) {
        recalled = event;
    }

    void asked(RunEvent.ModelAsked event) {
        exchange = exchange.asked(event);
    }

    void hedged(RunEvent.ModelHedged event) {
        exchange = exchange.hedged(event);
    }

    void dropped(RunEvent.ModelDropped event) {
        exchange = exchange.dropped(event);
    }

    void replied(RunEvent.ModelReplied event) {
        work = work.replied(event.message(), turns(), exchange.counted(event));
        exchange = exchange.replied(event);
    }

    void failed(RunEvent.ModelFailed event) {
        exchange = exchange.failed(event);
    }

    void drew(RunEvent.Drawn event) {
        account = account.drawnBy(event.scope(), event.spend());
        exchange = exchange.settled();
    }

    void compacted(RunEvent.Compacted event) {
        work = work.compacted(event);
        if (event.after() < event.before()) {
            exchange = exchange.shortened();
        }
    }

    void warned() {
        account = account.withWarning();
    }

    void limited(RunEvent.LimitReached event) {
        ending = ending.limited(event);
    }

    void closing(String text) {
        ending = ending.closing(turns());
        if (!text.isEmpty()) {
            work = work.told(text);
        }
    }

    void personMissing() {
        ending = ending.personMissing();
    }

    void ended(Outcome outcome) {
        exchange = exchange.settled();
        ending = ending.ended(outcome);
    }

    /** What a call of the model that nothing was heard of may have been billed all the same. */
    Spend unheard() {
        return exchange.unheard();
    }

    private RunEvent.Started started() {
        if (started == null) {
            throw new IllegalStateException("run " + runId + " has not begun");
        }
        return started;
    }

    boolean isUntrusted(String tool) {
        return tool(tool).filter(ToolSpec::untrusted).isPresent();
    }

    private Conversation conversation() {
        return work.conversation();
    }

    public String runId() {
        return runId;
    }

    /** The system prompt. */
    public String instructions() {
        return started().instructions();
    }

    /** What the model is offered. */
    public List<ToolSpec> tools() {
        return started().tools();
    }

    public Optional<ToolSpec> tool(String name) {
        for (ToolSpec tool : tools()) {
            if (tool.name().equals(name)) {
                return Optional.of(tool);
            }
        }
        return Optional.empty();
    }

    /** Whether the answer has to come through {@code submit}. */
    public boolean isTyped() {
        return started().typed();
    }

    /** What the model is offered now: the tools that were not withdrawn. */
    public List<ToolSpec> offered() {
        return work.conduct().offered(tools());
    }

    /**
     * The untrusted tools whose results the model was shown, in this run or in the conversation before it. What it says or
     * does afterwards may be on account of what outsiders wrote, also once the results themselves are gone from its
     * context.
     */
    public Set<String> taintedBy() {
        return work.conduct().taintedBy();
    }

    /** Where the run comes from, and what holds for it from there. */
    public Origin origin() {
        return started().origin();
    }

    /** The call at which a person allowed, for the rest of the run, what is asked about a call of this tool. */
    public Optional<String> standing(String tool, Decision.Ask asked) {
        return work.standing().callId(tool, asked);
    }

    /** Whether memory was asked what it knows about the task. */
    public boolean isMemoryAsked() {
        return recalled != null;
    }

    /**
     * What memory knows about the task, as the model is to be shown it: hints with source and age. The same text throughout
     * the run; empty if it knows nothing or was not asked.
     */
    public Optional<String> recalled() {
        return Optional.ofNullable(recalled).flatMap(RunEvent.Recalled::shown);
    }

    /** How often in a row each tool has failed; tools that succeeded last are not in it. */
    public Map<String, Integer> toolFailures() {
        return work.conduct().failures();
    }

    /** The tools that failed too often and are no longer offered. */
    public Set<String> withdrawn() {
        return work.conduct().withdrawn();
    }

    /** Whether an answer is checked before it is believed. */
    public boolean isChecked() {
        return started().checked();
    }

    /** What the check said of the model's last message, if it was checked. */
    public Optional<Verification> verification() {
        return work.course().verification();
    }

    /** How often an answer was sent back for revision. */
    public int revisions() {
        return work.course().revisions();
    }

    /** What reflecting on the last turn said, if that was done. */
    public Optional<Reflection> lastReflection() {
        return work.course().lastReflection();
    }

    /** The number of the last turn that was reflected on. */
    public int reflectedTurn() {
        return work.course().reflectedTurn();
    }

    /** All reflections that had something to say, in order. */
    public List<RunEvent.Reflected> reflections() {
        return work.course().reflections();
    }

    /** The model's plan, if it has made one and it was not voided. */
    public Optional<Plan> plan() {
        return work.course().plan();
    }

    /**
     * The conversation as the model is shown it, task included. While calls are open it ends with the message that made them: see
     * {@link #transcript()} for one that providers accept.
     */
    public List<Message> messages() {
        return conversation().messages();
    }

    /** The conversation as a provider accepts it: each call that is still open is answered with the reason why. */
    public List<Message> transcript() {
        return conversation().closed();
    }

    /** How many messages stand before the one that states the task. */
    public int taskAt() {
        return conversation().taskAt();
    }

    /** The message that states the task. */
    public Message task() {
        return conversation().messages().get(conversation().taskAt());
    }

    /** What the model asked for last, and how far that is done; without calls before its first message. */
    public Turn turn() {
        return conversation().turn();
    }

    /** The calls that wait for a person, in order: the run's own, and those of sub-agents that carry its calls out. */
    public List<WaitingCall> waiting() {
        return turn().waiting(runId);
    }

    /** The turns whose calls all have results, in order; the newest of them where the conversation was shortened. */
    public List<Turn> finishedTurns() {
        return conversation().finished();
    }

    public Optional<RunEvent.ModelReplied> lastReply() {
        return exchange.reply();
    }

    /** The model's failure that nothing was tried about yet. */
    public Optional<RunEvent.ModelFailed> lastFailure() {
        return exchange.failure();
    }

    /** How often the model has failed since it last answered. */
    public int failures() {
        return exchange.failures();
    }

    /** How often the model was nudged since it last called a tool. */
    public int nudges() {
        return work.course().nudges();
    }

    /** Whether a person was asked about open calls and nobody was there to answer. */
    public boolean isPersonAsked() {
        return ending.isPersonAsked();
    }

    /** Whether a warning threshold was crossed. */
    public boolean isBudgetWarned() {
        return account.warned();
    }

    /** The limit that the next step did not fit into. */
    public Optional<RunEvent.LimitReached> limitReached() {
        return ending.limit();
    }

    /** Whether the model was asked for its best answer so far because the budget is used up. */
    public boolean isClosing() {
        return ending.isClosing();
    }

    /** The turn after which the model was last asked so; 0 if it never was. */
    public int closedAtTurn() {
        return ending.closedAtTurn();
    }

    /** How the run ended, if it has. */
    public Optional<Outcome> outcome() {
        return ending.outcome();
    }

    public Budget budget() {
        return account.budget();
    }

    /** What the run took so far besides time, with all that draws on its ledger. */
    public Spend taken() {
        return account.taken();
    }

    /** What the run took so far, with all that draws on its ledger. */
    public Spend spend() {
        Spend taken = account.taken();
        return taken.withTime(taken.time().plus(Duration.between(timedFrom, lastAt)));
    }

    /** How many messages of its own model the run has had, the closing one apart. */
    public int turns() {
        return account.turns();
    }

    /** The part of the {@linkplain #spend() spend} that others took: sub-agents and judges, by their scopes' names. */
    public Map<String, Spend> drawn() {
        return account.drawn();
    }

    /** What the run's tools made that outlives it, in order. */
    public List<Artefact> artefacts() {
        return work.conduct().artefacts();
    }

    /** The usage that the provider reported, added up. */
    public Usage usage() {
        return exchange.usage();
    }

    /** The tokens that the provider counted up to and with its last answer; 0 if it has counted none. */
    public long knownTokens() {
        return conversation().counted().tokens();
    }

    /**
     * How many tokens more than bounded the provider has counted for the input of this run's requests, at worst: what it
     * adds to a text is more than its model's spec declares. Every later bound is so much higher.
     */
    public long inputSurplus() {
        return exchange.surplus();
    }

    /** Behind which instructions and tools the provider counted them; see {@link RunEvent.ModelAsked#prompt()}. */
    public String knownPrompt() {
        return exchange.countedPrompt();
    }

    /** How many of the {@linkplain #messages() messages} those tokens are for. */
    public int knownMessages() {
        return conversation().counted().messages();
    }

    /** About how many tokens the model is shown: what the provider counted, and an estimate of what is new since. */
    public long contextTokens() {
        return conversation().counted().estimate();
    }

    /** How long the conversation is that the model is shown, in characters. */
    public long contextLength() {
        return conversation().counted().length();
    }

    /** How often the conversation was shortened, and when last. */
    public Compactions compactions() {
        return work.compactions();
    }

    /** The record of what the model is no longer shown, if anything was summarised. */
    public Optional<Episode> episode() {
        return work.episode();
    }

    /** What shortening the conversation never takes away: tasks, and what people said. */
    public List<Message> pinned() {
        return conversation().pinned();
    }

    /** Whose sealed record stands for a part of the conversation that only this provider can read, if one does. */
    public Optional<String> sealedBy() {
        return conversation().sealed().map(Sealed::provider);
    }

    /** The messages that the first of the {@linkplain #messages() messages} stand for: what a sealed record hides, else themselves. */
    public List<Message> meant(int first) {
        return Collections.unmodifiableList(conversation().meant(first));
    }

    /** When the last event happened. */
    public Instant lastAt() {
        return lastAt;
    }

    public Stamps stamps() {
        return stamps;
    }

    public Instant startedAt() {
        return started().at();
    }

    /** How many events there were. */
    public int events() {
        return events;
    }

    /** The model's last words on the task: its last message that has text, or an empty text. */
    public String answerSoFar() {
        return conversation().lastWords();
    }

    @Override
    public String toString() {
        return "run " + runId + ": " + events + " events, " + spend()
                + outcome().map(how -> ", " + how).orElse("");
    }
}
