package dev.agentharness.bench;

/** Tasks, one after the other, with answers that come whole. */
record Turns(String name, Plan plan) implements Scenario {

    @Override
    public Figures measure(Contestant contestant, Server server) throws Exception {
        Tasks tasks = new Tasks(plan, contestant.agent(plan, delta -> {}));
        Used used = Used.by(server, tasks::runForASecond);
        double requests = used.requests(tasks.done() * plan.requests());
        return Figures.none()
                .with(Figure.CPU, used.cpu() / 1e3 / requests)
                .with(Figure.ALLOCATED, used.allocated() / 1024.0 / requests)
                .with(Figure.SENT, used.counts().bytes() / requests)
                .with(Figure.CONNECTIONS, used.counts().connections() * 100 / requests);
    }
}
