package dev.agentharness;

import dev.agentharness.budget.Limit;
import dev.agentharness.budget.Reservation;
import dev.agentharness.budget.Spend;
import dev.agentharness.journal.JournalException;
import dev.agentharness.model.ToolCall;
import dev.agentharness.model.ToolInput;
import dev.agentharness.model.ToolResult;
import dev.agentharness.model.ToolSpec;
import dev.agentharness.run.RunEvent;
import dev.agentharness.run.Turn;
import dev.agentharness.tool.ArtefactStore;
import dev.agentharness.tool.Tool;
import dev.agentharness.tool.ToolContext;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Carries out calls. Whatever a call or a tool gets wrong becomes a result that the model can act on: it costs one result
 * and never the run.
 */
final class ToolCaller {

    private static final Logger log = LoggerFactory.getLogger(ToolCaller.class);

    /** No call takes longer, whatever its tool says; sums of longer times would overflow. */
    private static final Duration LONGEST = Duration.ofDays(365);

    private final Optional<ArtefactStore> artefacts;
    private final ExecutorService threads;

    ToolCaller(Optional<ArtefactStore> artefacts, ExecutorService threads) {
        this.artefacts = artefacts;
        this.threads = threads;
    }

    /** Carries the calls out together, and gives their results in the order of the calls. */
    List<RunEvent> call(List<String> callIds, Run run) throws InterruptedException {
        List<RunEvent> events = new ArrayList<>(callIds.size());
        List<RunningCall> running = new ArrayList<>(callIds.size());
        try {
            for (ToolCall call : run.state().turn().open()) {
                if (callIds.contains(call.id())) {
                    begin(call, callIds.size() == 1, run, running).ifPresent(events::add);
                }
            }
            for (RunningCall call : running) {
                events.addAll(call.await());
            }
            return inCallOrder(events, run);
        } catch (InterruptedException e) {
            try {
                run.record(inCallOrder(events, run)); // what is done is done: only the open calls are cancelled
            } catch (JournalException unrecorded) {
                Thread.currentThread().interrupt();
                throw unrecorded;
            }
            throw e;
        } finally {
            running.forEach(RunningCall::close);
        }
    }

    /** Starts one call, or says why it is not carried out. */
    private Optional<RunEvent> begin(ToolCall call, boolean alone, Run run, List<RunningCall> running)
            throws InterruptedException {
        Turn turn = run.state().turn();
        Optional<String> objection = Authorization.objection(call, run);
        if (objection.isPresent()) {
            return Optional.of(failed(run, call, objection.get()));
        }
        ToolSpec spec = run.state().tool(call.name()).orElseThrow();
        if (turn.isStarted(call.id()) && !spec.isRepeatable() && !canGoOn(call, run)) {
            return Optional.of(failed(
                    run,
                    call,
                    "The process stopped while this call was running, so it is unknown "
                            + "whether it had its effect. Find out before you repeat it."));
        }
        Optional<Tool> tool = run.tools().find(call.name());
        if (tool.isEmpty()) {
            return Optional.of(failed(run, call, "There is no tool '" + call.name() + "' any more."));
        }
        Spend cost = turn.suspended(call.id()).isPresent() ? Spend.NONE : Spend.toolCall(); // one call counts once
        Optional<Reservation.Refused> refused = run.budget().take(cost);
        if (refused.isPresent()) {
            Limit limit = refused.get().limit();
            run.record(new RunEvent.LimitReached(run.now(), refused.get().scope(), limit));
            return Optional.of(failed(run, call, "Not carried out: the limit of " + limit + " is reached."));
        }
        Duration most = spec.timeout().compareTo(LONGEST) < 0 ? spec.timeout() : LONGEST;
        long left = run.budget().nanosLeft();
        Duration time = left < most.toNanos() ? Duration.ofNanos(left) : most;
        ToolInput input = run.takeInput(turn.asApproved(call));
        CallNotes notes = new CallNotes(call.id());
        Delegation delegation = Delegation.of(call.id(), run);
        ToolContext context = new ToolContext(
                run.id(),
                call.id(),
                run.now().plus(time),
                run.budget(),
                run.state().taintedBy(),
                notes,
                delegation);
        RunningCall carriedOut = new RunningCall(
                new RunningCall.Terms(
                        call,
                        Authorization.changed(call, run),
                        spec,
                        time,
                        notes,
                        delegation,
                        OutputCap.of(spec.maxOutputChars(), artefacts)),
                () -> Throttle.PROCESS.call(tool.get(), input, context, time),
                run);
        run.record(new RunEvent.CallStarted(run.now(), call.id()));
        running.add(carriedOut);
        if (alone) {
            run.lendTo(carriedOut);
        } else {
            threads.execute(carriedOut);
        }
        return Optional.empty();
    }

    private static boolean canGoOn(ToolCall call, Run run) {
        try {
            String key = ToolContext.idempotencyKey(run.id(), call.id());
            return run.tools().find(call.name()).map(tool -> tool.canGoOn(key)).orElse(false);
        } catch (RuntimeException e) {
            log.warn("tool {} could not say whether a call of run {} can go on", call.name(), run.id(), e);
            return false;
        }
    }

    private static RunEvent failed(Run run, ToolCall call, String words) {
        return new RunEvent.CallFinished(run.now(), ToolResult.error(call.id(), words), List.of());
    }

    private static List<RunEvent> inCallOrder(List<RunEvent> events, Run run) {
        if (events.size() < 2) {
            return events;
        }
        List<String> order =
                run.state().turn().calls().stream().map(ToolCall::id).toList();
        events.sort(Comparator.comparingInt(event -> order.indexOf(callId(event))));
        return events;
    }

    private static String callId(RunEvent event) {
        if (event instanceof RunEvent.Noted noted) {
            return noted.callId();
        }
        return event instanceof RunEvent.CallSuspended suspended
                ? suspended.callId()
                : ((RunEvent.CallFinished) event).result().callId();
    }
}
