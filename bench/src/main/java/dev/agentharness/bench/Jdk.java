package dev.agentharness.bench;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** A Java on this machine. */
record Jdk(Path home, int version) {

    private static final Pattern VERSION = Pattern.compile("JAVA_VERSION=\"(\\d+)");

    /** The one that runs this. */
    static Jdk current() {
        return new Jdk(
                Path.of(System.getProperty("java.home")), Runtime.version().feature());
    }

    /** The newest of this one and its neighbours. */
    static Jdk newest() throws IOException {
        try (Stream<Path> homes = Files.list(current().home().toRealPath().resolveSibling("."))) {
            List<Path> found = homes.filter(home -> Files.isReadable(home.resolve("release")))
                    .toList();
            return Stream.concat(found.stream().map(Jdk::at), Stream.of(current()))
                    .filter(jdk -> new File(jdk.java()).canExecute())
                    .max(Comparator.comparingInt(Jdk::version))
                    .orElseThrow();
        }
    }

    private static Jdk at(Path home) {
        try {
            Matcher version = VERSION.matcher(Files.readString(home.resolve("release")));
            return new Jdk(home, version.find() ? Integer.parseInt(version.group(1)) : 0);
        } catch (IOException e) {
            return new Jdk(home, 0); // such as one that is being installed
        }
    }

    String java() {
        return home.resolve("bin").resolve("java").toString();
    }
}
