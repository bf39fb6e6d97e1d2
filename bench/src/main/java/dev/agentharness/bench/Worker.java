package dev.agentharness.bench;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.BufferedReader;
import java.io.InputStreamReader;

/**
 * A program that is one contestant, in a process of its own so that none is measured with what the others leave behind. It
 * reads lines, each a scenario and for how many seconds at least to warm up with it, and prints the figures of a round.
 */
final class Worker {

    private Worker() {}

    public static void main(String[] args) throws Exception {
        Server server = new Server(args[1]);
        Contestant contestant = Contestant.named(args[0], server);
        BufferedReader orders = new BufferedReader(new InputStreamReader(System.in, UTF_8));
        for (String order = orders.readLine(); order != null; order = orders.readLine()) {
            String[] words = order.split(" ", -1);
            Scenario scenario = Group.scenario(words[0]);
            warmUp(scenario, Double.parseDouble(words[1]), contestant, server);
            System.out.println(scenario.measure(contestant, server).line());
        }
        System.exit(0); // connections are kept for a while
    }

    private static void warmUp(Scenario scenario, double seconds, Contestant contestant, Server server)
            throws Exception {
        long start = System.nanoTime();
        while ((System.nanoTime() - start) / 1e9 < seconds) {
            scenario.warmUp(contestant, server);
        }
    }
}
