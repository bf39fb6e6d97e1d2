package dev.agentharness.bench;

import java.io.File;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;

/** The part of the bench's class path that a program needs which uses one contestant. */
record ClassPath(List<Path> parts) {

    private static final List<String> OURS = List.of(
            "harness-core",
            "harness-models",
            "okhttp-jvm",
            "okio-jvm",
            "kotlin-stdlib",
            "jackson-core",
            "slf4j-api",
            "jspecify");

    private static final List<String> RAW = List.of(
            "okhttp-jvm", "okio-jvm", "kotlin-stdlib", "jackson-core", "jackson-databind", "jackson-annotations");

    private static final List<String> LANGCHAIN4J = List.of(
            "langchain4j",
            "langchain4j-core",
            "langchain4j-open-ai",
            "langchain4j-http-client",
            "langchain4j-http-client-jdk",
            "jackson-core",
            "jackson-databind",
            "jackson-annotations",
            "opennlp-tools",
            "jtokkit",
            "slf4j-api",
            "jspecify");

    static ClassPath of(String contestant) {
        List<String> artifacts = switch (contestant) {
            case "raw" -> RAW;
            case "langchain4j" -> LANGCHAIN4J;
            default -> OURS;
        };
        return new ClassPath(artifacts.stream().map(ClassPath::part).toList());
    }

    private static Path part(String artifact) {
        return all().filter(path -> isOf(artifact, path))
                .findFirst()
                .orElseThrow(() -> new IllegalStateException(artifact + " is not on the class path"));
    }

    private static Stream<Path> all() {
        return Stream.of(System.getProperty("java.class.path").split(File.pathSeparator, -1))
                .map(Path::of);
    }

    private static boolean isOf(String artifact, Path path) {
        String file = path.getFileName().toString();
        return file.matches(artifact + "-\\d.*\\.jar")
                || path.endsWith(Path.of(artifact, "target", "classes"))
                || path.toString()
                        .contains(Path.of(artifact, "target", artifact).toString());
    }

    /** As the argument of a JVM, with the bench's own classes before it. */
    String withBench() {
        Path bench = all().findFirst().orElseThrow();
        return Stream.concat(Stream.of(bench), parts.stream())
                .map(Path::toString)
                .reduce((some, more) -> some + File.pathSeparator + more)
                .orElseThrow();
    }

    /** The size of all jars. */
    long bytes() throws IOException {
        long bytes = 0;
        for (Path part : parts) {
            bytes += Files.isDirectory(part) ? packed(part) : Files.size(part);
        }
        return bytes;
    }

    /** The size of one of our modules as a jar, which the bench does not make. */
    private static long packed(Path classes) throws IOException {
        Path jar = Files.createTempFile("bench", ".jar");
        try (Stream<Path> files = Files.walk(classes);
                OutputStream to = Files.newOutputStream(jar);
                ZipOutputStream zip = new ZipOutputStream(to)) {
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                zip.putNextEntry(new ZipEntry(classes.relativize(file).toString()));
                Files.copy(file, zip);
            }
            zip.finish();
            return Files.size(jar);
        } finally {
            Files.delete(jar);
        }
    }
}
