package dev.agentharness;

import dev.agentharness.model.Effect;
import dev.agentharness.model.Risk;
import dev.agentharness.model.ToolOutput;
import dev.agentharness.model.ToolSpec;
import dev.agentharness.run.RunEvent;
import dev.agentharness.run.RunListener;
import dev.agentharness.tool.Tool;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/** Tools and listeners that several tests use. */
final class Fixtures {

    private Fixtures() {}

    static ToolSpec.Builder reading(String name) {
        return ToolSpec.builder(name, "reads").effect(Effect.READ_ONLY).risk(Risk.INTERNAL_READ);
    }

    static ToolSpec.Builder writing(String name) {
        return ToolSpec.builder(name, "writes").effect(Effect.NON_IDEMPOTENT).risk(Risk.WRITE);
    }

    /** Gives back what it is told in {@code text}. */
    static Tool echo() {
        ToolSpec spec = reading("echo").inputSchema("""
                        {"type":"object","properties":{"text":{"type":"string"}},"required":["text"]}""").build();
        return Tool.of(spec, (input, context) -> ToolOutput.text(input.string("text")));
    }

    /** Keeps every event it is told of. */
    static class Recorder implements RunListener {
        private final List<RunEvent> events = new CopyOnWriteArrayList<>();
        private final StringBuffer text = new StringBuffer();

        @Override
        public void onEvent(String runId, RunEvent event) {
            events.add(event);
        }

        @Override
        public void onDelta(String runId, String delta) {
            text.append(delta);
        }

        String text() {
            return text.toString();
        }

        List<RunEvent> events() {
            return events;
        }

        <T extends RunEvent> List<T> events(Class<T> type) {
            return events.stream().filter(type::isInstance).map(type::cast).toList();
        }
    }
}
