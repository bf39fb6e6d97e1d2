package dev.agentharness;

import dev.agentharness.recovery.Backoff;
import dev.agentharness.run.Outcome;
import dev.agentharness.run.RunEvent;
import java.util.List;

/**
 * Does what is due: the one place with effects, waiting, a clock and threads.
 *
 * <p>Each method does one {@link Action} and returns what happened; whatever must be known before an effect takes place,
 * it records on the run itself.
 */
interface Driver {

    List<RunEvent> recall(Run run) throws InterruptedException;

    List<RunEvent> askModel(Backoff pause, Run run) throws InterruptedException;

    List<RunEvent> authorize(Run run) throws InterruptedException;

    List<RunEvent> callTools(List<String> callIds, Run run) throws InterruptedException;

    List<RunEvent> askPerson(List<String> callIds, Run run) throws InterruptedException;

    List<RunEvent> compact(String trigger, Run run) throws InterruptedException;

    List<RunEvent> reflect(Run run) throws InterruptedException;

    List<RunEvent> checkAnswer(String answer, Run run) throws InterruptedException;

    List<RunEvent> withdraw(String tool, String reason, Run run);

    List<RunEvent> nudge(String text, Run run);

    List<RunEvent> closeUp(Run run) throws InterruptedException;

    List<RunEvent> end(Outcome outcome, Run run);
}
