package dev.agentharness.instruction;

import dev.agentharness.run.Stamps;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Which instructions were accepted: a hash for each file and one for what is made of them. Kept in a small text file beside
 * them, under version control; a test that compares the two notices every change.
 *
 * @param composition the hash over all
 * @param files in the order of the prompt
 */
public record InstructionLock(String composition, List<Entry> files) {

    private static final String HEAD = "# The instructions that were accepted. Run the evals before you accept others.";
    private static final String UNVERSIONED = "-";
    private static final Pattern LINE = Pattern.compile("([0-9a-f]{64}) (\\S+) (.+)");
    private static final Pattern COMPOSITION = Pattern.compile("([0-9a-f]{64}) composition");

    public InstructionLock {
        files = List.copyOf(files);
    }

    /**
     * A file that was accepted.
     *
     * @param version as the file says it; empty if it says nothing
     */
    public record Entry(String file, String version, String sha256) {

        private String shown() {
            return version.isEmpty() ? "?" : "v" + version;
        }
    }

    public static InstructionLock of(Instructions instructions) {
        return new InstructionLock(
                instructions.sha256(),
                instructions.sources().stream().map(InstructionLock::entry).toList());
    }

    private static Entry entry(Stamps.Source source) {
        return new Entry(source.file(), source.version(), source.sha256());
    }

    /**
     * Reads a lock.
     *
     * @throws InstructionException if a line is not of a lock
     * @throws IOException if it cannot be read
     */
    public static InstructionLock read(Path lock) throws IOException {
        List<String> lines = Files.readAllLines(lock);
        String composition = "";
        List<Entry> files = new ArrayList<>();
        for (int i = 0; i < lines.size(); i++) {
            Matcher line = LINE.matcher(lines.get(i));
            Matcher whole = COMPOSITION.matcher(lines.get(i));
            if (line.matches()) {
                String version = line.group(2).equals(UNVERSIONED) ? "" : line.group(2);
                files.add(new Entry(line.group(3), version, line.group(1)));
            } else if (whole.matches()) {
                composition = whole.group(1);
            } else if (!lines.get(i).isBlank() && !lines.get(i).startsWith("#")) {
                throw new Place(lock.toString(), i + 1).refused("not a line of a lock: " + lines.get(i));
            }
        }
        return new InstructionLock(composition, files);
    }

    /**
     * Writes it, in place of what was there.
     *
     * @throws IOException if it cannot be written
     */
    public void write(Path lock) throws IOException {
        Files.writeString(lock, toString());
    }

    /** What is different in {@code now}, a line each, in words for who changed it; none if nothing is. */
    public List<String> changesTo(InstructionLock now) {
        Map<String, Entry> before = byFile();
        Map<String, Entry> after = now.byFile();
        List<String> changes = new ArrayList<>();
        before.forEach((file, was) -> {
            Entry is = after.get(file);
            if (is == null) {
                changes.add(file + ": this prompt, " + was.shown() + ", is gone");
            } else if (!is.sha256.equals(was.sha256)) {
                String version = is.version.equals(was.version) ? "?" : is.shown();
                changes.add(file + ": this prompt changed from " + was.shown() + " to " + version);
            }
        });
        after.forEach((file, is) -> {
            if (!before.containsKey(file)) {
                changes.add(file + ": this prompt, " + is.shown() + ", is new");
            }
        });
        if (changes.isEmpty() && !composition.equals(now.composition)) {
            changes.add("no file changed, but what is made of them did: their order, a variable, or the borders that"
                    + " another version of this library draws");
        }
        return changes;
    }

    private Map<String, Entry> byFile() {
        Map<String, Entry> byFile = new LinkedHashMap<>();
        files.forEach(entry -> byFile.put(entry.file, entry));
        return byFile;
    }

    /** As it stands in the file. */
    @Override
    public String toString() {
        StringBuilder text = new StringBuilder(HEAD).append('\n');
        files.forEach(entry -> text.append(entry.sha256)
                .append(' ')
                .append(entry.version.isEmpty() ? UNVERSIONED : entry.version)
                .append(' ')
                .append(entry.file)
                .append('\n'));
        return text.append(composition).append(" composition\n").toString();
    }
}
