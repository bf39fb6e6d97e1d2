package dev.agentharness.context;

import dev.agentharness.cache.Stability;
import dev.agentharness.run.RunState;
import java.util.Objects;
import java.util.function.Function;

/**
 * A part of the context, with a declared stability: {@linkplain Stability#FIXED fixed} sections become part of the
 * instructions, {@linkplain Stability#SLOW slow} ones a message before the conversation, and
 * {@linkplain Stability#VOLATILE volatile} ones a message behind it. Thread-safe.
 */
public interface ContextSection {

    /** What to call it when it changes. */
    String name();

    Stability stability();

    /** Its text; empty to leave it out. */
    String render(RunState state);

    /** Text that never changes. */
    static ContextSection fixed(String name, String text) {
        Objects.requireNonNull(text, "text");
        return of(name, Stability.FIXED, state -> text);
    }

    /**
     * Tells the model to keep a progress file, from which it can go on when its context starts anew: see
     * {@code Compactor.reset}.
     *
     * @param path the file, as the model's tools know it
     */
    static ContextSection progressFile(String path) {
        return fixed(
                "progress file",
                "Keep the file " + path
                        + " up to date: what is done, what is next, and what must not be forgotten. When "
                        + "your context starts anew, that file and the task are all you are shown.");
    }

    /**
     * A section made of a function.
     *
     * @throws IllegalArgumentException if the stability is {@link Stability#RUN}, which is the conversation's alone
     */
    static ContextSection of(String name, Stability stability, Function<RunState, String> text) {
        Objects.requireNonNull(text, "text");
        if (stability == Stability.RUN) {
            throw new IllegalArgumentException("section '" + name + "' cannot be RUN: only the conversation is");
        }
        return new ContextSection() {
            @Override
            public String name() {
                return name;
            }

            @Override
            public Stability stability() {
                return stability;
            }

            @Override
            public String render(RunState state) {
                return text.apply(state);
            }

            @Override
            public String toString() {
                return name + " (" + stability + ")";
            }
        };
    }
}
