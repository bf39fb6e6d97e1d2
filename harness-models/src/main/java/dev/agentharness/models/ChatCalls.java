package dev.agentharness.models;

import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Puts the calls of a Chat Completions stream together. OpenAI numbers them by {@code index}; others leave the index
 * out, number all calls 0, give a fresh id with every piece, or deliver the arguments as an object.
 */
final class ChatCalls {

    /** What a provider wants back with a call, such as the seal of Gemini over its reasoning. */
    static final String EXTRA = "extra_content";

    private final Assembly assembly;
    /** The call that a stream's index means now. An answer that comes whole has none. */
    private Map<Integer, Part.Call> byIndex = Map.of();

    /** The call that an id means now. A piece without one continues the last call. */
    private Map<String, Part.Call> byId = Map.of();

    /** How far the arguments got of the calls whose names are repeated. Most servers repeat none. */
    private Map<Part.Call, Brackets> brackets = Map.of();

    private Part.@Nullable Call last;
    /** Whether the last piece had nothing but a name, as the end of a call may have, and another call of the same tool. */
    private boolean namedOnly;

    private int begun;

    ChatCalls(Assembly assembly) {
        this.assembly = assembly;
    }

    /** Takes a call that came in one piece. */
    void whole(Node call) {
        if (call.isObject()) {
            Part.Call whole = assembly.call(begun++);
            begin(call, name(call), whole);
            whole.given = arguments(call);
        }
    }

    /** Takes a piece of a call. */
    void delta(Node delta) {
        if (!delta.isObject()) {
            return;
        }
        if (last == null) { // the first piece
            byIndex = new HashMap<>();
            byId = new HashMap<>();
        }
        int index = delta.integer("index", -1);
        String id = delta.text("id");
        Part.Call before = index >= 0 ? byIndex.get(index) : byId.getOrDefault(id, last);
        String name = name(delta, before);
        String arguments = arguments(delta);
        Part.Call call = before == null || begins(delta, name, arguments, before) ? assembly.call(begun++) : before;
        last = call;
        namedOnly = id.isEmpty() && !name.isEmpty() && arguments.isBlank();
        byIndex.put(index, call);
        if (!id.isEmpty()) {
            byId.put(id, call);
        }
        begin(delta, name, call);
        call.arguments.append(arguments);
    }

    private void begin(Node delta, String name, Part.Call call) {
        if (call.id.isEmpty()) {
            call.id = delta.text("id");
        }
        if (!name.equals(call.name)) {
            call.name = call.name.isEmpty() ? name : call.name + name;
        }
        Node extra = delta.get(EXTRA);
        if (extra.isObject()) {
            call.extra(assembly.provider() + "/" + EXTRA, extra.json());
        }
    }

    private static String name(Node delta) {
        return delta.get("function").text("name");
    }

    /** The name that a piece has, or that came alone before it. */
    private String name(Node delta, Part.@Nullable Call before) {
        String name = name(delta);
        return name.isEmpty() && namedOnly && before != null && before == last ? before.name : name;
    }

    private static String arguments(Node delta) {
        return ToolArguments.piece(delta.get("function").get("arguments"));
    }

    /** Whether a piece that seems to belong to this call begins another: it names a tool where one is named already. */
    private boolean begins(Node delta, String name, String arguments, Part.Call call) {
        if (name.isEmpty() || call.name.isEmpty()) {
            return false;
        }
        String id = delta.text("id");
        boolean sameId = !id.isEmpty() && id.equals(call.id);
        if (!id.isEmpty() && !call.id.isEmpty() && !sameId) {
            return true;
        }
        if (call.arguments.isEmpty()) {
            return !sameId && isHead(delta, call) && !name.startsWith(call.name);
        }
        boolean repeats = name.equals(call.name) && (sameId || (id.isEmpty() && arguments.isBlank()));
        return !repeats && isWhole(call);
    }

    /** Asked with each piece by servers that repeat the name, so what was there before is not read again. */
    private boolean isWhole(Part.Call call) {
        brackets = brackets.isEmpty() ? new HashMap<>() : brackets;
        return brackets.computeIfAbsent(call, any -> new Brackets()).areClosed(call.arguments);
    }

    /** Whether a piece has what stands at the beginning of a call; the rest of a long name comes without. */
    private static boolean isHead(Node delta, Part.Call before) {
        return !delta.text("id").isEmpty()
                || (before.id.isEmpty() && delta.get("type").isText());
    }
}
