package dev.agentharness.run;

import dev.agentharness.budget.Budget;
import dev.agentharness.budget.Spend;
import dev.agentharness.model.Artefact;
import dev.agentharness.model.Message;
import dev.agentharness.model.ModelException;
import dev.agentharness.model.ToolCall;
import dev.agentharness.model.ToolInput;
import dev.agentharness.model.ToolResult;
import dev.agentharness.model.ToolSpec;
import dev.agentharness.model.Usage;
import dev.agentharness.tool.ToolContext;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
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

    // Written only on a fresh copy, before anybody else has seen it.
    private String runId;
    private RunEvent.@Nullable Started started;
    private Instant lastAt;
    private int events;
    private RunEvent.@Nullable ModelReplied lastReply;
    private Appended<RunEvent.Reflected> reflections;
    private int reflectedTurn;
    private @Nullable Reflection lastReflection;
    private @Nullable Verification verification;
    private int revisions;
    private String askedPrompt;
    private String countedPrompt;
    private long askedInput;
    private long inputSurplus;
    private @Nullable Plan plan;
    private Map<String, Integer> toolFailures;
    private Set<String> withdrawn;
    private Set<String> taintedBy;
    private List<Standing> standing;
    private Appended<Artefact> artefacts;
    private Usage usage;
    private Stamps stamps;
    private Map<String, Spend> drawn;
    private Conversation conversation;
    private Compactions compactions;
    private @Nullable Episode episode;
    Budget budget;
    Spend spend;
    Spend inFlight;
    RunEvent.@Nullable ModelFailed lastFailure;
    int failures;
    int nudges;
    boolean personAsked;
    boolean budgetWarned;
    boolean closing;
    int closedAtTurn;
    RunEvent.@Nullable LimitReached limitReached;
    RunEvent.@Nullable Recalled recalled;

    @Nullable
    Outcome outcome;

    private RunState() {
        runId = "";
        lastAt = Instant.EPOCH;
        reflections = Appended.copyOf(List.of());
        askedPrompt = "";
        countedPrompt = "";
        toolFailures = Map.of();
        withdrawn = Set.of();
        taintedBy = Set.of();
        standing = List.of();
        artefacts = Appended.copyOf(List.of());
        usage = Usage.NONE;
        stamps = new Stamps("", "", "", "", "");
        drawn = Map.of();
        conversation = Conversation.of(List.of(), Message.user(""), 0);
        compactions = Compactions.none(Instant.EPOCH);
        budget = Budget.standard();
        spend = Spend.NONE;
        inFlight = Spend.NONE;
    }

    private RunState(RunState before) {
        runId = before.runId;
        started = before.started;
        lastAt = before.lastAt;
        events = before.events;
        lastReply = before.lastReply;
        reflections = before.reflections;
        reflectedTurn = before.reflectedTurn;
        lastReflection = before.lastReflection;
        verification = before.verification;
        revisions = before.revisions;
        askedPrompt = before.askedPrompt;
        countedPrompt = before.countedPrompt;
        askedInput = before.askedInput;
        inputSurplus = before.inputSurplus;
        plan = before.plan;
        toolFailures = before.toolFailures;
        withdrawn = before.withdrawn;
        taintedBy = before.taintedBy;
        standing = before.standing;
        artefacts = before.artefacts;
        usage = before.usage;
        stamps = before.stamps;
        drawn = before.drawn;
        conversation = before.conversation;
        compactions = before.compactions;
        episode = before.episode;
        budget = before.budget;
        spend = before.spend;
        inFlight = before.inFlight;
        lastFailure = before.lastFailure;
        failures = before.failures;
        nudges = before.nudges;
        personAsked = before.personAsked;
        budgetWarned = before.budgetWarned;
        closing = before.closing;
        closedAtTurn = before.closedAtTurn;
        limitReached = before.limitReached;
        recalled = before.recalled;
        outcome = before.outcome;
    }

    /** The state of a run of which nothing has happened yet; the next event is {@link RunEvent.Started}. */
    public static RunState before(String runId) {
        RunState state = new RunState();
        state.runId = runId;
        return state;
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
        RunState state = new RunState();
        for (RunEvent event : events) {
            state = event.applyTo(state);
        }
        return state;
    }

    RunState begun(RunEvent.Started event) {
        if (events > 0) {
            throw new IllegalStateException("run " + runId + " has begun already");
        }
        RunState next = new RunState();
        next.runId = event.runId();
        next.started = event;
        next.lastAt = event.at();
        next.events = 1;
        next.budget = event.budget();
        next.stamps = event.stamps();
        next.taintedBy = event.origin().taintedBy();
        next.conversation = Conversation.of(event.history(), event.task(), promptLength(event));
        next.compactions = Compactions.none(event.at());
        return next;
    }

    private static long promptLength(RunEvent.Started event) {
        return event.instructions().length()
                + event.tools().stream()
                        .mapToLong(tool -> tool.name().length()
                                + tool.description().length()
                                + tool.inputSchema().length())
                        .sum();
    }

    RunState after(RunEvent event, Consumer<RunState> change) {
        RunState next = new RunState(this);
        next.events++;
        next.lastAt = event.at().isAfter(lastAt) ? event.at() : lastAt;
        boolean counts = !(event instanceof RunEvent.PersonAnswered || event instanceof RunEvent.PersonAsked)
                && !(event instanceof RunEvent.Resumed resumed
                        && !resumed.budget().downtimeCounts());
        if (counts) {
            next.spend = spend.withTime(spend.time().plus(Duration.between(lastAt, next.lastAt)));
        }
        change.accept(next);
        return next;
    }

    void replied(RunEvent.ModelReplied reply) {
        inFlight = Spend.NONE;
        lastReply = reply;
        lastReflection = null;
        verification = null;
        lastFailure = null;
        failures = 0;
        spend = spend.plus(reply.charged());
        usage = reply.usage().map(usage::plus).orElse(usage);
        inputSurplus += reply.usage()
                .map(reported -> Math.max(0, reported.input() - askedInput))
                .orElse(0L);
        boolean counted = reply.usage().isPresent() && !askedPrompt.isEmpty();
        countedPrompt = counted ? askedPrompt : countedPrompt;
        conversation = conversation.replied(reply.message(), turns(), counted ? reply.usage() : Optional.empty());
        if (!turn().isDone()) {
            nudges = 0;
        }
    }

    /** A call of the model that nothing was heard of may have been billed all the same. */
    void chargeInFlight() {
        spend = spend.plus(new Spend(0, 0, inFlight.tokens(), inFlight.dollars(), Duration.ZERO));
        inFlight = Spend.NONE;
    }

    void asked(RunEvent.ModelAsked event) {
        inFlight = event.reserved();
        askedPrompt = event.prompt();
        askedInput = event.reserved().tokens() - event.maxOutputTokens();
    }

    /** What an ended run had come to does not bind it when it goes on; what a crash cut short still holds. */
    void goOn() {
        if (outcome != null) {
            lastReflection = null;
            revisions = 0;
        }
        if (outcome != null || !closing) {
            closing = false;
            limitReached = null;
        }
        outcome = null;
        if (!turn().isDone()) {
            change(Turn::released);
        }
    }

    void tell(String text) {
        conversation = conversation.told(text);
    }

    void tellByPerson(String text) {
        conversation = conversation.toldByPerson(text);
    }

    void compacted(RunEvent.Compacted event) {
        for (Shortening step : event.steps()) {
            conversation = conversation.shortened(step, runId);
            episode = step.episode().orElse(episode);
        }
        compactions = compactions.plus(event, turn().number());
        if (event.after() < event.before()
                && lastFailure != null
                && lastFailure.kind() == ModelException.Kind.CONTEXT_TOO_LONG) {
            lastFailure = null;
        }
    }

    void change(UnaryOperator<Turn> change) {
        conversation = conversation.with(change.apply(openTurn()));
    }

    void answered(Verdict verdict) {
        if (verdict.isBelow(runId)) {
            change(turn -> turn.answeredBelow(verdict));
            return;
        }
        change(turn -> turn.answered(verdict));
        if (verdict.forRun()) {
            turn().open().stream()
                    .filter(call -> call.id().equals(verdict.callId()))
                    .forEach(this::stand);
        }
    }

    /** What a person allowed for the rest of the run is also the answer about the calls that wait beside this one. */
    private void stand(ToolCall allowed) {
        asked(allowed).ifPresent(ask -> {
            List<Standing> all = new ArrayList<>(standing);
            all.add(new Standing(allowed.name(), ask, allowed.id()));
            standing = List.copyOf(all);
        });
        for (ToolCall call : turn().open()) {
            boolean covered = asked(call)
                    .flatMap(ask -> standing(call.name(), ask))
                    .filter(before -> turn().verdict(call.id()).isEmpty())
                    .isPresent();
            if (covered) {
                change(turn -> turn.answered(Verdict.allow(call.id())));
            }
        }
    }

    private Optional<Decision.Ask> asked(ToolCall call) {
        return turn().decision(call.id()).filter(Decision.Ask.class::isInstance).map(Decision.Ask.class::cast);
    }

    void finished(RunEvent.CallFinished event) {
        ToolResult result = event.result();
        for (Artefact artefact : event.artefacts()) {
            artefacts = artefacts.plus(artefact);
        }
        Turn before = openTurn();
        before.calls().stream()
                .filter(call -> call.id().equals(result.callId()) && before.isStarted(call.id()))
                .forEach(call -> ran(call, result));
        conversation = conversation.with(before.finished(result));
    }

    void drew(RunEvent.Drawn event) {
        inFlight = Spend.NONE;
        spend = spend.plus(event.spend());
        Map<String, Spend> byScope = new HashMap<>(drawn);
        byScope.merge(event.scope(), event.spend(), Spend::plus);
        drawn = Map.copyOf(byScope);
    }

    private void ran(ToolCall call, ToolResult result) {
        if (tool(call.name()).filter(ToolSpec::untrusted).isPresent()) {
            taint(call);
        }
        if (result.error() || toolFailures.containsKey(call.name())) {
            Map<String, Integer> failures = new HashMap<>(toolFailures);
            failures.merge(call.name(), 1, (before, one) -> result.error() ? Integer.valueOf(before + one) : null);
            toolFailures = Map.copyOf(failures);
        }
        if (!result.error() && call.name().equals(Plan.TOOL)) {
            plan = Plan.of(ToolInput.parse(call.arguments()));
        }
    }

    void noted(RunEvent.Noted note) {
        if (note.kind().equals(ToolContext.TAINTED)) {
            turn().calls().stream()
                    .filter(call -> call.id().equals(note.callId()))
                    .forEach(this::taint);
        }
    }

    private void taint(ToolCall call) {
        Set<String> names = new HashSet<>(taintedBy);
        names.add(call.name());
        taintedBy = Set.copyOf(names);
    }

    void reflected(RunEvent.Reflected reflected) {
        reflectedTurn = reflected.turn();
        lastReflection = reflected.reflection();
        if (reflected.reflection() instanceof Reflection.Continue) {
            return;
        }
        reflections = reflections.plus(reflected);
        if (reflected.reflection() instanceof Reflection.Nudge nudge) {
            tell(nudge.text());
        } else if (reflected.reflection() instanceof Reflection.Replan replan) {
            plan = null;
            tell(replan.text());
        }
    }

    void checked(Verification result) {
        verification = result;
        if (result.status() == Verification.Status.NEEDS_REVISION) {
            revisions++;
            tell("The answer is not accepted yet. " + result.feedback());
        }
    }

    void withdrawn(RunEvent.ToolWithdrawn event) {
        Set<String> names = new HashSet<>(withdrawn);
        names.add(event.tool());
        withdrawn = Set.copyOf(names);
        tell("The tool '" + event.tool() + "' is withdrawn: " + event.reason() + ". Go on without it.");
    }

    /** Other rules may mean another prompt, so the provider's token count of the old one is no longer a bound. */
    void restamp(Stamps current) {
        if (!current.equals(stamps)) {
            stamps = current;
            conversation = conversation.uncounted();
        }
    }

    private Turn openTurn() {
        if (turn().isDone()) {
            throw new IllegalStateException("run " + runId + " has no open calls");
        }
        return turn();
    }

    private RunEvent.Started started() {
        if (started == null) {
            throw new IllegalStateException("run " + runId + " has not begun");
        }
        return started;
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
        return withdrawn.isEmpty()
                ? tools()
                : tools().stream()
                        .filter(tool -> !withdrawn.contains(tool.name()))
                        .toList();
    }

    /**
     * The untrusted tools whose results the model was shown, in this run or in the conversation before it. What it says or
     * does afterwards may be on account of what outsiders wrote, also once the results themselves are gone from its
     * context.
     */
    public Set<String> taintedBy() {
        return taintedBy;
    }

    /** Where the run comes from, and what holds for it from there. */
    public Origin origin() {
        return started().origin();
    }

    /** The call at which a person allowed, for the rest of the run, what is asked about a call of this tool. */
    public Optional<String> standing(String tool, Decision.Ask asked) {
        return standing.stream()
                .filter(one -> one.tool().equals(tool) && one.asked().isSameQuestion(asked))
                .map(Standing::callId)
                .findFirst();
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
        if (recalled == null) {
            return Optional.empty();
        }
        if (!recalled.unavailable().isEmpty()) {
            return Optional.of("Memory is unavailable: what earlier runs have learnt is not known here.");
        }
        return recalled.hints().isEmpty()
                ? Optional.empty()
                : Optional.of(Hint.render(recalled.hints(), recalled.at()));
    }

    /** How often in a row each tool has failed; tools that succeeded last are not in it. */
    public Map<String, Integer> toolFailures() {
        return toolFailures;
    }

    /** The tools that failed too often and are no longer offered. */
    public Set<String> withdrawn() {
        return withdrawn;
    }

    /** Whether an answer is checked before it is believed. */
    public boolean isChecked() {
        return started().checked();
    }

    /** What the check said of the model's last message, if it was checked. */
    public Optional<Verification> verification() {
        return Optional.ofNullable(verification);
    }

    /** How often an answer was sent back for revision. */
    public int revisions() {
        return revisions;
    }

    /** What reflecting on the last turn said, if that was done. */
    public Optional<Reflection> lastReflection() {
        return Optional.ofNullable(lastReflection);
    }

    /** The number of the last turn that was reflected on. */
    public int reflectedTurn() {
        return reflectedTurn;
    }

    /** All reflections that had something to say, in order. */
    public List<RunEvent.Reflected> reflections() {
        return Collections.unmodifiableList(reflections);
    }

    /** The model's plan, if it has made one and it was not voided. */
    public Optional<Plan> plan() {
        return Optional.ofNullable(plan);
    }

    /**
     * The conversation as the model is shown it, task included. While calls are open it ends with the message that made them: see
     * {@link #transcript()} for one that providers accept.
     */
    public List<Message> messages() {
        return Collections.unmodifiableList(conversation.messages());
    }

    /** The conversation as a provider accepts it: each call that is still open is answered with the reason why. */
    public List<Message> transcript() {
        return conversation.closed();
    }

    /** How many messages stand before the one that states the task. */
    public int taskAt() {
        return conversation.taskAt();
    }

    /** The message that states the task. */
    public Message task() {
        return conversation.messages().get(conversation.taskAt());
    }

    /** What the model asked for last, and how far that is done; without calls before its first message. */
    public Turn turn() {
        return conversation.turn();
    }

    /** The calls that wait for a person, in order: the run's own, and those of sub-agents that carry its calls out. */
    public List<WaitingCall> waiting() {
        List<WaitingCall> waiting = new ArrayList<>();
        for (ToolCall call : turn().open()) {
            asked(call)
                    .filter(ask -> turn().verdict(call.id()).isEmpty())
                    .ifPresent(ask -> waiting.add(new WaitingCall(runId, List.of(), call, ask.reason())));
            waiting.addAll(turn().waitingBelow(call.id()));
        }
        return List.copyOf(waiting);
    }

    /** The turns whose calls all have results, in order; the newest of them where the conversation was shortened. */
    public List<Turn> finishedTurns() {
        return Collections.unmodifiableList(conversation.finished());
    }

    public Optional<RunEvent.ModelReplied> lastReply() {
        return Optional.ofNullable(lastReply);
    }

    /** The model's failure that nothing was tried about yet. */
    public Optional<RunEvent.ModelFailed> lastFailure() {
        return Optional.ofNullable(lastFailure);
    }

    /** How often the model has failed since it last answered. */
    public int failures() {
        return failures;
    }

    /** How often the model was nudged since it last called a tool. */
    public int nudges() {
        return nudges;
    }

    /** Whether a person was asked about open calls and nobody was there to answer. */
    public boolean isPersonAsked() {
        return personAsked;
    }

    /** Whether a warning threshold was crossed. */
    public boolean isBudgetWarned() {
        return budgetWarned;
    }

    /** The limit that the next step did not fit into. */
    public Optional<RunEvent.LimitReached> limitReached() {
        return Optional.ofNullable(limitReached);
    }

    /** Whether the model was asked for its best answer so far because the budget is used up. */
    public boolean isClosing() {
        return closing;
    }

    /** The turn after which the model was last asked so; 0 if it never was. */
    public int closedAtTurn() {
        return closedAtTurn;
    }

    /** How the run ended, if it has. */
    public Optional<Outcome> outcome() {
        return Optional.ofNullable(outcome);
    }

    public Budget budget() {
        return budget;
    }

    /** What the run took so far, with all that draws on its ledger. */
    public Spend spend() {
        return spend;
    }

    /** How many messages of its own model the run has had, the closing one apart. */
    public int turns() {
        long others = 0;
        for (Spend taken : drawn.values()) {
            others += taken.turns();
        }
        return (int) (spend.turns() - others);
    }

    /** The part of the {@linkplain #spend() spend} that others took: sub-agents and judges, by their scopes' names. */
    public Map<String, Spend> drawn() {
        return drawn;
    }

    /** What the run's tools made that outlives it, in order. */
    public List<Artefact> artefacts() {
        return Collections.unmodifiableList(artefacts);
    }

    /** The usage that the provider reported, added up. */
    public Usage usage() {
        return usage;
    }

    /** The tokens that the provider counted up to and with its last answer; 0 if it has counted none. */
    public long knownTokens() {
        return conversation.counted().tokens();
    }

    /**
     * How many tokens more than bounded the provider has counted for the input of this run's requests, at worst: what it
     * adds to a text is more than its model's spec declares. Every later bound is so much higher.
     */
    public long inputSurplus() {
        return inputSurplus;
    }

    /** Behind which instructions and tools the provider counted them; see {@link RunEvent.ModelAsked#prompt()}. */
    public String knownPrompt() {
        return countedPrompt;
    }

    /** How many of the {@linkplain #messages() messages} those tokens are for. */
    public int knownMessages() {
        return conversation.counted().messages();
    }

    /** About how many tokens the model is shown: what the provider counted, and an estimate of what is new since. */
    public long contextTokens() {
        return conversation.counted().estimate();
    }

    /** How long the conversation is that the model is shown, in characters. */
    public long contextLength() {
        return conversation.counted().length();
    }

    /** How often the conversation was shortened, and when last. */
    public Compactions compactions() {
        return compactions;
    }

    /** The record of what the model is no longer shown, if anything was summarised. */
    public Optional<Episode> episode() {
        return Optional.ofNullable(episode);
    }

    /** What shortening the conversation never takes away: tasks, and what people said. */
    public List<Message> pinned() {
        return conversation.pinned();
    }

    /** Whose sealed record stands for a part of the conversation that only this provider can read, if one does. */
    public Optional<String> sealedBy() {
        return conversation.sealed().map(Sealed::provider);
    }

    /** The messages that the first of the {@linkplain #messages() messages} stand for: what a sealed record hides, else themselves. */
    public List<Message> meant(int first) {
        return Collections.unmodifiableList(conversation.meant(first));
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
        return conversation.lastWords();
    }

    @Override
    public String toString() {
        return "run " + runId + ": " + events + " events, " + spend + (outcome == null ? "" : ", " + outcome);
    }

    /**
     * What a person allowed for the rest of the run.
     *
     * @param asked what was asked then
     * @param callId the call that it was asked about
     */
    private record Standing(String tool, Decision.Ask asked, String callId) {}
}
