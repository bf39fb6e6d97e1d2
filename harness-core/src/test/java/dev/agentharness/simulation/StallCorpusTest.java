package dev.agentharness.simulation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.abort;

import dev.agentharness.stop.Reflector;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** {@code -Dharness.corpus=DIR} names the folder with the recorded runs. */
@DisplayName("On recorded runs of another agent, the stall detector")
class StallCorpusTest {

    @Test
    void raises_no_false_alarm() throws Exception {
        String corpus = System.getProperty("harness.corpus");
        if (corpus == null) {
            System.out.println("evidence: stall.false-alarms = skipped (-Dharness.corpus not given)");
            abort("-Dharness.corpus=DIR is not given, so there are no recorded runs to look at");
        }
        List<Trajectory> trajectories = Trajectory.corpus();

        List<String> alarms = new ArrayList<>();
        int alarmed = 0;
        for (Trajectory trajectory : trajectories) {
            List<String> raised = trajectory.alarms(Reflector.stall());
            alarmed += raised.isEmpty() ? 0 : 1;
            alarms.addAll(raised);
        }

        System.out.println(
                "evidence: stall.false-alarms = " + alarmed + " of " + trajectories.size() + " trajectories");
        assertThat(trajectories)
                .isNotEmpty()
                .allSatisfy(read -> assertThat(read.steps()).hasSizeGreaterThan(3));
        assertThat(alarms).isEmpty();
    }
}
