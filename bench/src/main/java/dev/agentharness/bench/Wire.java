package dev.agentharness.bench;

import java.util.List;
import java.util.stream.Stream;

/** An API of models, as far as the fake server speaks it. */
interface Wire {

    List<Wire> ALL = List.of(new ChatWire(), new AnthropicWire(), new ResponsesWire(), new GeminiWire());

    /** How its addresses begin. */
    String path();

    /** What stands in a request once for each result of a tool, however the JSON is laid out. */
    String result();

    /** An answer that comes whole. */
    String whole(Reply reply);

    /** An answer that is streamed as server-sent events: a part for each piece of text, and then the rest. */
    Stream<String> streamed(Reply reply);
}
