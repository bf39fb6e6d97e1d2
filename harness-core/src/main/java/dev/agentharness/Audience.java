package dev.agentharness;

import dev.agentharness.model.ModelListener;
import dev.agentharness.run.RunEvent;
import dev.agentharness.run.RunListener;
import dev.agentharness.run.RunState;
import java.util.List;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Those who watch the runs of a harness. What they throw is logged and changes nothing. As thread-safe as they are. */
final class Audience {

    private static final Logger log = LoggerFactory.getLogger(Audience.class);

    private final List<RunListener> all;
    private final List<RunListener> hearing;

    Audience(List<RunListener> listeners) {
        all = List.copyOf(listeners);
        hearing = all.stream().filter(Audience::hears).toList();
    }

    /** Whether it overrides what is told of a model's deltas. If that cannot be found out, it does. */
    private static boolean hears(RunListener listener) {
        try {
            return listener.getClass()
                            .getMethod("onDelta", String.class, String.class)
                            .getDeclaringClass()
                    != RunListener.class;
        } catch (NoSuchMethodException | LinkageError e) {
            return true; // a native image knows few methods, and a class may name others that are not there
        }
    }

    /** Says that a run is about to be driven. */
    void open(RunState state) {
        try {
            tell(all, state.runId(), listener -> listener.onOpen(state));
        } catch (Error e) {
            close(state.runId()); // some have opened it
            throw e;
        }
    }

    void event(String runId, RunEvent event) {
        if (all.isEmpty()) {
            return;
        }
        tell(all, runId, listener -> {
            listener.onEvent(runId, event);
            if (event instanceof RunEvent.Ended ended) {
                listener.onEnd(runId, ended.outcome());
            }
        });
    }

    /** Who hears what a model writes, while it does: none if nobody does anything about it. */
    ModelListener deltas(String runId) {
        return hearing.isEmpty()
                ? ModelListener.none()
                : text -> tell(hearing, runId, listener -> listener.onDelta(runId, text));
    }

    /** Says that it is driven no longer. */
    void close(String runId) {
        tell(all, runId, listener -> listener.onClose(runId));
    }

    private static void tell(List<RunListener> listeners, String runId, Consumer<RunListener> news) {
        for (RunListener listener : listeners) {
            try {
                news.accept(listener);
            } catch (RuntimeException e) {
                log.warn("a listener of run {} failed and is ignored", runId, e);
            }
        }
    }
}
