package dev.agentharness.journals;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.agentharness.memory.MemoryEntry;
import dev.agentharness.memory.MemoryException;
import dev.agentharness.memory.MemoryKey;
import dev.agentharness.memory.MemoryStatus;
import dev.agentharness.memory.MemoryStore;
import dev.agentharness.memory.Signature;
import dev.agentharness.memory.Trust;
import dev.agentharness.testkit.MemoryStoreContract;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@DisplayName("A memory store in a file")
@Timeout(120)
class FileMemoryStoreTest extends MemoryStoreContract {

    @TempDir
    Path folder;

    private FileMemoryStore open;

    private Path file() {
        return folder.resolve("deep/memory.jsonl");
    }

    private FileMemoryStore open() {
        open = FileMemoryStore.open(file());
        return open;
    }

    private FileMemoryStore openAgain() {
        open.close();
        return open();
    }

    private void write(String text) throws IOException {
        Files.createDirectories(file().getParent());
        Files.writeString(file(), text);
    }

    @Override
    protected MemoryStore store() {
        return open();
    }

    @AfterEach
    void close() {
        if (open != null) {
            open.close();
        }
    }

    @Test
    void knows_everything_when_it_is_opened_again() {
        FileMemoryStore store = open();
        MemoryEntry waiting =
                entry("a", "The first.").ruled(MemoryStatus.QUARANTINED, new Signature("gate", START, ""));
        MemoryEntry approved = waiting.ruled(MemoryStatus.COMMITTED, new Signature("alice", START, "asked"));
        MemoryEntry other = entry("b", 1, "Zwei\nZeilen „schön“ 👩\u200D🚀", "run 2", Trust.PERSON);
        store.append(waiting);
        store.append(other);
        store.append(approved);

        assertThat(openAgain().withStatus(MemoryStatus.COMMITTED)).containsExactly(approved, other);
    }

    @Test
    void only_grows() throws IOException {
        FileMemoryStore store = open();
        MemoryEntry entry = entry("a", "The first.");
        store.append(entry);
        String before = Files.readString(file());

        store.append(entry.ruled(MemoryStatus.WITHDRAWN, new Signature("alice", START, "wrong")));

        assertThat(Files.readString(file())).startsWith(before);
        assertThat(Files.readAllLines(file())).hasSize(2);
    }

    @Test
    void survives_being_cut_short_at_any_byte_of_its_last_line() throws IOException {
        FileMemoryStore store = open();
        store.append(entry("a", "Die erste, „schöne“."));
        int first = Files.readAllBytes(file()).length;
        store.append(entry("b", "Die zweite, „schöne“."));
        store.close();
        byte[] whole = Files.readAllBytes(file());

        for (int end = first; end < whole.length; end++) {
            Files.write(file(), Arrays.copyOf(whole, end));
            FileMemoryStore cut = open();
            int left = end == whole.length - 1 ? 2 : 1;
            assertThat(cut.ofRun("run")).as("cut at byte %d", end).hasSize(left);
            cut.append(entry("c", "The third."));
            assertThat(openAgain().ofRun("run")).as("cut at byte %d", end).hasSize(left + 1);
            open.close();
        }
    }

    @Test
    void cuts_off_the_zeros_that_a_lost_page_leaves() throws IOException {
        open().append(entry("a", "The first."));
        open.close();
        byte[] whole = Files.readAllBytes(file());
        Files.write(file(), Arrays.copyOf(whole, whole.length + 100));

        assertThat(open().ofRun("run")).hasSize(1);
        assertThat(Files.readAllBytes(file())).isEqualTo(whole);
    }

    @Test
    void is_not_opened_when_a_line_in_its_midst_is_damaged() throws IOException {
        open().append(entry("a", "The first."));
        open.close();
        String good = Files.readString(file());

        for (String bad : List.of(
                "{\"v\":1",
                "[]",
                "{}",
                good.strip().replace("\"v\":1", "\"v\":2"),
                good.strip().replace("SEMANTIC", "MAGIC"),
                good.strip(),
                good.strip().replace("\"key\":\"a\"", "\"key\":\"a\",\"key\":\"b\""))) {
            write(good + bad + "\n" + good);
            assertThatThrownBy(this::open)
                    .as(bad)
                    .isInstanceOf(MemoryException.class)
                    .hasMessageContaining("line 2");
            assertThat(Files.readString(file())).isEqualTo(good + bad + "\n" + good);
        }
    }

    @Test
    void keeps_fields_that_it_does_not_know() throws IOException {
        open().append(entry("a", "The first."));
        open.close();
        write(Files.readString(file()).replace("{\"v\":1", "{\"v\":1,\"embedding\":[0.25,0.5]"));
        FileMemoryStore store = open();
        MemoryEntry entry = store.read(MemoryKey.of("a")).get(0);

        store.append(entry.ruled(MemoryStatus.WITHDRAWN, new Signature("alice", START, "")));

        assertThat(Files.readAllLines(file()))
                .hasSize(2)
                .allSatisfy(line -> assertThat(line).contains("\"embedding\":[0.25,0.5]"));
    }

    @Test
    void is_open_once_in_a_process() {
        open();

        assertThatThrownBy(() -> FileMemoryStore.open(file()))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("memory.jsonl");
        assertThat(openAgain().ofRun("run")).isEmpty();
    }

    @Test
    void writes_on_although_its_thread_is_interrupted() {
        FileMemoryStore store = open();

        Thread.currentThread().interrupt();
        boolean taken = store.append(entry("a", "The first."));
        boolean interrupted = Thread.interrupted();

        assertThat(taken).isTrue();
        assertThat(interrupted).isTrue();
        assertThat(store.append(entry("b", "The second."))).isTrue();
    }

    @Test
    void takes_nothing_once_it_is_closed() {
        FileMemoryStore store = open();
        store.close();

        assertThatThrownBy(() -> store.append(entry("a", "The first."))).isInstanceOf(MemoryException.class);
        assertThat(store.ofRun("run")).isEmpty();
    }

    @Test
    void is_kept_from_other_processes_and_loses_nothing_acknowledged_when_they_are_killed() throws Exception {
        Process writer = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-cp",
                        System.getProperty("java.class.path"),
                        Writer.class.getName(),
                        file().toString())
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        int acknowledged = 0;
        try (BufferedReader said = writer.inputReader()) {
            while (acknowledged < 50) {
                acknowledged = Integer.parseInt(said.readLine());
            }
            assertThatThrownBy(this::open).isInstanceOf(IllegalStateException.class);
        } finally {
            writer.destroyForcibly().waitFor();
        }

        assertThat(open().ofRun("run")).hasSizeGreaterThanOrEqualTo(acknowledged);
        assertThat(open.append(entry("after", "Goes on."))).isTrue();
    }

    /** Writes entries for ever, and says how many are safe. */
    static final class Writer {
        public static void main(String[] args) {
            try (FileMemoryStore store = FileMemoryStore.open(Path.of(args[0]))) {
                for (int i = 1; ; i++) {
                    store.append(entry("key " + i, "Text."));
                    System.out.println(i);
                }
            }
        }
    }
}
