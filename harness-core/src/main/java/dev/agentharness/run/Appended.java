package dev.agentharness.run;

import java.util.AbstractList;
import java.util.Arrays;
import java.util.List;
import java.util.RandomAccess;

/**
 * An immutable list that grows at its end for little: lists that grew out of one another share their elements. Appending
 * to the same list twice copies once.
 */
final class Appended<T> extends AbstractList<T> implements RandomAccess {

    private final Shared shared;
    private final int size;

    private Appended(Shared shared, int size) {
        this.shared = shared;
        this.size = size;
    }

    static <T> Appended<T> copyOf(List<? extends T> items) {
        Object[] elements = items.toArray();
        return new Appended<>(new Shared(elements, elements.length), elements.length);
    }

    Appended<T> plus(T item) {
        return new Appended<>(shared.plus(size, item), size + 1);
    }

    @Override
    @SuppressWarnings("unchecked") // only plus and copyOf put elements in
    public T get(int index) {
        if (index >= size) {
            throw new IndexOutOfBoundsException("index " + index + " of " + size);
        }
        return (T) shared.get(index);
    }

    @Override
    public int size() {
        return size;
    }

    /** The elements of all lists that grew out of one another; a slot once used is never written again. */
    private static final class Shared {
        private Object[] elements;
        private int used;

        Shared(Object[] elements, int used) {
            this.elements = elements;
            this.used = used;
        }

        synchronized Shared plus(int size, Object item) {
            if (size < used) {
                return new Shared(Arrays.copyOf(elements, size), size).plus(size, item);
            }
            if (used == elements.length) {
                elements = Arrays.copyOf(elements, Math.max(8, used * 2));
            }
            elements[used++] = item;
            return this;
        }

        synchronized Object get(int index) {
            return elements[index];
        }
    }
}
