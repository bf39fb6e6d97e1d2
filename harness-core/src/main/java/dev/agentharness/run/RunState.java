package dev.agentharness.run;

import dev.agentharness.budget.Budget;
import dev.agentharness.budget.Spend;
import dev.agentharness.model.Artefact;
import dev.agentharness.model.Message;
import dev.agentharness.model.Role;
import dev.agentharness.model.ToolCall;
import dev.agentharness.model.ToolInput;
import dev.agentharness.model.ToolResult;
import dev.agentharness.model.ToolSpec;
import dev.agentharness.model.Usage;
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
import org.jspecify.annotations.Nullable;

/**
 * Where a run stands: what all its events so far add up to. Immutable once made, and made by events only, so that
 * replaying a journal gives the same state anywhere.
 */
public final class RunState {

    private static final Turn NO_TURN = Turn.of(0, List.of());

    // Written only on a fresh copy, before anybody else has seen it.
    private String runId = "";
    private String instructions = "";
    private List<ToolSpec> tools = List.of();
    private boolean typed;
    private boolean checked;
    private int taskAt;
    private Instant startedAt = Instant.EPOCH;
    private Instant lastAt = Instant.EPOCH;
    private int events;
    private Appended<Turn> finishedTurns = Appended.copyOf(List.of());
    private RunEvent.@Nullable ModelReplied lastReply;
    private Appended<RunEvent.Reflected> reflections = Appended.copyOf(List.of());
    private int reflectedTurn;
    private @Nullable Reflection lastReflection;
    private @Nullable Verification verification;
    private int revisions;
    private @Nullable Plan plan;
    private Map<String, Integer> toolFailures = Map.of();
    private Set<String> withdrawn = Set.of();
    private Appended<Artefact> artefacts = Appended.copyOf(List.of());
    private Usage usage = Usage.NONE;
    private long knownTokens;
    private int knownMessages;
    Budget budget = Budget.standard();
    private Stamps stamps = new Stamps("", "", "", "", "");
    Appended<Message> messages = Appended.copyOf(List.of());
    Turn turn = NO_TURN;
    Spend spend = Spend.NONE;
    Spend drawn = Spend.NONE;
    RunEvent.@Nullable ModelFailed lastFailure;
    int failures;
    int nudges;
    boolean personAsked;
    boolean budgetWarned;
    boolean closing;
    RunEvent.@Nullable LimitReached limitReached;

    @Nullable
    Outcome outcome;

    private RunState() {}

    private RunState(RunState before) {
        runId = before.runId;
        instructions = before.instructions;
        tools = before.tools;
        typed = before.typed;
        checked = before.checked;
        taskAt = before.taskAt;
        startedAt = before.startedAt;
        lastAt = before.lastAt;
        events = before.events;
        finishedTurns = before.finishedTurns;
        lastReply = before.lastReply;
        reflections = before.reflections;
        reflectedTurn = before.reflectedTurn;
        lastReflection = before.lastReflection;
        verification = before.verification;
        revisions = before.revisions;
        plan = before.plan;
        toolFailures = before.toolFailures;
        withdrawn = before.withdrawn;
        usage = before.usage;
        knownTokens = before.knownTokens;
        knownMessages = before.knownMessages;
        budget = before.budget;
        stamps = before.stamps;
        messages = before.messages;
        turn = before.turn;
        spend = before.spend;
        drawn = before.drawn;
        artefacts = before.artefacts;
        lastFailure = before.lastFailure;
        failures = before.failures;
        nudges = before.nudges;
        personAsked = before.personAsked;
        budgetWarned = before.budgetWarned;
        closing = before.closing;
        limitReached = before.limitReached;
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

    RunState begun(RunEvent.Started started) {
        if (events > 0) {
            throw new IllegalStateException("run " + runId + " has begun already");
        }
        RunState next = new RunState();
        next.runId = started.runId();
        next.instructions = started.instructions();
        next.tools = started.tools();
        next.typed = started.typed();
        next.checked = started.checked();
        next.taskAt = started.history().size();
        next.startedAt = started.at();
        next.lastAt = started.at();
        next.events = 1;
        next.budget = started.budget();
        next.stamps = started.stamps();
        next.messages = Appended.<Message>copyOf(started.history()).plus(started.task());
        return next;
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
        lastReply = reply;
        lastReflection = null;
        verification = null;
        lastFailure = null;
        failures = 0;
        messages = messages.plus(reply.message());
        spend = spend.plus(reply.charged());
        if (reply.usage().isPresent()) {
            Usage reported = reply.usage().get();
            usage = usage.plus(reported);
            knownTokens = reported.total();
            knownMessages = messages.size();
        }
        List<ToolCall> calls = reply.message().toolCalls();
        turn = Turn.of(turns(), calls);
        if (!calls.isEmpty()) {
            nudges = 0;
        }
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
        turn = before.finished(result);
        if (turn.isDone()) {
            messages = messages.plus(Message.results(turn.results()));
            finishedTurns = finishedTurns.plus(turn);
        }
    }

    private void ran(ToolCall call, ToolResult result) {
        Map<String, Integer> failures = new HashMap<>(toolFailures);
        if (result.error()) {
            failures.merge(call.name(), 1, Integer::sum);
        } else {
            failures.remove(call.name());
            if (call.name().equals(Plan.TOOL)) {
                plan = Plan.of(ToolInput.parse(call.arguments()));
            }
        }
        toolFailures = Map.copyOf(failures);
    }

    void reflected(RunEvent.Reflected reflected) {
        reflectedTurn = reflected.turn();
        lastReflection = reflected.reflection();
        if (reflected.reflection() instanceof Reflection.Continue) {
            return;
        }
        reflections = reflections.plus(reflected);
        if (reflected.reflection() instanceof Reflection.Nudge nudge) {
            messages = messages.plus(Message.user(nudge.text()));
        } else if (reflected.reflection() instanceof Reflection.Replan replan) {
            plan = null;
            messages = messages.plus(Message.user(replan.text()));
        }
    }

    void checked(Verification result) {
        verification = result;
        if (result.status() == Verification.Status.NEEDS_REVISION) {
            revisions++;
            messages = messages.plus(Message.user("The answer is not accepted yet. " + result.feedback()));
        }
    }

    void withdrawn(RunEvent.ToolWithdrawn event) {
        Set<String> names = new HashSet<>(withdrawn);
        names.add(event.tool());
        withdrawn = Set.copyOf(names);
        messages = messages.plus(Message.user(
                "The tool '" + event.tool() + "' is withdrawn: " + event.reason() + ". Go on without it."));
    }

    /** Other rules may mean another prompt, so the provider's token count of the old one is no longer a bound. */
    void restamp(Stamps current) {
        if (!current.equals(stamps)) {
            stamps = current;
            knownTokens = 0;
            knownMessages = 0;
        }
    }

    Turn openTurn() {
        if (turn.isDone()) {
            throw new IllegalStateException("run " + runId + " has no open calls");
        }
        return turn;
    }

    public String runId() {
        return runId;
    }

    /** The system prompt. */
    public String instructions() {
        return instructions;
    }

    /** What the model is offered. */
    public List<ToolSpec> tools() {
        return tools;
    }

    public Optional<ToolSpec> tool(String name) {
        return tools.stream().filter(tool -> tool.name().equals(name)).findFirst();
    }

    /** Whether the answer has to come through {@code submit}. */
    public boolean isTyped() {
        return typed;
    }

    /** What the model is offered now: the tools that were not withdrawn. */
    public List<ToolSpec> offered() {
        return withdrawn.isEmpty()
                ? tools
                : tools.stream()
                        .filter(tool -> !withdrawn.contains(tool.name()))
                        .toList();
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
        return checked;
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
     * The conversation, task included. While calls are open it ends with the message that made them: see
     * {@link #transcript()} for one that providers accept.
     */
    public List<Message> messages() {
        return Collections.unmodifiableList(messages);
    }

    /** The conversation as a provider accepts it: each call that is still open is answered with the reason why. */
    public List<Message> transcript() {
        if (turn.isDone()) {
            return messages();
        }
        List<ToolResult> results = new ArrayList<>();
        for (ToolCall call : turn.calls()) {
            results.add(turn.result(call.id())
                    .orElseGet(() -> ToolResult.error(
                            call.id(),
                            turn.isStarted(call.id())
                                    ? "The run ended before the result was known; the call may have had its effect."
                                    : "Not carried out: the run ended first.")));
        }
        return Collections.unmodifiableList(messages.plus(Message.results(results)));
    }

    /** The message that states the task. */
    public Message task() {
        return messages.get(taskAt);
    }

    /** What the model asked for last, and how far that is done; without calls before its first message. */
    public Turn turn() {
        return turn;
    }

    /** The turns whose calls all have results, in order. */
    public List<Turn> finishedTurns() {
        return Collections.unmodifiableList(finishedTurns);
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
        return (int) (spend.turns() - drawn.turns());
    }

    /** The part of the {@linkplain #spend() spend} that sub-agents, judges and tools took. */
    public Spend drawn() {
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
        return knownTokens;
    }

    /** How many of the {@linkplain #messages() messages} those tokens are for. */
    public int knownMessages() {
        return knownMessages;
    }

    public Stamps stamps() {
        return stamps;
    }

    public Instant startedAt() {
        return startedAt;
    }

    /** How many events there were. */
    public int events() {
        return events;
    }

    /** The model's last words on the task: its last message that has text, or an empty text. */
    public String answerSoFar() {
        for (int i = messages.size() - 1; i > taskAt; i--) {
            Message message = messages.get(i);
            if (message.role() == Role.ASSISTANT && !message.text().isBlank()) {
                return message.text();
            }
        }
        return "";
    }

    @Override
    public String toString() {
        return "run " + runId + ": " + events + " events, " + spend + (outcome == null ? "" : ", " + outcome);
    }
}
