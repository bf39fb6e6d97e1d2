package dev.agentharness.models;

import com.fasterxml.jackson.core.StreamReadConstraints;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The arguments of a call that Gemini streams: values and pieces of text for places named by paths such as
 * {@code $.rows[0].name} ("PartialArg" in its reference). Not thread-safe.
 */
final class GeminiArguments {

    private static final Pattern STEP =
            Pattern.compile("\\.([^.\\[\\]]+)|\\[(\\d{1,6})]|\\['([^']*)']|\\[\"([^\"]*)\"]");

    /** More than that is no list of arguments but a way to fill the memory. */
    private static final int LONGEST_LIST = 10_000;

    /** As deep as JSON that is read may be. */
    private static final int DEEPEST = StreamReadConstraints.DEFAULT_MAX_DEPTH;

    /** Objects as maps, arrays as lists, texts as builders, anything else as JSON. */
    private final Map<String, Object> root = new LinkedHashMap<>();

    void add(Node piece) throws BadAnswer {
        List<Object> path = new ArrayList<>();
        Matcher steps = STEP.matcher(piece.text("jsonPath"));
        while (steps.find()) {
            if (path.size() == DEEPEST) {
                throw new BadAnswer("arguments in it are nested more than " + DEEPEST + " deep");
            }
            String index = steps.group(2);
            path.add(
                    index != null
                            ? (Object) Integer.valueOf(index)
                            : steps.group().startsWith(".")
                                    ? steps.group(1)
                                    : steps.group(3) != null ? steps.group(3) : steps.group(4));
        }
        if (path.isEmpty()) {
            return;
        }
        Object place = root;
        for (int i = 0; i < path.size() - 1; i++) {
            boolean list = path.get(i + 1) instanceof Integer;
            Object there = get(place, path.get(i));
            if (list ? !(there instanceof List) : !(there instanceof Map)) {
                there = list ? new ArrayList<>() : new LinkedHashMap<>();
                set(place, path.get(i), there);
            }
            place = there;
        }
        Object last = path.get(path.size() - 1);
        Node text = piece.get("stringValue");
        if (!text.isText()) {
            set(place, last, value(piece));
        } else {
            StringBuilder all = get(place, last) instanceof StringBuilder begun ? begun : new StringBuilder();
            set(place, last, all.append(text.text()));
        }
    }

    private static String value(Node piece) {
        for (String name : List.of("numberValue", "boolValue")) {
            if (!piece.get(name).isMissing()) {
                return piece.get(name).json();
            }
        }
        return "null";
    }

    private static Object get(Object place, Object step) {
        if (place instanceof Map<?, ?> object) {
            Object value = object.get(step.toString());
            return value == null ? "" : value;
        }
        List<?> array = (List<?>) place;
        return step instanceof Integer index && index < array.size() ? array.get(index) : "";
    }

    @SuppressWarnings("unchecked") // what is put in here is made here
    private static void set(Object place, Object step, Object value) {
        if (place instanceof Map<?, ?> object) {
            ((Map<String, Object>) object).put(step.toString(), value);
            return;
        }
        List<Object> array = (List<Object>) place;
        if (step instanceof Integer index && index < LONGEST_LIST) {
            while (array.size() <= index) {
                array.add("null");
            }
            array.set(index, value);
        }
    }

    /** What there is of arguments of which more should have come: an object without its end. */
    String brokenOff() {
        String all = json();
        return all.substring(0, all.length() - 1);
    }

    String json() {
        return write(root, new StringBuilder()).toString();
    }

    private static StringBuilder write(Object value, StringBuilder json) {
        if (value instanceof Map<?, ?> object) {
            json.append('{');
            String before = "";
            for (Map.Entry<?, ?> member : object.entrySet()) {
                Node.quote(member.getKey().toString(), json.append(before)).append(':');
                write(member.getValue(), json);
                before = ",";
            }
            return json.append('}');
        }
        if (value instanceof List<?> array) {
            json.append('[');
            String before = "";
            for (Object element : array) {
                write(element, json.append(before));
                before = ",";
            }
            return json.append(']');
        }
        return value instanceof StringBuilder text ? Node.quote(text.toString(), json) : json.append(value);
    }
}
