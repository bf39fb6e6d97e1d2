package dev.agentharness.examples.riskreassessment;

import dev.agentharness.budget.Limit;
import dev.agentharness.budget.Meter;
import dev.agentharness.model.Effect;
import dev.agentharness.model.ToolCall;
import dev.agentharness.model.ToolResult;
import dev.agentharness.run.RunResult;
import java.io.IOException;
import java.io.PrintStream;
import java.math.RoundingMode;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/** Says how a run ended, what it found and what it took. */
final class Account {

    private final RunResult result;
    private final RunFolders folders;

    Account(RunResult result, RunFolders folders) {
        this.result = result;
        this.folders = folders;
    }

    void print(PrintStream out) throws IOException {
        out.println();
        result.output(RiskReassessment.RISK_VIEW).ifPresentOrElse(view -> print(view, out), () -> printSoFar(out));
        out.println();
        line("outcome", result.outcome().code() + ": " + result.outcome().reason(), out);
        for (Meter meter : Meter.values()) {
            line(meter.unit(), spend(meter), out);
        }
        line("stamps", result.stamps().toString(), out);
        line("trace", folders.trace(result.runId()).toString(), out);
        List<Path> reports = folders.reports(result.runId());
        line(
                "report",
                reports.isEmpty()
                        ? "none was written"
                        : reports.stream().map(Path::toString).collect(Collectors.joining(", ")),
                out);
    }

    private static void print(RiskView view, PrintStream out) {
        out.println("Risk score " + view.score() + " of 100: " + view.level() + ". " + view.summary());
        for (RiskView.Finding finding : view.findings()) {
            out.printf("  %-9s %s (%s)%n", finding.weight(), finding.text(), finding.document());
        }
    }

    /** What an unfinished run has gathered: what was read, and the model's last words. */
    private void printSoFar(PrintStream out) {
        List<String> gathered = gathered();
        out.println("No risk score. Gathered so far:" + (gathered.isEmpty() ? " nothing" : ""));
        gathered.forEach(call -> out.println("  " + call));
        if (!result.partial().answer().isBlank()) {
            out.println(result.partial().answer());
        }
        result.partial().openTasks().forEach(task -> out.println("open: " + task));
    }

    private List<String> gathered() {
        Set<String> good = result.transcript().stream()
                .flatMap(message -> message.toolResults().stream())
                .filter(answer -> !answer.error())
                .map(ToolResult::callId)
                .collect(Collectors.toSet());
        return result.transcript().stream()
                .flatMap(message -> message.toolCalls().stream())
                .filter(call -> good.contains(call.id()) && isRead(call))
                .map(call -> call.name() + " " + call.arguments())
                .toList();
    }

    private boolean isRead(ToolCall call) {
        return result.state()
                .tool(call.name())
                .filter(tool -> tool.effect() == Effect.READ_ONLY)
                .isPresent();
    }

    private String spend(Meter meter) {
        Optional<Limit> limit = result.state().budget().limit(meter);
        if (meter == Meter.DOLLARS && limit.isEmpty()) {
            return "unknown"; // only a model without a price runs without a dollar limit
        }
        int decimals = meter == Meter.DOLLARS ? 4 : meter == Meter.TIME ? 1 : 0;
        return result.spend().of(meter).setScale(decimals, RoundingMode.HALF_UP).toPlainString()
                + limit.map(most -> " of " + most.amount().toPlainString()).orElse(", no limit");
    }

    private static void line(String name, String value, PrintStream out) {
        out.printf("%-11s %s%n", name, value);
    }
}
