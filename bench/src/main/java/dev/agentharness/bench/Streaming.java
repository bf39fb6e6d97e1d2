package dev.agentharness.bench;

import java.util.concurrent.atomic.LongAdder;

/** Tasks, one after the other, with answers that come in many pieces of text. */
record Streaming(String name, Plan plan) implements Scenario {

    @Override
    public Figures measure(Contestant contestant, Server server) throws Exception {
        LongAdder told = new LongAdder();
        Tasks tasks = new Tasks(plan, contestant.agent(plan, delta -> told.increment()));
        Used used = Used.by(server, tasks::runForASecond);
        double requests = used.requests(tasks.done() * plan.requests());
        double deltas = requests * plan.deltas();
        return Figures.none()
                .with(Figure.DELTA_CPU, used.cpu() / 1e3 / deltas)
                .with(Figure.DELTA_ALLOCATED, used.allocated() / 1024.0 / deltas)
                .with(Figure.DELIVERED, told.sum() * 100 / deltas)
                .with(Figure.CONNECTIONS, used.counts().connections() * 100 / requests);
    }
}
