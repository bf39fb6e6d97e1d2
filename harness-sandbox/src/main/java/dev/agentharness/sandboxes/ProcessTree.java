package dev.agentharness.sandboxes;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Everything that some processes started: their descendants and, on Linux, also those that have lost their parents: they are
 * still in the session that one of the processes leads, or carry the mark that was put into its environment.
 */
final class ProcessTree {

    /** The environment variable that holds the mark. */
    static final String MARK = "HARNESS_COMMAND";

    private static final Logger log = LoggerFactory.getLogger(ProcessTree.class);

    private static final Path PROC = Path.of("/proc");

    /** How long a process has between being asked to end and being killed. */
    private static final Duration GRACE = Duration.ofMillis(200);

    /** After how long it is given up, because the kernel does not let the process go. */
    private static final Duration PATIENCE = Duration.ofSeconds(5);

    private static final Duration PAUSE = Duration.ofMillis(5);

    private final String mark;
    private final Set<ProcessHandle> roots;

    /**
     * @param mark how a line of the environment goes on after {@code HARNESS_COMMAND=}
     * @param roots processes that are known to belong to it, whether they still live or not
     */
    ProcessTree(String mark, Set<ProcessHandle> roots) {
        this.mark = mark;
        this.roots = Set.copyOf(roots);
    }

    /** Whether processes without parents can be found on this machine. */
    static boolean findsOrphans() {
        return Files.isReadable(PROC.resolve("self/environ"));
    }

    /** Ends all of it, also on a thread that is interrupted: it only looks more often then. */
    void end() {
        long begin = System.nanoTime();
        Set<ProcessHandle> asked = new HashSet<>();
        for (Set<ProcessHandle> living = living(); !living.isEmpty(); living = living()) {
            long spent = System.nanoTime() - begin;
            if (spent > PATIENCE.toNanos()) {
                log.warn("processes {} cannot be killed", pids(living));
                return;
            }
            for (ProcessHandle process : living) {
                if (spent > GRACE.toNanos()) {
                    process.destroyForcibly();
                } else if (asked.add(process)) {
                    process.destroy();
                }
            }
            LockSupport.parkNanos(PAUSE.toNanos());
        }
    }

    /** The processes of it that live now. */
    Set<ProcessHandle> living() {
        Set<ProcessHandle> living = findsOrphans()
                ? withOrphans()
                : roots.stream()
                        .flatMap(root -> Stream.concat(Stream.of(root), root.descendants()))
                        .collect(Collectors.toSet());
        living.removeIf(process -> !process.isAlive());
        return living;
    }

    private Set<ProcessHandle> withOrphans() {
        Map<ProcessHandle, Status> all = new HashMap<>();
        ProcessHandle.allProcesses()
                .forEach(process -> Status.of(process.pid()).ifPresent(status -> all.put(process, status)));
        Set<Long> sessions = pids(roots);
        Set<ProcessHandle> found = new LinkedHashSet<>();
        all.forEach((process, status) -> {
            if (roots.contains(process) || sessions.contains(status.session()) || isMarked(process.pid())) {
                found.add(process);
            }
        });
        int before;
        do {
            before = found.size();
            Set<Long> parents = pids(found);
            all.forEach((process, status) -> {
                if (parents.contains(status.parent())) {
                    found.add(process);
                }
            });
        } while (found.size() > before);
        return found;
    }

    private boolean isMarked(long pid) {
        return read(PROC.resolve(pid + "/environ"))
                .filter(environment -> ('\0' + environment).contains('\0' + MARK + '=' + mark))
                .isPresent();
    }

    private static Set<Long> pids(Set<ProcessHandle> processes) {
        return processes.stream().map(ProcessHandle::pid).collect(Collectors.toSet());
    }

    private static Optional<String> read(Path file) {
        try {
            return Optional.of(Files.readString(file, StandardCharsets.ISO_8859_1));
        } catch (IOException e) {
            return Optional.empty(); // it ended meanwhile, or belongs to somebody else
        }
    }

    /** What the kernel says of a process. */
    private record Status(long parent, long session) {

        /** Empty for one that is gone, or dead and not yet buried by its parent, which may never do so. */
        static Optional<Status> of(long pid) {
            return read(PROC.resolve(pid + "/stat")).flatMap(line -> {
                // pid (name) state parent group session …, where a name may hold spaces and brackets
                String[] fields = line.substring(line.lastIndexOf(')') + 2).split(" ", 5);
                return "ZX".contains(fields[0])
                        ? Optional.empty()
                        : Optional.of(new Status(Long.parseLong(fields[1]), Long.parseLong(fields[3])));
            });
        }
    }
}
