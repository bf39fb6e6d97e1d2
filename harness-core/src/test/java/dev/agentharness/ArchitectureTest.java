package dev.agentharness;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.methods;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.Dependency;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** Draws the floors of the core. Change the drawing and the code in the same commit. */
@DisplayName("The core")
class ArchitectureTest {

    /** From the ground up: a package may use those below its floor, and none beside it. */
    private static final List<List<String>> FLOORS = List.of(
            List.of(".json", ".list", ".text"),
            List.of(".model", ".sandbox"),
            List.of(".budget", ".cache"),
            List.of(".tool"),
            List.of(".run"),
            List.of(
                    ".context",
                    ".compaction",
                    ".instruction",
                    ".stop",
                    ".permission",
                    ".memory",
                    ".journal",
                    ".recovery"),
            List.of(""));

    private static final String ROOT = "dev.agentharness";

    private final JavaClasses core = new ClassFileImporter()
            .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
            .importPackages(ROOT);

    @Test
    void looks_down_only() {
        List<String> lookingUp = new ArrayList<>();
        for (JavaClass one : core) {
            for (Dependency dependency : one.getDirectDependenciesFromSelf()) {
                String from = one.getPackageName();
                String to = dependency.getTargetClass().getPackageName();
                if (to.startsWith(ROOT) && !from.equals(to) && floor(from) <= floor(to)) {
                    lookingUp.add(dependency.getDescription());
                }
            }
        }

        assertThat(lookingUp).isEmpty();
    }

    private static int floor(String name) {
        for (int floor = 0; floor < FLOORS.size(); floor++) {
            if (FLOORS.get(floor).contains(name.substring(ROOT.length()))) {
                return floor;
            }
        }
        throw new AssertionError("the drawing has no floor for package " + name);
    }

    @Test
    void decides_and_replays_without_clock_threads_chance_or_io() {
        noClasses()
                .that()
                .resideInAnyPackage(ROOT + ".run..", ROOT + ".stop..", ROOT + ".recovery..")
                .or()
                .haveSimpleName("Decider")
                .or()
                .haveSimpleName("ControlTools")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage("java.io..", "java.nio.file..", "java.net..", "java.util.concurrent..")
                .orShould()
                .dependOnClassesThat()
                .haveFullyQualifiedName("java.time.Clock")
                .orShould()
                .dependOnClassesThat()
                .haveFullyQualifiedName("java.util.Random")
                .orShould()
                .callMethod(System.class, "currentTimeMillis")
                .orShould()
                .callMethod(System.class, "nanoTime")
                .orShould()
                .callMethod(Thread.class, "currentThread")
                .orShould()
                .callMethod(java.time.Instant.class, "now")
                .orShould()
                .callMethod(java.util.UUID.class, "randomUUID")
                .check(core);
    }

    @Test
    void shows_no_third_party_type() {
        methods()
                .that()
                .arePublic()
                .and()
                .areDeclaredInClassesThat()
                .arePublic()
                .should()
                .haveRawReturnType(com.tngtech.archunit.base.DescribedPredicate.describe(
                        "of the JDK or ours", ArchitectureTest::isJdkOrOurs))
                .check(core);
    }

    private static boolean isJdkOrOurs(JavaClass type) {
        JavaClass base = type.getBaseComponentType();
        return base.isPrimitive()
                || base.getPackageName().startsWith("java.")
                || base.getPackageName().startsWith(ROOT);
    }

    @Test
    void has_no_names_that_say_nothing() {
        classes()
                .should()
                .haveNameNotMatching(".*(Manager|Helper|Utils?|Impl)(\\$.*)?")
                .andShould()
                .haveNameNotMatching(".*\\.(Abstract|Base)[A-Z].*")
                .check(core);
    }

    @Test
    void keeps_its_loop_on_one_screen() throws IOException {
        Path loop = Path.of(System.getProperty("harness.root"))
                .resolve("harness-core/src/main/java/dev/agentharness/AgentLoop.java");

        int lines = Files.readAllLines(loop).size();

        System.out.println("evidence: loop.lines = " + lines);
        assertThat(lines).isLessThan(120);
    }

    @Test
    void brings_two_jars() throws IOException {
        Path classPath = Path.of("target", "runtime.classpath");

        List<String> jars = List.of(Files.readString(classPath).strip().split(java.io.File.pathSeparator));

        System.out.println("evidence: core.jars = " + jars.size());
        assertThat(jars)
                .extracting(jar -> Path.of(jar).getFileName().toString().replaceAll("-[0-9].*", ""))
                .containsExactlyInAnyOrder("slf4j-api", "jspecify");
    }
}
