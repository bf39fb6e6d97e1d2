package dev.agentharness;

import dev.agentharness.recovery.Backoff;
import dev.agentharness.run.Outcome;
import dev.agentharness.run.RunEvent;
import java.util.List;

/** What is due in a run. Small data, no transcript: a driver finds the rest in the state. */
sealed interface Action {

    /** Has the driver do it, and gives the events of what happened. */
    List<RunEvent> performBy(Driver driver, Run run) throws InterruptedException;

    /** Ask memory what it knows about the task. */
    record Recall() implements Action {
        @Override
        public List<RunEvent> performBy(Driver driver, Run run) throws InterruptedException {
            return driver.recall(run);
        }
    }

    /** Ask the model for its next message, after a pause if it failed. */
    record AskModel(Backoff pause) implements Action {
        @Override
        public List<RunEvent> performBy(Driver driver, Run run) throws InterruptedException {
            return driver.askModel(pause, run);
        }
    }

    /** Check the new calls of the turn, and ask the permission policy about them. */
    record Authorize() implements Action {
        @Override
        public List<RunEvent> performBy(Driver driver, Run run) throws InterruptedException {
            return driver.authorize(run);
        }
    }

    /** Carry these calls out, together if there are several. */
    record CallTools(List<String> callIds) implements Action {
        @Override
        public List<RunEvent> performBy(Driver driver, Run run) throws InterruptedException {
            return driver.callTools(callIds, run);
        }
    }

    /** Ask a person about these calls. */
    record AskPerson(List<String> callIds) implements Action {
        @Override
        public List<RunEvent> performBy(Driver driver, Run run) throws InterruptedException {
            return driver.askPerson(callIds, run);
        }
    }

    /** Make the conversation shorter. */
    record Compact(String trigger) implements Action {
        @Override
        public List<RunEvent> performBy(Driver driver, Run run) throws InterruptedException {
            return driver.compact(trigger, run);
        }
    }

    /** Look back at the turn that is done. */
    record Reflect() implements Action {
        @Override
        public List<RunEvent> performBy(Driver driver, Run run) throws InterruptedException {
            return driver.reflect(run);
        }
    }

    /** Check the answer before it is believed. */
    record CheckAnswer(String answer) implements Action {
        @Override
        public List<RunEvent> performBy(Driver driver, Run run) throws InterruptedException {
            return driver.checkAnswer(answer, run);
        }
    }

    /** Offer a tool no longer. */
    record Withdraw(String tool, String reason) implements Action {
        @Override
        public List<RunEvent> performBy(Driver driver, Run run) {
            return driver.withdraw(tool, reason, run);
        }
    }

    /** Tell the model something and let it go on. */
    record Nudge(String text) implements Action {
        @Override
        public List<RunEvent> performBy(Driver driver, Run run) {
            return driver.nudge(text, run);
        }
    }

    /** Ask the model, without tools, for the best answer so far. */
    record CloseUp() implements Action {
        @Override
        public List<RunEvent> performBy(Driver driver, Run run) throws InterruptedException {
            return driver.closeUp(run);
        }
    }

    /** End the run. */
    record End(Outcome outcome) implements Action {
        @Override
        public List<RunEvent> performBy(Driver driver, Run run) {
            return driver.end(outcome, run);
        }
    }
}
