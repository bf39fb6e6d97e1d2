package dev.agentharness.stop;

import dev.agentharness.budget.BudgetTracker;
import dev.agentharness.run.RunState;
import dev.agentharness.run.Verification;
import dev.agentharness.sandbox.Command;
import dev.agentharness.sandbox.ExecResult;
import dev.agentharness.sandbox.SandboxSession;
import java.time.Duration;
import java.util.Objects;
import java.util.Optional;

/** Has a command say by its exit code whether the work is done. */
final class CommandCheck implements CompletionCheck {

    /** How much of the end of an output the model is shown: there stands what failed. */
    private static final int SHOWN_CHARS = 4_000;

    private final SandboxSession session;
    private final Command command;

    CommandCheck(SandboxSession session, Command command) {
        this.session = Objects.requireNonNull(session, "session");
        this.command = Objects.requireNonNull(command, "command");
    }

    @Override
    public Verification check(String answer, RunState state, BudgetTracker budget) throws InterruptedException {
        Optional<Duration> left = budget.timeLeft();
        if (left.isPresent() && left.get().compareTo(Duration.ZERO) <= 0) {
            return Verification.gaveUp("no time was left for the check `" + shown() + "`");
        }
        ExecResult result = session.exec(within(left));
        if (result.timedOut()) {
            return Verification.gaveUp("the check `" + shown() + "` was stopped after "
                    + result.time().toMillis() + " ms");
        }
        if (result.isSuccess()) {
            return Verification.SATISFIED;
        }
        return Verification.needsRevision("The check `" + shown() + "` ended with exit code " + result.exitCode()
                + (result.output().isBlank()
                        ? " and no output."
                        : ". Its output ends with:\n" + tail(result.output())));
    }

    /** The command, with no more time than the run has left. */
    private Command within(Optional<Duration> left) {
        return left.filter(time ->
                        command.timeout().map(own -> time.compareTo(own) < 0).orElse(true))
                .map(command::timeout)
                .orElse(command);
    }

    private String shown() {
        String line = command.toString();
        return line.length() <= 200 ? line : line.substring(0, 200) + "…";
    }

    private static String tail(String output) {
        String text = output.strip();
        if (text.length() <= SHOWN_CHARS) {
            return text;
        }
        int from = text.length() - SHOWN_CHARS;
        return "…" + text.substring(Character.isLowSurrogate(text.charAt(from)) ? from + 1 : from);
    }
}
