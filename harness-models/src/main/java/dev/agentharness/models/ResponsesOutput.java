package dev.agentharness.models;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Tells the items of a Responses stream apart. OpenAI numbers each by its place in the output; gateways number a message
 * like the reasoning before it, or all items alike, and list them at the end in other places and by other ids. Not
 * thread-safe.
 */
final class ResponsesOutput {

    static final String MESSAGE = "message";
    static final String REASONING = "reasoning";
    static final String CALL = "function_call";

    /** An item, which is also the key of its parts. */
    static final class Item {
        /** Of a call the id that its result names, and otherwise the item's own; may be empty. */
        String id;
        /** Whether it was given in one piece, which is what counts. */
        boolean whole;
        /** The part of its reasoning that was heard last. */
        int summary = -1;

        Item(String id) {
            this.id = id;
        }

        /** The same item under an id that was said later. */
        private Item named(String said) {
            id = said.isEmpty() ? id : said;
            return this;
        }
    }

    /** The items of one type in the order in which they began. */
    private static final class Row {
        final List<Item> items = new ArrayList<>(2);
        /** Whether the stream told of one before the list at its end. */
        boolean streamed;
        /** How many the list at the end has had so far. */
        int listed;
    }

    private static final int KINDS = 4;

    /** The last items under a number, one of each kind. */
    private final Map<Integer, @Nullable Item[]> numbered = new HashMap<>();

    private final Map<String, Row> rows = new HashMap<>();
    /** The calls that the stream told of, by their ids. */
    private final Map<String, Item> calls = new HashMap<>();

    void clear() {
        numbered.clear();
        rows.clear();
        calls.clear();
    }

    private static int kind(String type) {
        return switch (type) {
            case MESSAGE -> 0;
            case REASONING -> 1;
            case CALL -> 2;
            default -> 3;
        };
    }

    /** An item that is announced. Under a number that is used it is another one if that is whole, or another call. */
    Item begun(int number, String type, String id) {
        Item there = under(number, type);
        if (there == null) {
            return streamed(number, type, id);
        }
        boolean otherCall = type.equals(CALL) && !id.isEmpty() && !there.id.isEmpty() && !there.id.equals(id);
        if (!there.whole && !otherCall) {
            return named(there, type, id);
        }
        Item known = otherCall ? calls.get(id) : null;
        return known == null ? streamed(number, type, id) : known;
    }

    /** An item of which a piece comes. A message that is whole has no more of them: it is the next one's. */
    Item piece(int number, String type) {
        Item there = at(number, type);
        return there.whole && !type.equals(CALL) ? streamed(number, type, "") : there;
    }

    /** The item of a type under a number. Pieces of arguments may be those of a step that the provider runs itself. */
    Item at(int number, String type) {
        Item there = under(number, type);
        Item other = there == null && type.equals(CALL) ? under(number, "") : there;
        return other == null ? streamed(number, type, "") : other;
    }

    /** An item that is given in one piece. */
    Item done(int number, String type, String id) {
        Item there = under(number, type);
        Item known = type.equals(CALL) ? calls.get(id) : null;
        boolean same = there != null && !id.isEmpty() && there.id.equals(id);
        if (known != null && !same && (there == null ? !known.whole : !there.id.isEmpty())) {
            return known;
        }
        return there == null || (there.whole && !same) ? streamed(number, type, id) : named(there, type, id);
    }

    private @Nullable Item under(int number, String type) {
        @Nullable Item[] all = numbered.get(number);
        return all == null ? null : all[kind(type)];
    }

    private Item named(Item item, String type, String id) {
        if (type.equals(CALL) && !id.isEmpty()) {
            calls.put(id, item);
        }
        return item.named(id);
    }

    private Item streamed(int number, String type, String id) {
        Item item = named(new Item(id), type, id);
        numbered.computeIfAbsent(number, unused -> new Item[KINDS])[kind(type)] = item;
        Row row = row(type);
        row.streamed = true;
        row.items.add(item);
        return item;
    }

    private Row row(String type) {
        return rows.computeIfAbsent(type, unused -> new Row());
    }

    /** Begins to compare with the list at the end. */
    void list() {
        rows.values().forEach(row -> row.listed = 0);
    }

    /**
     * The next item of the list at the end, if there is more to know of it. A call is known by its id; of messages, and of
     * the rest, the list tells only where the stream told of none, or not all.
     */
    Optional<Item> listed(String type, String id) {
        Row row = row(type);
        int place = row.listed++;
        Item known = place < row.items.size() ? row.items.get(place) : null;
        boolean isCall = row.streamed && type.equals(CALL) && !id.isEmpty();
        if (isCall && (known == null || !known.id.equals(id))) {
            Item same = calls.get(id);
            known = same != null ? same : known != null && known.id.isEmpty() && !known.whole ? known : null;
        }
        if (known == null && row.streamed && !isCall) {
            return Optional.empty();
        }
        if (known == null) {
            known = new Item(id);
            row.items.add(known);
        }
        return known.whole ? Optional.empty() : Optional.of(known.named(id));
    }

    /** The calls that were begun and not given in one piece. */
    List<Item> open() {
        Row all = rows.get(CALL);
        return all == null
                ? List.of()
                : all.items.stream().filter(call -> !call.whole).toList();
    }
}
