package dev.agentharness.bench;

/** Runs the same task again and again, and believes no answer unseen. Used by one thread. */
final class Tasks {

    private static final long A_SECOND = 1_000_000_000;

    private final Plan plan;
    private final Agent agent;
    private long done;

    Tasks(Plan plan, Agent agent) {
        this.plan = plan;
        this.agent = agent;
    }

    long done() {
        return done;
    }

    void runForASecond() throws Exception {
        long start = System.nanoTime();
        while (System.nanoTime() - start < A_SECOND) {
            check(plan, agent.run());
            done++;
        }
    }

    static void check(Plan plan, String answer) {
        if (!answer.equals(Reply.last(plan).text())) {
            throw new IllegalStateException("the answer was: " + answer);
        }
    }
}
