package dev.agentharness.models;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("The class path of a program that asks a model")
class ClassPathTest {

    @Test
    void has_at_most_ten_jars_and_seven_megabytes() throws IOException {
        List<Path> parts = new ArrayList<>(List.of(Path.of("target", "classes")));
        for (String part :
                Files.readString(Path.of("target", "runtime.classpath")).strip().split(File.pathSeparator)) {
            parts.add(Path.of(part));
        }
        long bytes = 0;
        for (Path part : parts) {
            bytes += Files.isDirectory(part) ? packed(part) : Files.size(part);
        }

        System.out.println("evidence: models.jars = " + parts.size());
        System.out.println(String.format(Locale.ROOT, "evidence: models.megabytes = %.1f", bytes / 1e6));
        assertThat(parts).hasSizeLessThanOrEqualTo(10);
        assertThat(bytes).isLessThan(7_000_000);
    }

    /** The size of our own module as a jar, which is made only later. */
    private static long packed(Path classes) throws IOException {
        AtomicLong size = new AtomicLong();
        try (Stream<Path> files = Files.walk(classes);
                ZipOutputStream jar = new ZipOutputStream(counting(size))) {
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                jar.putNextEntry(new ZipEntry(classes.relativize(file).toString()));
                Files.copy(file, jar);
            }
        }
        return size.get();
    }

    private static OutputStream counting(AtomicLong size) {
        return new OutputStream() {
            @Override
            public void write(int b) {
                size.incrementAndGet();
            }

            @Override
            public void write(byte[] bytes, int from, int length) {
                size.addAndGet(length);
            }
        };
    }
}
