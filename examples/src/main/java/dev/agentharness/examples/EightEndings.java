package dev.agentharness.examples;

import static dev.agentharness.model.ScriptedModel.calls;
import static dev.agentharness.model.ScriptedModel.fails;
import static dev.agentharness.model.ScriptedModel.says;

import dev.agentharness.Harness;
import dev.agentharness.budget.Budget;
import dev.agentharness.budget.Limit;
import dev.agentharness.model.ModelException;
import dev.agentharness.model.Risk;
import dev.agentharness.model.ScriptedModel;
import dev.agentharness.run.Decision;
import dev.agentharness.run.RunResult;
import dev.agentharness.tool.Tool;
import dev.agentharness.tools.Tools;
import java.util.List;

/** Shows the eight ways in which a run can end, each with what sits above can tell it by. */
public final class EightEndings {

    record Path(String path) {}

    private static final Tool READ =
            Tools.readOnly("read", "Reads a file", Path.class, (file, call) -> "nothing in " + file.path());
    private static final Tool DELETE = Tools.nonIdempotent(
            "delete", "Deletes a file", Risk.DESTRUCTIVE, Path.class, (file, call) -> "deleted " + file.path());

    private EightEndings() {}

    public static void main(String[] args) {
        for (RunResult result : all()) {
            System.out.printf(
                    "%-16s exit %2d  %-13s %s%n",
                    result.outcome().code(),
                    result.outcome().exitCode(),
                    result.outcome().isResumable() ? "resumable" : "",
                    result.outcome().reason());
            if (!result.answer().isEmpty()) {
                System.out.println("                 answer: " + result.answer());
            }
        }
    }

    static List<RunResult> all() {
        return List.of(
                completed(),
                blocked(),
                policyViolated(),
                budgetExhausted(),
                stalled(),
                escalated(),
                failed(),
                cancelled());
    }

    private static RunResult completed() {
        return harness(says("Here is the summary.")).build().run("Summarise notes.txt.");
    }

    private static RunResult blocked() {
        return harness(calls("give_up", "{\"reason\":\"notes.txt is encrypted\"}"))
                .build()
                .run("Summarise notes.txt.");
    }

    private static RunResult policyViolated() {
        return harness(calls("delete", "{\"path\":\"/etc\"}"))
                .permission((call, tool, state) -> call.arguments().contains("/etc")
                        ? Decision.violation("system files")
                        : Decision.ask("deletes"))
                .build()
                .run("Clean up.");
    }

    private static RunResult budgetExhausted() {
        return harness(
                        calls("read", "{\"path\":\"a\"}"),
                        calls("read", "{\"path\":\"b\"}"),
                        says("Only a and b so far."))
                .budget(Budget.of(Limit.turns(2)))
                .build()
                .run("Read everything.");
    }

    private static RunResult stalled() {
        ScriptedModel.Answer again = calls("read", "{\"path\":\"a\"}");
        return harness(again, again, again, again, again).build().run("Find the secret.");
    }

    private static RunResult escalated() {
        return harness(calls("delete", "{\"path\":\"old.log\"}")).build().run("Clean up.");
    }

    private static RunResult failed() {
        return harness(fails(ModelException.Kind.AUTHENTICATION, "the provider refuses the key"))
                .build()
                .run("Summarise notes.txt.");
    }

    private static RunResult cancelled() {
        Thread.currentThread().interrupt();
        RunResult result = harness(says("never asked")).build().run("Summarise notes.txt.");
        Thread.interrupted(); // the run has set the flag again, as it should; here nobody is to stop
        return result;
    }

    private static Harness.Builder harness(ScriptedModel.Answer... script) {
        return Harness.builder().model(ScriptedModel.of(script)).tools(READ, DELETE);
    }
}
