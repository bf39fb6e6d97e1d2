package dev.agentharness.bench;

/** The program that {@link FirstRequest} starts: it asks once, and ends. */
final class HelloWorld {

    private HelloWorld() {}

    public static void main(String[] args) throws Exception {
        Plan plan = Plan.turns(0);
        Agent agent = Contestant.named(args[0], new Server(args[1])).agent(plan, delta -> {});
        Tasks.check(plan, agent.run());
        System.exit(0);
    }
}
