package dev.agentharness.list;

import java.util.AbstractList;
import java.util.Arrays;
import java.util.List;
import java.util.RandomAccess;

/**
 * An immutable list that grows at its end for little: lists that grew out of one another share their elements, and are
 * compared with one another for little. Appending to the same list twice copies once.
 */
public final class Appended<T> extends AbstractList<T> implements RandomAccess {

    private final Object[] elements;
    private final End end;
    private final int size;

    /** Once made, what is below its size is never written again. */
    private Appended(Object[] elements, End end, int size) {
        this.elements = elements;
        this.end = end;
        this.size = size;
    }

    public static <T> Appended<T> copyOf(List<? extends T> items) {
        return new Appended<>(items.toArray(), new End(items.size()), items.size());
    }

    /** The list itself if it can never change, else a copy that cannot. */
    public static <T> List<T> kept(List<T> items) {
        return items instanceof Appended ? items : List.copyOf(items);
    }

    public Appended<T> plus(T item) {
        // Only one can have the slot behind it.
        boolean free = size < elements.length && end.moves(size);
        Object[] longer = free ? elements : Arrays.copyOf(elements, Math.max(8, 2 * size));
        longer[size] = item;
        return new Appended<>(longer, free ? end : new End(size + 1), size + 1);
    }

    @Override
    @SuppressWarnings("unchecked") // only plus and copyOf put elements in
    public T get(int index) {
        if (index >= size) {
            throw new IndexOutOfBoundsException("index " + index + " of " + size);
        }
        return (T) elements[index];
    }

    @Override
    public int size() {
        return size;
    }

    @Override
    public List<T> subList(int from, int to) {
        if (from != 0 || to < 0 || to > size) {
            return super.subList(from, to);
        }
        return to == size ? this : new Appended<>(elements, end, to);
    }

    @Override
    public boolean equals(Object other) {
        if (other instanceof Appended<?> that && elements == that.elements) {
            return size == that.size;
        }
        return super.equals(other);
    }

    @Override
    public int hashCode() {
        return super.hashCode();
    }

    @Override
    public Object[] toArray() {
        return Arrays.copyOf(elements, size, Object[].class);
    }

    /** How many of the shared elements are in use. */
    private static final class End {
        private int at;

        End(int at) {
            this.at = at;
        }

        /** Takes the slot behind so many elements, if nobody has. */
        synchronized boolean moves(int from) {
            boolean free = at == from;
            at += free ? 1 : 0;
            return free;
        }
    }
}
