package dev.agentharness.tools.files;

import static org.assertj.core.api.Assertions.assertThat;

import dev.agentharness.model.ToolInput;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.FutureTask;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Predicate;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code root/way} is a folder with {@code file.txt}; a link to another such folder takes its place and gives it back. */
@DisplayName("A link that takes a folder's place")
class SymlinkRaceTest {

    /** The race goes on until there were so many tries, and so much time has passed; an hour: {@code PT1H}. */
    private static final int TRIES = 10_000;

    private static final Duration TIME = Duration.parse(System.getProperty("harness.race.time", "PT5S"));
    private static final Duration LONGEST = Duration.ofMinutes(10);

    private static final int MOMENTS = 20;
    private static final String SECRET = "the secret";

    @TempDir
    private Path folder;

    private Path root;
    private Path outside;
    private Path place;
    private Path link;
    private boolean swapped;

    @BeforeEach
    void files() throws IOException {
        root = Files.createDirectory(folder.resolve("root")).toRealPath();
        outside = Files.createDirectory(folder.resolve("outside"));
        Files.createDirectory(root.resolve("way"));
        Files.writeString(root.resolve("way/file.txt"), "nothing special");
        Files.writeString(outside.resolve("file.txt"), SECRET);
        place = root.resolve("way");
        link = Files.createSymbolicLink(folder.resolve("link"), outside);
    }

    @Test
    @DisplayName("leads nowhere, before whichever step it does so")
    void everyMoment() throws Exception {
        assertThat(escapes(() -> SecureFolder.open(root).orElseThrow())).isZero();
    }

    @Test
    @DisplayName("leads nowhere either if it takes the file's own place")
    void lastStep() throws Exception {
        place = root.resolve("way/file.txt");
        Files.delete(link);
        Files.createSymbolicLink(link, outside.resolve("file.txt"));

        assertThat(escapes(() -> SecureFolder.open(root).orElseThrow())).isZero();
    }

    @Test
    @DisplayName("leads out where each step only looks whether there is a link")
    void everyMomentUnguarded() throws Exception {
        int escapes = escapes(() -> new PlainFolder(root));

        System.out.println("evidence: symlink.race.unguarded = " + escapes + " escapes in " + 2 * MOMENTS + " moments");
        assertThat(escapes).isPositive();
    }

    @Test
    @DisplayName("leads nowhere, however often it does so while files are read and written for seconds")
    void race() throws Exception {
        Tally guarded = race(
                new Root(() -> SecureFolder.open(root).orElseThrow()),
                tally -> tally.tries() >= TRIES && tally.time().compareTo(TIME) >= 0);

        System.out.println(
                "evidence: symlink.race = " + guarded.escapes() + " escapes in " + guarded.tries() + " tries");
        System.out.println("in " + guarded.time().toMillis() + " ms");
        assertThat(guarded.escapes()).isZero();
    }

    /** So long that a machine on which it ends this way has no time for the attack. */
    @Test
    @DisplayName("leads out where each step only looks whether there is a link, if it is given the time")
    void raceUnguarded() throws Exception {
        Tally unguarded = race(
                new Root(() -> new PlainFolder(root)),
                tally -> tally.escapes() >= 3 || tally.time().compareTo(LONGEST) >= 0);

        System.out.println("evidence: symlink.race.lost = " + unguarded.escapes() + " escapes in " + unguarded.tries()
                + " tries by path only");
        assertThat(unguarded.escapes()).isGreaterThanOrEqualTo(3);
    }

    private record Tally(int escapes, int tries, Duration time) {}

    /** Reads and writes, until it is enough, while somebody swaps the folder for the link and back. */
    private Tally race(Root racing, Predicate<Tally> enough) throws Exception {
        AtomicBoolean over = new AtomicBoolean();
        FutureTask<Void> attack = new FutureTask<>(
                () -> {
                    while (!over.get()) {
                        swap();
                        back();
                    }
                },
                null);
        new Thread(attack).start();
        long start = System.nanoTime();
        Tally tally = new Tally(0, 0, Duration.ZERO);
        try {
            while (!enough.test(tally) && !attack.isDone()) {
                tally = new Tally(
                        tally.escapes() + readsSecret(racing) + makesOutside(racing),
                        tally.tries() + 2,
                        Duration.ofNanos(System.nanoTime() - start));
            }
        } finally {
            over.set(true);
        }
        attack.get();
        return tally;
    }

    /** How often it leads out if it is there before the first step, before the second, and so on. */
    private int escapes(Root.Opening opening) throws Exception {
        int escapes = 0;
        for (int moment = 0; moment < MOMENTS; moment++) {
            escapes += readsSecret(interposed(opening, moment));
            back();
            escapes += writesOutside(interposed(opening, moment));
            back();
        }
        return escapes;
    }

    private Root interposed(Root.Opening opening, int moment) {
        Interposed.At swap = new Interposed.At(moment, this::swap);
        return new Root(() -> new Interposed(opening.open(), swap));
    }

    private int readsSecret(Root in) throws Exception {
        try {
            return new ReadFile(in)
                            .on(RelativePath.of("way/file.txt"), ToolInput.parse(""))
                            .contains(SECRET)
                    ? 1
                    : 0;
        } catch (IOException | IllegalArgumentException stopped) {
            return 0;
        }
    }

    private int writesOutside(Root in) throws Exception {
        try {
            new WriteFile(in, new ReentrantLock())
                    .on(RelativePath.of("way/deep/new.txt"), ToolInput.parse("{\"content\":\"x\"}"));
        } catch (IOException | IllegalArgumentException stopped) {
            // what it left outside is looked for below
        }
        String[] there = outside.toFile().list();
        if (there.length == 1) {
            return 0;
        }
        Files.deleteIfExists(outside.resolve("deep/new.txt"));
        Files.delete(outside.resolve("deep"));
        return 1;
    }

    /** Without making folders: it would make the one that is away just then, and the attack would be over. */
    private int makesOutside(Root in) throws Exception {
        try (Folder way = in.folder(RelativePath.of("way"))) {
            new Replacement(way, RelativePath.of("new.txt"), Optional.empty()).with(Snapshot.of("x"));
            if (Files.deleteIfExists(outside.resolve("new.txt"))) {
                return 1;
            }
            way.delete("new.txt");
            return 0;
        } catch (IOException | IllegalArgumentException stopped) {
            return 0;
        }
    }

    private void swap() {
        rename(place, folder.resolve("kept"));
        rename(link, place);
        swapped = true;
    }

    private void back() {
        if (swapped) {
            rename(place, link);
            rename(folder.resolve("kept"), place);
            swapped = false;
        }
    }

    private static void rename(Path from, Path to) {
        try {
            Files.move(from, to);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
