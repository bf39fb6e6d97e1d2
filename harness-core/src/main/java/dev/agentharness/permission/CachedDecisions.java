package dev.agentharness.permission;

import dev.agentharness.run.Decision;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/** A decision point whose answers hold for a while; the oldest make room. Thread-safe. */
final class CachedDecisions implements DecisionPoint {

    private final DecisionPoint point;
    private final Duration time;
    private final int most;
    private final Clock clock;
    private final Map<AccessRequest, Kept> answers = new LinkedHashMap<>();

    CachedDecisions(DecisionPoint point, Duration time, int most, Clock clock) {
        if (time.isNegative() || time.isZero() || most < 1) {
            throw new IllegalArgumentException(
                    "the policy " + point.name() + " cannot keep " + most + " answers for " + time);
        }
        this.point = point;
        this.time = time;
        this.most = most;
        this.clock = clock;
    }

    @Override
    public Optional<Decision> decide(AccessRequest request) throws Exception {
        AccessRequest key = request.apartFromProgress();
        Instant now = clock.instant();
        synchronized (answers) {
            Kept kept = answers.get(key);
            if (kept != null && now.isBefore(kept.until)) {
                return kept.answer;
            }
        }
        Optional<Decision> answer = point.decide(request);
        synchronized (answers) {
            answers.remove(key);
            if (answers.size() >= most) {
                answers.remove(answers.keySet().iterator().next());
            }
            answers.put(key, new Kept(answer, now.plus(time)));
        }
        return answer;
    }

    @Override
    public String name() {
        return point.name();
    }

    private record Kept(Optional<Decision> answer, Instant until) {}
}
