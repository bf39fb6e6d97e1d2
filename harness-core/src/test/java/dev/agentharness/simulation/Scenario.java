package dev.agentharness.simulation;

import dev.agentharness.budget.Budget;
import dev.agentharness.budget.Limit;
import dev.agentharness.budget.Meter;
import dev.agentharness.budget.Spend;
import dev.agentharness.run.RunEvent;
import dev.agentharness.run.RunListener;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.BinaryOperator;
import java.util.function.Supplier;
import java.util.random.RandomGenerator;

/**
 * One simulated run with all its sub-runs: its chances, and the books of what was really taken, kept beside the harness's.
 *
 * <p>Scopes are named by paths: {@code 0.3.1} is a sub-run of {@code 0.3}; above {@code 0} and {@code 1} is the session
 * {@code s}, and above that the tenant {@code t}. Thread-safe.
 */
final class Scenario implements RunListener {

    final LongAdder modelCalls = new LongAdder();
    final LongAdder toolCalls = new LongAdder();
    final LongAdder failures = new LongAdder();
    final LongAdder runs = new LongAdder();
    final LongAdder deepest = new LongAdder();
    final LongAdder compactions = new LongAdder();
    final AtomicLong ids = new AtomicLong();
    private final long seed;
    private final Map<String, RandomGenerator> randoms = new ConcurrentHashMap<>();
    private final Map<String, Budget> limits = new ConcurrentHashMap<>();
    private final Map<String, Supplier<Spend>> trackers = new ConcurrentHashMap<>();
    private final Map<String, Supplier<Spend>> results = new ConcurrentHashMap<>();
    private final Map<String, String> paths = new ConcurrentHashMap<>();
    private final Map<String, Spend> reserved = new ConcurrentHashMap<>();
    private final Map<String, Spend> taken = new HashMap<>();
    private final Map<String, Spend> overdrawn = new HashMap<>();
    private final Map<String, Spend> beyondReserved = new HashMap<>();

    Scenario(long seed) {
        this.seed = seed;
    }

    /** The chances of a scope; used by one thread at a time. */
    RandomGenerator random(String path) {
        return randoms.computeIfAbsent(path, name -> new SplittableRandom(seed * 31 + name.hashCode()));
    }

    void limit(String path, Budget budget) {
        limits.put(path, budget);
    }

    /** The harness's own ledger of a scope. */
    void tracker(String path, Supplier<Spend> spent) {
        trackers.put(path, spent);
    }

    /** What the result of a run says that it took. */
    void result(String path, Spend spend) {
        results.put(path, () -> spend);
    }

    /** A tool runs: whatever the harness thinks, this was a call. */
    void called(String runId) {
        toolCalls.increment();
        bill(path(runId), Spend.toolCall());
    }

    /** The scope of a run. */
    String path(String runId) {
        return paths.get(runId);
    }

    void bill(String path, Spend spend) {
        add(taken, path, spend);
    }

    private static void add(Map<String, Spend> books, String path, Spend spend) {
        synchronized (books) {
            for (Optional<String> scope = Optional.of(path); scope.isPresent(); scope = above(scope.get())) {
                books.merge(scope.get(), spend, Spend::plus);
            }
        }
    }

    private static Optional<String> above(String path) {
        int dot = path.lastIndexOf('.');
        return switch (path) {
            case "t" -> Optional.empty();
            case "s" -> Optional.of("t");
            default -> Optional.of(dot < 0 ? "s" : path.substring(0, dot));
        };
    }

    /** A limit of the scope, or of one above it, that is used up: what harnesses look at that check after the call. */
    Optional<Limit> usedUp(String path) {
        synchronized (taken) {
            for (Optional<String> scope = Optional.of(path); scope.isPresent(); scope = above(scope.get())) {
                Spend spent = taken.getOrDefault(scope.get(), Spend.NONE);
                Optional<Limit> full = counted(scope.get()).stream()
                        .filter(limit -> spent.of(limit.meter()).compareTo(limit.amount()) >= 0)
                        .findFirst();
                if (full.isPresent()) {
                    return full;
                }
            }
            return Optional.empty();
        }
    }

    /** The limits of a scope but that on time, which cannot be set aside. */
    private List<Limit> counted(String scope) {
        return Optional.ofNullable(limits.get(scope)).map(Budget::limits).orElse(List.of()).stream()
                .filter(limit -> limit.meter() != Meter.TIME)
                .toList();
    }

    /** The limits that were exceeded, by these books or by the harness's, in words. */
    List<String> overshoots() {
        List<String> overshoots = new ArrayList<>();
        for (String scope : limits.keySet()) {
            for (Limit limit : counted(scope)) {
                BigDecimal real = taken(scope).of(limit.meter());
                BigDecimal booked = booked(trackers, scope).of(limit.meter());
                BigDecimal told = booked(results, scope).of(limit.meter());
                if (real.max(booked).max(told).compareTo(limit.amount()) > 0) {
                    overshoots.add(scope + " took " + real + " (booked " + booked + ", told " + told + ") of " + limit);
                }
            }
        }
        return overshoots;
    }

    private static Spend booked(Map<String, Supplier<Spend>> books, String scope) {
        return Optional.ofNullable(books.get(scope)).map(Supplier::get).orElse(Spend.NONE);
    }

    /** Where the harness's ledger or the result of a run says less than was really taken, in words. */
    List<String> underbooked() {
        List<String> less = new ArrayList<>();
        for (Map<String, Supplier<Spend>> books : List.of(trackers, results)) {
            for (String scope : books.keySet()) {
                Spend missing = taken(scope).beyond(booked(books, scope));
                if (!missing.equals(Spend.NONE)) {
                    less.add(scope + " took " + missing + " more than " + (books == trackers ? "booked" : "told"));
                }
            }
        }
        return less;
    }

    /** Where limits were exceeded by more than the events of overdrafts say, or such events say something else. */
    List<String> unexplained() {
        List<String> unexplained = new ArrayList<>();
        for (String scope : limits.keySet()) {
            Spend told = overdrawn.getOrDefault(scope, Spend.NONE);
            if (!told.equals(beyondReserved.getOrDefault(scope, Spend.NONE))) {
                unexplained.add(scope + ": events say " + told + ", not " + beyondReserved.get(scope));
            }
            for (Limit limit : counted(scope)) {
                BigDecimal over = taken(scope).of(limit.meter()).subtract(limit.amount());
                if (over.compareTo(told.of(limit.meter())) > 0) {
                    unexplained.add(scope + " is " + over + " over " + limit + ", events say " + told);
                }
            }
        }
        return unexplained;
    }

    boolean isOverdrawn() {
        return !overdrawn.isEmpty();
    }

    /** How full the fullest scope is of a meter: 1 is exactly used up. */
    double fill(Meter meter) {
        return limits.entrySet().stream()
                .flatMap(scope -> scope.getValue().limit(meter).stream()
                        .map(limit -> taken(scope.getKey()).of(meter).doubleValue()
                                / limit.amount().doubleValue()))
                .reduce(0.0, BinaryOperator.maxBy(Double::compare));
    }

    private Spend taken(String scope) {
        synchronized (taken) {
            return taken.getOrDefault(scope, Spend.NONE);
        }
    }

    @Override
    public void onEvent(String runId, RunEvent event) {
        if (event instanceof RunEvent.Started started) {
            String task = started.task().text();
            paths.put(runId, task.substring(1, task.indexOf(' ')));
            runs.increment();
            if (task.chars().filter(letter -> letter == '.').count() == 3) {
                deepest.increment();
            }
        } else if (event instanceof RunEvent.ModelAsked asked) {
            reserved.put(runId, asked.reserved());
        } else if (event instanceof RunEvent.ModelReplied replied) {
            Spend beyond = replied.charged().beyond(reserved.get(runId));
            if (!beyond.equals(Spend.NONE)) {
                add(beyondReserved, paths.get(runId), beyond);
            }
        } else if (event instanceof RunEvent.Compacted) {
            compactions.increment();
        } else if (event instanceof RunEvent.Overdrawn over) {
            add(overdrawn, paths.get(runId), over.beyond());
        }
    }
}
