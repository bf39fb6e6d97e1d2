package dev.agentharness;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@DisplayName("The alarm of all runs")
@Timeout(60)
class AlarmTest {

    private static final Optional<Duration> NOW = Optional.of(Duration.ZERO);
    private static final Optional<Duration> IN_AN_HOUR = Optional.of(Duration.ofHours(1));

    private final Alarm alarm = new Alarm();

    @Test
    void rings_for_a_step_that_may_take_less_time_than_the_one_before() {
        alarm.in(IN_AN_HOUR).close();
        ringsFor(alarm.in(NOW));
    }

    @Test
    void rings_again_for_the_step_that_follows_one_which_ended_in_time() {
        alarm.in(NOW).close();
        ringsFor(alarm.in(Optional.of(Duration.ofMillis(200))));
    }

    @Test
    void leaves_a_step_alone_that_follows_one_which_ended_in_time() {
        alarm.in(NOW).close();
        try (Deadline longer = alarm.in(IN_AN_HOUR)) {
            ringsFor(new Alarm().in(Optional.of(Duration.ofMillis(200)))); // by then the first would have rung
            assertThat(longer.hasPassed()).isFalse();
        }
    }

    @Test
    void does_not_ring_for_a_step_that_may_take_any_time_after_one_that_ended() {
        alarm.in(NOW).close();
        try (Deadline endless = alarm.in(Optional.empty())) {
            ringsFor(new Alarm().in(Optional.of(Duration.ofMillis(200))));
            assertThat(endless.hasPassed()).isFalse();
        }
    }

    @Test
    void rings_for_a_later_step_of_one_run_after_it_rang_for_another() {
        Deadline later = alarm.in(Optional.of(Duration.ofMillis(200)));
        alarm.in(IN_AN_HOUR);
        Deadline first = alarm.in(NOW);

        ringsFor(first);

        ringsFor(later);
    }

    @Test
    void interrupts_a_step_once_however_often_it_rings_for_others() {
        try (Deadline late = alarm.in(NOW)) {
            assertThatThrownBy(() -> new CountDownLatch(1).await()).isInstanceOf(InterruptedException.class);

            late.pass();

            assertThat(Thread.currentThread().isInterrupted()).isFalse();
        }
    }

    @Test
    void leaves_the_step_of_another_run_alone() {
        Deadline longer = alarm.in(IN_AN_HOUR);

        ringsFor(alarm.in(NOW));

        assertThat(longer.hasPassed()).isFalse();
        longer.close();
    }

    /** Waits until it interrupts; nothing of that is left when the step has ended. */
    private static void ringsFor(Deadline deadline) {
        assertThatThrownBy(() -> new CountDownLatch(1).await()).isInstanceOf(InterruptedException.class);
        assertThat(deadline.hasPassed()).isTrue();
        deadline.close();
        assertThat(Thread.currentThread().isInterrupted()).isFalse();
    }
}
