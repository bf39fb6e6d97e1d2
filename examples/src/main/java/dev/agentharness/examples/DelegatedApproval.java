package dev.agentharness.examples;

import dev.agentharness.Harness;
import dev.agentharness.budget.Budget;
import dev.agentharness.budget.Limit;
import dev.agentharness.journal.InMemoryJournal;
import dev.agentharness.journal.Journal;
import dev.agentharness.model.Risk;
import dev.agentharness.model.ScriptedModel;
import dev.agentharness.permission.Permissions;
import dev.agentharness.permission.Rules;
import dev.agentharness.run.Outcome;
import dev.agentharness.run.RunResult;
import dev.agentharness.run.WaitingCall;
import dev.agentharness.tools.Tools;
import java.util.ArrayList;
import java.util.List;

/**
 * An assistant has a sub-agent book a journey; what that wants to pay a person allows after the application was started
 * anew, and it goes on where it was.
 */
public final class DelegatedApproval {

    record Trip(String to) {}

    /** Both harnesses keep to these. */
    private static final Permissions PERMISSIONS =
            Permissions.builder().rules(Rules.parse("""
                    {"version": "1", "rules": [
                      {"name": "planning", "decision": "allow", "tools": ["travel", "reserve"]},
                      {"name": "paying", "decision": "ask", "tools": ["pay"], "reason": "it is paid at once"}]}""")).build();

    private final Journal journal;
    private final List<String> done;

    /**
     * @param done takes what was done in the world
     */
    DelegatedApproval(Journal journal, List<String> done) {
        this.journal = journal;
        this.done = done;
    }

    public static void main(String[] args) {
        RunResult result = new DelegatedApproval(new InMemoryJournal(), new ArrayList<>()).run();
        System.out.println(result.answer());
        System.exit(result.outcome().exitCode());
    }

    RunResult run() {
        // tag::delegated[]
        // Monday: the sub-agent has reserved a seat and may not pay for it, so the assistant's run waits.
        RunResult waiting = assistant(
                        ScriptedModel.calls("travel", "{\"task\":\"Book a train to Oslo.\"}"),
                        ScriptedModel.calls("reserve", "{\"to\":\"Oslo\"}"),
                        ScriptedModel.calls("pay", "{\"to\":\"Oslo\"}"))
                .run("I have to be in Oslo on Friday.");
        Outcome.Escalated escalated = (Outcome.Escalated) waiting.outcome();
        WaitingCall call = escalated.request().waiting().get(0);
        String question = call.agents() + " wants " + call.name() + call.arguments() + ": " + call.reason();

        // Wednesday, another process: a person has read the question. The seat is not reserved again.
        RunResult result = assistant(
                        ScriptedModel.says("You have a seat to Oslo."), ScriptedModel.says("Booked and paid."))
                .resume(waiting.runId(), call.allow());
        // end::delegated[]
        done.add(0, question);
        return result;
    }

    /** The harness of one process. The sub-agent's runs have to be in a journal that is still there in the next one, too. */
    private Harness assistant(ScriptedModel.Answer assistant, ScriptedModel.Answer... travel) {
        Harness agent = harness(travel)
                .tools(
                        Tools.nonIdempotent("reserve", "Reserves a seat", Risk.WRITE, Trip.class, (trip, context) -> {
                            done.add("reserved " + trip.to());
                            return "Reserved";
                        }),
                        Tools.nonIdempotent("pay", "Pays for a seat", Risk.FINANCIAL, Trip.class, (trip, context) -> {
                            done.add("paid " + trip.to());
                            return "Paid";
                        }))
                .build();
        return harness(assistant)
                .tools(agent.asTool("travel", "Books journeys", Budget.of(Limit.turns(10))))
                .build();
    }

    private Harness.Builder harness(ScriptedModel.Answer... script) {
        return Harness.builder()
                .model(ScriptedModel.of(script))
                .permission(PERMISSIONS)
                .journal(journal);
    }
}
