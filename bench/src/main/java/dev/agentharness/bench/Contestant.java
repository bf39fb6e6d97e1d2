package dev.agentharness.bench;

import dev.agentharness.models.Anthropic;
import dev.agentharness.models.Gemini;
import dev.agentharness.models.OpenAiChat;
import dev.agentharness.models.OpenAiResponses;
import java.util.function.Consumer;

/** A way to run tasks against the fake server. */
interface Contestant {

    String name();

    /**
     * A new agent, so that no round pays for what is kept of those before it. Connections stay, as in an application.
     *
     * @param deltas told of each piece of streamed text, on any thread
     */
    Agent agent(Plan plan, Consumer<String> deltas);

    /** The contestant of that name. */
    static Contestant named(String name, Server server) {
        return switch (name) {
            case "raw" -> new RawLoop(server);
            case "ours" -> new Harnessed(name, server, OpenAiChat::builder);
            case "ours-anthropic" -> new Harnessed(name, server, Anthropic::builder);
            case "ours-responses" -> new Harnessed(name, server, OpenAiResponses::builder);
            case "ours-gemini" -> new Harnessed(name, server, Gemini::builder);
            case "langchain4j" -> new LangChained(server);
            default -> throw new IllegalArgumentException("no contestant " + name);
        };
    }
}
