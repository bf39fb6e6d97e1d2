package dev.agentharness.examples;

import dev.agentharness.Harness;
import dev.agentharness.journal.InMemoryJournal;
import dev.agentharness.journal.Journal;
import dev.agentharness.model.ModelClient;
import dev.agentharness.model.Risk;
import dev.agentharness.model.ScriptedModel;
import dev.agentharness.permission.Permissions;
import dev.agentharness.permission.Rules;
import dev.agentharness.permission.VerdictSeal;
import dev.agentharness.run.Outcome;
import dev.agentharness.run.RunResult;
import dev.agentharness.run.WaitingCall;
import dev.agentharness.tool.Tool;
import dev.agentharness.tools.Tools;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;

/**
 * A transfer that a person approves after the application was started anew: the run waits in the journal, the verdict
 * travels as a sealed link, and another harness goes on.
 */
public final class ApprovalAfterRestart {

    record Transfer(String to, BigDecimal amount) {}

    private static final Permissions PERMISSIONS =
            Permissions.builder().rules(Rules.parse("""
                    {"version": "1", "rules": [
                      {"name": "small", "decision": "allow", "tools": ["transfer"],
                       "where": {"amount": {"most": 100}},
                       "denies": [{"tool": "transfer", "arguments": {"to": "Ann", "amount": 100.01}}]},
                      {"name": "large", "decision": "ask", "tools": ["transfer"],
                       "where": {"amount": {"least": 1000}}, "reason": "large transfers are approved by a person"}]}""")).build();

    private ApprovalAfterRestart() {}

    public static void main(String[] args) {
        RunResult result = run(new InMemoryJournal()); // an application keeps its journal in files or in a database
        System.out.println(result.answer());
        System.exit(result.outcome().exitCode());
    }

    static RunResult run(Journal journal) {
        byte[] key = "32 random bytes from your vault.".getBytes(StandardCharsets.UTF_8);
        VerdictSeal seal = VerdictSeal.of(key, Duration.ofDays(3), Clock.systemUTC());
        // tag::approval[]
        // Monday: the run ends, because a person must decide.
        RunResult waiting = bank(journal, ScriptedModel.calls("transfer", "{\"to\":\"Ann\",\"amount\":5000}"))
                .run("Pay Ann what we owe her.");
        Outcome.Escalated escalated = (Outcome.Escalated) waiting.outcome();
        WaitingCall call = escalated.request().waiting().get(0);
        String link = seal.seal(call.allowChanged("{\"to\":\"Ann\",\"amount\":4000}"));

        // Wednesday, another process: somebody has followed the link.
        RunResult result =
                bank(journal, ScriptedModel.says("Ann has her 4,000.")).resume(waiting.runId(), seal.open(link));
        // end::approval[]
        return result;
    }

    private static Harness bank(Journal journal, ScriptedModel.Answer... script) {
        ModelClient model = ScriptedModel.of(script);
        return Harness.builder()
                .model(model)
                .tools(transfer())
                .permission(PERMISSIONS)
                .journal(journal)
                .build();
    }

    private static Tool transfer() {
        return Tools.nonIdempotent(
                "transfer",
                "Sends money",
                Risk.FINANCIAL,
                Transfer.class,
                (transfer, context) -> "Sent " + transfer.amount() + " to " + transfer.to());
    }
}
