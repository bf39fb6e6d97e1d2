package dev.agentharness.models;

import dev.agentharness.model.ModelListener;
import dev.agentharness.model.ModelRequest;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.function.Function;

/** Feeds answers to a reader without a network; JSON is written with single quotes. */
final class Answers {

    private Answers() {}

    static Answer whole(Function<Assembly, Answer> reader, String json) throws IOException {
        Answer answer = reader.apply(assembly(Requests.with()));
        byte[] bytes = bytes(json);
        answer.whole(new JsonDocument().read(bytes, bytes.length));
        return answer;
    }

    static Answer streamed(Function<Assembly, Answer> reader, String... events) throws IOException {
        return streamed(reader.apply(assembly(Requests.with())), events);
    }

    static Answer streamed(Answer answer, String... events) throws IOException {
        for (String event : events) {
            byte[] bytes = bytes(event);
            answer.event("", bytes, bytes.length);
        }
        return answer;
    }

    static Assembly assembly(ModelRequest request) {
        return new Assembly("somebody", new CallIds(request), ModelListener.none());
    }

    private static byte[] bytes(String json) {
        return json.replace('\'', '"').getBytes(StandardCharsets.UTF_8);
    }
}
