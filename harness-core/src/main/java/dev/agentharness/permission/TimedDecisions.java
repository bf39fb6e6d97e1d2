package dev.agentharness.permission;

import dev.agentharness.run.Decision;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** A decision point with a deadline. It answers on a thread of its own, for one that ignores interrupts. */
record TimedDecisions(DecisionPoint point, Duration time) implements DecisionPoint {

    TimedDecisions {
        if (time.isNegative() || time.isZero()) {
            throw new IllegalArgumentException("the deadline of the policy " + point.name() + " is " + time);
        }
    }

    @Override
    public Optional<Decision> decide(AccessRequest request) throws Exception {
        FutureTask<Optional<Decision>> answer = new FutureTask<>(() -> point.decide(request));
        Thread thread = new Thread(answer, "harness-policy");
        thread.setDaemon(true);
        thread.start();
        try {
            return answer.get(time.toNanos(), TimeUnit.NANOSECONDS);
        } catch (TimeoutException e) {
            throw new TimeoutException("no answer within " + time.toMillis() + " ms");
        } catch (ExecutionException e) {
            throw e.getCause() instanceof Exception cause ? cause : e;
        } finally {
            answer.cancel(true);
        }
    }

    @Override
    public String name() {
        return point.name();
    }
}
