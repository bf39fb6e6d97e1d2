package dev.agentharness.budget;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import dev.agentharness.ManualClock;
import java.math.BigDecimal;
import java.time.Duration;
import java.util.List;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

@DisplayName("A ledger")
class BudgetTrackerTest {

    private final ManualClock clock = new ManualClock();

    private static Spend tokens(long tokens) {
        return Spend.modelCall(tokens, BigDecimal.ZERO);
    }

    @Test
    void sets_the_worst_case_aside_until_it_is_settled() {
        BudgetTracker run = BudgetTracker.root("run", Budget.of(Limit.tokens(100)), clock);

        Reservation.Granted first = (Reservation.Granted) run.reserve(tokens(60));

        assertThat(run.reserve(tokens(41))).isEqualTo(new Reservation.Refused("run", Limit.tokens(100)));
        assertThat(run.room().tokens()).isEqualTo(40);
        first.settle(tokens(10));
        assertThat(run.room().tokens()).isEqualTo(90);
        assertThat(run.spent().tokens()).isEqualTo(10);
        assertThat(run.reserve(tokens(90))).isInstanceOf(Reservation.Granted.class);
    }

    @Test
    void refuses_to_settle_twice() {
        BudgetTracker run = BudgetTracker.root("run", Budget.of(Limit.tokens(100)), clock);
        Reservation.Granted granted = (Reservation.Granted) run.reserve(tokens(60));
        granted.settle(tokens(10));

        assertThatIllegalStateException().isThrownBy(() -> granted.settle(tokens(10)));
        assertThat(run.spent().tokens()).isEqualTo(10);
    }

    @Test
    void lets_the_plan_see_what_is_left() {
        BudgetTracker run = BudgetTracker.root("run", Budget.of(Limit.tokens(100)), clock);

        Reservation all = run.reserve(room -> tokens(room.tokens()));

        assertThat(((Reservation.Granted) all).worstCase().tokens()).isEqualTo(100);
    }

    @Nested
    @DisplayName("of a scope within another")
    class Nested_ {
        private final BudgetTracker session =
                BudgetTracker.root("session", Budget.of(Limit.tokens(100), Limit.turns(3)), clock);

        @Test
        void draws_on_all_above() {
            BudgetTracker one = session.child("one", Budget.of(Limit.tokens(80)));
            BudgetTracker other = session.child("other", Budget.of(Limit.tokens(80)));

            ((Reservation.Granted) one.reserve(tokens(70))).settle(tokens(70));

            assertThat(other.room().tokens()).isEqualTo(30);
            assertThat(other.reserve(tokens(31))).isEqualTo(new Reservation.Refused("session", Limit.tokens(100)));
            assertThat(session.spent().tokens()).isEqualTo(70);
            assertThat(other.spent().tokens()).isZero();
        }

        @Test
        void only_narrows() {
            BudgetTracker wide = session.child("wide", Budget.of(Limit.tokens(1_000_000)));

            assertThat(wide.room().tokens()).isEqualTo(100);
            assertThat(wide.room().of(Meter.TURNS)).contains(BigDecimal.valueOf(3));
        }

        @Test
        void sets_nothing_aside_anywhere_when_one_refuses() {
            BudgetTracker narrow = session.child("narrow", Budget.of(Limit.tokens(10)));

            assertThat(narrow.reserve(tokens(50))).isEqualTo(new Reservation.Refused("narrow", Limit.tokens(10)));
            assertThat(session.room().tokens()).isEqualTo(100);
        }
    }

    @Test
    void measures_time_and_refuses_when_it_is_up() {
        BudgetTracker run = BudgetTracker.root("run", Budget.of(Limit.time(Duration.ofSeconds(10))), clock);

        clock.advance(Duration.ofSeconds(9));
        assertThat(run.room().time()).contains(Duration.ofSeconds(1));
        assertThat(run.reserve(Spend.toolCall())).isInstanceOf(Reservation.Granted.class);
        clock.advance(Duration.ofSeconds(1));

        assertThat(run.reserve(Spend.toolCall()))
                .isEqualTo(new Reservation.Refused("run", Limit.time(Duration.ofSeconds(10))));
        assertThat(run.room().time()).contains(Duration.ZERO);
    }

    @Test
    void has_as_much_time_left_as_the_tightest_of_all_limits_above() {
        BudgetTracker root = BudgetTracker.root("run", Budget.of(Limit.time(Duration.ofSeconds(10))), clock);
        BudgetTracker narrow = root.child("narrow", Budget.of(Limit.time(Duration.ofSeconds(7))));
        BudgetTracker wide = root.child("wide", Budget.of(Limit.time(Duration.ofSeconds(60))));
        BudgetTracker free = root.child("free", Budget.of(Limit.turns(1)));
        clock.advance(Duration.ofSeconds(4));

        assertThat(narrow.timeLeft()).contains(Duration.ofSeconds(3));
        assertThat(wide.timeLeft()).contains(Duration.ofSeconds(6));
        assertThat(free.timeLeft()).contains(Duration.ofSeconds(6));
        assertThat(BudgetTracker.root("run", Budget.of(Limit.turns(1)), clock).timeLeft())
                .isEmpty();
    }

    @Test
    void gives_no_time_back_when_the_clock_jumps_backwards() {
        BudgetTracker run = BudgetTracker.root("run", Budget.of(Limit.time(Duration.ofSeconds(10))), clock);
        clock.advance(Duration.ofSeconds(4));
        run.spent();

        clock.advance(Duration.ofHours(-1));
        run.spent();
        clock.advance(Duration.ofSeconds(2));

        assertThat(run.spent().time()).isEqualTo(Duration.ofSeconds(6));
    }

    @Test
    void warns_once_of_each_meter_that_crosses_its_threshold() {
        BudgetTracker session = BudgetTracker.root("session", Budget.of(Limit.tokens(100)), clock);
        BudgetTracker run = session.child("run", Budget.of(Limit.tokens(50)).warnAt(0.5));

        ((Reservation.Granted) run.reserve(tokens(24))).settle(tokens(24));
        assertThat(run.warnings()).isEmpty();
        ((Reservation.Granted) run.reserve(tokens(1))).settle(tokens(1));

        assertThat(run.warnings())
                .containsExactly(new BudgetTracker.Warning("run", Limit.tokens(50), BigDecimal.valueOf(25)));
        assertThat(run.warnings()).isEmpty();
    }

    @Test
    void warns_of_a_scope_that_a_run_has_for_its_own_only_where_that_scope_is_asked() {
        BudgetTracker tenant = BudgetTracker.root("tenant", Budget.of(Limit.tokens(100)), clock);
        BudgetTracker run = tenant.child("run", Budget.of(Limit.tokens(90)));
        run.belongsTo(Owner.RUN);
        BudgetTracker below = run.child("below", Budget.of(Limit.turns(9)));
        below.belongsTo(Owner.RUN);

        below.book(tokens(85));

        assertThat(below.warnings()).extracting(BudgetTracker.Warning::scope).containsExactly("tenant");
        assertThat(run.warnings()).extracting(BudgetTracker.Warning::scope).containsExactly("run");
    }

    @Test
    void never_exceeds_a_limit_whatever_the_interleaving() throws Exception {
        long seed = new Random().nextLong();
        System.out.println("seed of the interleaving test: " + seed);
        BudgetTracker root = BudgetTracker.root("root", Budget.of(Limit.tokens(10_000)), clock);
        ExecutorService threads = Executors.newFixedThreadPool(8);
        List<Callable<Long>> workers = IntStream.range(0, 8)
                .<Callable<Long>>mapToObj(worker -> () -> takeAll(root, new Random(seed + worker)))
                .toList();

        long taken = 0;
        for (var done : threads.invokeAll(workers)) {
            taken += done.get();
        }
        threads.shutdown();

        assertThat(root.spent().tokens()).isEqualTo(taken).isLessThanOrEqualTo(10_000);
        assertThat(root.room().tokens()).isEqualTo(10_000 - taken).isLessThan(100);
    }

    private static long takeAll(BudgetTracker root, Random random) {
        BudgetTracker scope = root.child("worker", Budget.of(Limit.tokens(5_000)));
        long taken = 0;
        int refusals = 0;
        while (refusals < 50) {
            int worstCase = 1 + random.nextInt(99);
            Reservation reservation = scope.reserve(tokens(worstCase));
            if (reservation instanceof Reservation.Granted granted) {
                long actual = random.nextInt(worstCase + 1);
                granted.settle(tokens(actual));
                taken += actual;
            } else {
                refusals++;
            }
        }
        return taken;
    }

    @Test
    void gives_what_is_held_up_only_for_what_fits_in_its_place() {
        BudgetTracker tenant = BudgetTracker.root("tenant", Budget.of(Limit.tokens(100)), clock);
        BudgetTracker run = tenant.child("run", Budget.of(Limit.tokens(90)));
        Reservation.Granted held = (Reservation.Granted) run.reserve(tokens(40));

        assertThat(held.exchange(room -> tokens(room.tokens() + 1)))
                .isEqualTo(new Reservation.Refused("run", Limit.tokens(90)));
        assertThat(tenant.room().tokens()).isEqualTo(60);
        assertThatIllegalArgumentException().isThrownBy(() -> held.exchange(room -> tokens(-1)));
        assertThat(tenant.room().tokens()).isEqualTo(60);

        assertThat(held.exchange(room -> tokens(room.tokens()))).isInstanceOf(Reservation.Granted.class);
        assertThat(tenant.room().tokens()).isEqualTo(10);
        held.release();
        assertThat(tenant.room().tokens()).as("given up once").isEqualTo(10);
        assertThatIllegalStateException().isThrownBy(() -> held.exchange(room -> tokens(1)));
    }
}
