package dev.agentharness.instruction;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What a file says of itself between two lines {@code ---} at its head: keys with a text or a list of texts. Nothing else
 * of YAML is understood, and what is not understood is refused with its line. A file need not have any.
 */
final class FrontMatter {

    private static final String FENCE = "---";
    private static final Set<String> TEXTS = Set.of("name", "version", "description");
    private static final Pattern KEY = Pattern.compile("([a-z][a-z-]*):(| .*)");
    private static final Pattern ITEM = Pattern.compile("( *)- +(.*)");

    private final Map<String, Entry> entries = new LinkedHashMap<>();
    private final Kind kind;
    private String body;

    private FrontMatter(SourceFile file, Kind kind) {
        this.kind = kind;
        this.body = file.text();
        String[] lines = file.text().split("\n", -1);
        if (content(lines[0]).equals(FENCE)) {
            read(lines, file);
        }
        for (String needed : kind.needed()) {
            if (!entries.containsKey(needed)) {
                throw file.at(1).refused("the front matter of a " + kind.word() + " needs '" + needed + "'");
            }
        }
    }

    /**
     * @throws InstructionException if there is something else between the lines, a key that this kind of file does not
     *     have, or a key that it needs is missing
     */
    static FrontMatter of(SourceFile file, Kind kind) {
        return new FrontMatter(file, kind);
    }

    /** The text under a key. */
    Optional<Value> text(String key) {
        return listed(key).map(values -> values.get(0));
    }

    /** The texts under a key; empty if the key is not there. */
    List<Value> list(String key) {
        return listed(key).orElse(List.of());
    }

    /** The texts under a key, which may be none. */
    Optional<List<Value>> listed(String key) {
        return Optional.ofNullable(entries.get(key)).map(entry -> List.copyOf(entry.values));
    }

    /** All behind the front matter, as it is. */
    String body() {
        return body;
    }

    private void read(String[] lines, SourceFile file) {
        int offset = lines[0].length() + 1;
        Optional<Entry> open = Optional.empty();
        for (int i = 1; i < lines.length; i++) {
            String line = content(lines[i]);
            Place place = file.at(i + 1);
            offset += lines[i].length() + 1;
            if (line.equals(FENCE)) {
                open.ifPresent(Entry::refuseEmpty);
                body = offset > file.text().length() ? "" : file.text().substring(offset);
                return;
            }
            Matcher item = ITEM.matcher(line);
            Matcher key = KEY.matcher(line);
            if (item.matches() && open.isPresent()) {
                open.get().add(item.group(1).length(), ValueReader.text(item.group(2), place));
            } else if (key.matches()) {
                open.ifPresent(Entry::refuseEmpty);
                open = entry(key.group(1), key.group(2).strip(), place);
            } else if (!line.isBlank() && !line.startsWith("#")) {
                throw place.refused("front matter has lines 'key: text', 'key: [a, b]', '- item' below a key, and '# '"
                        + " comments, nothing else");
            }
        }
        throw file.at(1).refused("the front matter does not end with a line ---");
    }

    /** Adds what is under a key, and gives it back if items are to follow. */
    private Optional<Entry> entry(String key, String text, Place place) {
        if (!kind.knows(key)) {
            throw place.refused("a " + kind.word() + " has no key '" + key + "'");
        }
        boolean toFollow = text.isEmpty();
        boolean list = toFollow || ValueReader.isList(text);
        if (list == TEXTS.contains(key)) {
            throw place.refused(
                    list
                            ? "'" + key + "' is one text, not a list"
                            : "'" + key + "' is a list: write [a, b] or a line '- a' for each");
        }
        List<Value> values = new ArrayList<>();
        if (!toFollow) {
            values.addAll(list ? ValueReader.list(text, place) : List.of(ValueReader.text(text, place)));
        }
        Entry entry = new Entry(values, place);
        if (entries.put(key, entry) != null) {
            throw place.refused("the key '" + key + "' is there twice");
        }
        return toFollow ? Optional.of(entry) : Optional.empty();
    }

    private static String content(String line) {
        return line.endsWith("\r") ? line.substring(0, line.length() - 1) : line;
    }

    /** What is under a key. */
    private static final class Entry {
        private final List<Value> values;
        private final Place place;
        private int indent = -1;

        Entry(List<Value> values, Place place) {
            this.values = values;
            this.place = place;
        }

        void refuseEmpty() {
            if (values.isEmpty()) {
                throw place.refused("the list has no items: write [] for an empty list");
            }
        }

        void add(int indent, Value item) {
            if (this.indent >= 0 && this.indent != indent) {
                throw item.refused("the items of a list stand below one another");
            }
            this.indent = indent;
            values.add(item);
        }
    }
}
