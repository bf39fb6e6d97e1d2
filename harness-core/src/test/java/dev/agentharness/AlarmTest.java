package dev.agentharness;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@DisplayName("The alarm of all runs")
@Timeout(60)
class AlarmTest {

    private static final Duration NOW = Duration.ZERO;
    private static final Duration SOON = Duration.ofMillis(200);
    private static final Duration IN_AN_HOUR = Duration.ofHours(1);

    private final Alarm alarm = new Alarm();
    private final Deadline ours = kept(Thread.currentThread()::interrupt);
    private final Deadline others = kept(() -> {});

    private Deadline kept(Runnable action) {
        Deadline deadline = new Deadline(action, alarm);
        alarm.keep(deadline);
        return deadline;
    }

    private static void begin(Deadline deadline, Duration time) {
        deadline.begin(System.nanoTime() + time.toNanos());
    }

    @Test
    void rings_for_a_step_that_may_take_less_time_than_the_one_before() {
        begin(ours, IN_AN_HOUR);
        ours.end();

        ringsFor(NOW);
    }

    @Test
    void rings_again_for_the_step_that_follows_one_which_ended_in_time() {
        begin(ours, IN_AN_HOUR);
        ours.end();

        ringsFor(SOON);
        ringsFor(NOW);
    }

    @Test
    void leaves_a_step_alone_that_follows_one_which_ended_in_time() {
        begin(others, SOON);
        others.end();
        begin(others, IN_AN_HOUR);

        ringsFor(SOON.plus(SOON)); // by then the first would have rung

        assertThat(others.hasPassed()).isFalse();
    }

    @Test
    void leaves_a_step_alone_that_ended_in_time() {
        begin(others, SOON);
        others.end();

        ringsFor(SOON.plus(SOON));

        assertThat(others.hasPassed()).isFalse();
    }

    @Test
    void takes_an_interrupt_back_that_nobody_heard() {
        begin(ours, NOW);
        while (!ours.hasPassed()) {
            Thread.onSpinWait();
        }

        ours.end();

        assertThat(Thread.currentThread().isInterrupted()).isFalse();
    }

    @Test
    void rings_for_a_later_step_of_one_run_after_it_rang_for_another() {
        CountDownLatch rung = new CountDownLatch(1);
        begin(kept(rung::countDown), NOW);

        ringsFor(SOON);

        assertThat(rung.getCount()).isZero();
    }

    @Test
    void rings_for_all_others_when_what_is_done_for_one_fails() {
        for (int i = 0; i < 10; i++) {
            begin(
                    kept(() -> {
                        throw new IllegalStateException("no clock");
                    }),
                    NOW);
        }

        ringsFor(SOON);
    }

    @Test
    void interrupts_a_step_once_however_often_it_rings_for_others() {
        begin(ours, NOW);
        assertThatThrownBy(() -> new CountDownLatch(1).await()).isInstanceOf(InterruptedException.class);

        ours.look(System.nanoTime());

        assertThat(Thread.currentThread().isInterrupted()).isFalse();
    }

    @Test
    void leaves_the_step_of_another_run_alone() {
        begin(others, IN_AN_HOUR);

        ringsFor(NOW);

        assertThat(others.hasPassed()).isFalse();
    }

    @Test
    void looks_no_longer_after_a_deadline_that_was_released() {
        begin(others, SOON);
        alarm.release(others);

        ringsFor(SOON.plus(SOON));

        assertThat(others.hasPassed()).isFalse();
    }

    /** Waits until it interrupts; nothing of that is left when the step has ended. */
    private void ringsFor(Duration time) {
        begin(ours, time);
        assertThatThrownBy(() -> new CountDownLatch(1).await()).isInstanceOf(InterruptedException.class);
        assertThat(ours.hasPassed()).isTrue();
        ours.end();
        assertThat(Thread.currentThread().isInterrupted()).isFalse();
    }
}
