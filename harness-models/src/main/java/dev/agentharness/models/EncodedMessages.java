package dev.agentharness.models;

import dev.agentharness.model.Message;
import java.lang.ref.Reference;
import java.lang.ref.ReferenceQueue;
import java.lang.ref.WeakReference;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * Messages that were encoded before, as long as they live. Messages are immutable, so the same object is always
 * the same JSON; equal ones are not looked for, because comparing costs as much as encoding. Thread-safe.
 */
@SuppressWarnings("ReferenceEquality") // the point of it
final class EncodedMessages {

    /**
     * Neighbours under the first of them; a longer row that begins with the same message takes its place. The others are
     * held weakly too: a message that holds itself, or two that hold each other, would never go.
     */
    private record Known(List<WeakReference<Message>> others, EncodedMessage encoded) {}

    private final Map<Object, Known> known = new ConcurrentHashMap<>();
    private final ReferenceQueue<Message> gone = new ReferenceQueue<>();

    /** A way to look up, for one thread; it spares an object for each message of each request. */
    final class Lookup {
        private final Dialect dialect;
        private final RequestJson json;
        private final Wanted wanted = new Wanted();

        private Lookup(Dialect dialect, RequestJson json) {
            this.dialect = dialect;
            this.json = json;
        }

        /** What the neighbours from one place to before another come to. */
        EncodedMessage of(List<Message> messages, int from, int to) {
            wanted.message = messages.get(from);
            Known found = known.get(wanted);
            if (found != null && isSame(found.others(), messages, from + 1, to)) {
                return found.encoded();
            }
            EncodedMessage encoded = dialect.message(new Neighbours(messages, from, to), json);
            known.put(new Key(messages.get(from), gone), new Known(weak(messages, from + 1, to), encoded));
            return encoded;
        }
    }

    /** How many are known, of those that live and those whose end nobody has noticed yet. */
    int size() {
        return known.size();
    }

    /**
     * @param dialect encodes what is not known yet
     * @param json to write that with
     */
    Lookup lookup(Dialect dialect, RequestJson json) {
        for (Reference<?> key = gone.poll(); key != null; key = gone.poll()) {
            known.remove(key);
        }
        return new Lookup(dialect, json);
    }

    private static List<WeakReference<Message>> weak(List<Message> messages, int from, int to) {
        if (from == to) {
            return List.of();
        }
        List<WeakReference<Message>> weak = new ArrayList<>(to - from);
        for (Message message : messages.subList(from, to)) {
            weak.add(new WeakReference<>(message));
        }
        return weak;
    }

    private static boolean isSame(List<WeakReference<Message>> others, List<Message> messages, int from, int to) {
        if (others.size() != to - from) {
            return false;
        }
        for (int i = 0; i < others.size(); i++) {
            if (others.get(i).get() != messages.get(from + i)) {
                return false;
            }
        }
        return true;
    }

    private static final class Key extends WeakReference<Message> {
        private final int hash;

        Key(Message message, ReferenceQueue<Message> gone) {
            super(message, gone);
            this.hash = System.identityHashCode(message);
        }

        @Override
        public int hashCode() {
            return hash;
        }

        @Override
        public boolean equals(Object other) {
            return this == other || (other instanceof Key key && get() != null && get() == key.get());
        }
    }

    private static final class Wanted {
        private @Nullable Message message;

        @Override
        public int hashCode() {
            return System.identityHashCode(message);
        }

        @Override
        @SuppressWarnings("EqualsUnsafeCast") // asked by the map only, with its keys
        public boolean equals(Object other) {
            return other instanceof Key key && key.get() == message;
        }
    }
}
