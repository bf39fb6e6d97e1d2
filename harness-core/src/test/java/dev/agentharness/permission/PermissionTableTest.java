package dev.agentharness.permission;

import static org.assertj.core.api.Assertions.assertThat;

import dev.agentharness.model.Risk;
import dev.agentharness.model.ToolSpec;
import dev.agentharness.run.Decision;
import dev.agentharness.run.RunState;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/**
 * Works out what is decided for each tool, rule, taint and mode, and compares it with the table in the guide, which people
 * have read. After a change that is meant, put {@code target/permission-table.md} into the guide and read it again.
 */
@DisplayName("The permission table")
class PermissionTableTest {

    private static final List<ToolSpec> TOOLS = List.of(Cases.READ, Cases.FETCH, Cases.WRITE, Cases.PAY, Cases.SHELL);

    /** What stands in the rules and elsewhere, apart from the mode. */
    private static Map<String, Case> cases() {
        Map<String, Case> cases = new LinkedHashMap<>();
        cases.put("no rule", new Case("", false, Risk.DESTRUCTIVE, Optional.empty()));
        cases.put("allowed", new Case("allow", false, Risk.DESTRUCTIVE, Optional.empty()));
        cases.put("allowed and asked", new Case("allow ask", false, Risk.DESTRUCTIVE, Optional.empty()));
        cases.put("allowed, asked and denied", new Case("allow ask deny", false, Risk.DESTRUCTIVE, Optional.empty()));
        cases.put(
                "allowed, money and damage asked once tainted: clean",
                new Case("allow tainted", false, Risk.DESTRUCTIVE, Optional.empty()));
        cases.put(
                "allowed, money and damage asked once tainted: tainted",
                new Case("allow tainted", true, Risk.DESTRUCTIVE, Optional.empty()));
        cases.put(
                "allowed, the ceiling is INTERNAL_READ",
                new Case("allow", false, Risk.INTERNAL_READ, Optional.empty()));
        cases.put(
                "the external policy allows",
                new Case("", false, Risk.DESTRUCTIVE, Optional.of(request -> Optional.of(Decision.allow("")))));
        cases.put(
                "the external policy allows, a rule asks",
                new Case("ask", false, Risk.DESTRUCTIVE, Optional.of(request -> Optional.of(Decision.allow("")))));
        cases.put(
                "allowed, the external policy asks",
                new Case("allow", false, Risk.DESTRUCTIVE, Optional.of(request -> Optional.of(Decision.ask("")))));
        cases.put(
                "allowed, the external policy fails",
                new Case("allow", false, Risk.DESTRUCTIVE, Optional.of(request -> {
                    throw new IllegalStateException("down");
                })));
        return cases;
    }

    @Test
    void in_the_guide_is_what_is_decided() throws Exception {
        List<Row> rows = rows();
        String table = Stream.concat(
                        Stream.of(
                                "| Situation | Tool | Effect, risk | "
                                        + Stream.of(Mode.values())
                                                .map(Mode::name)
                                                .collect(Collectors.joining(" | ")) + " |",
                                "|---".repeat(3 + Mode.values().length) + "|"),
                        rows.stream().map(Row::toString))
                .collect(Collectors.joining("\n"));
        Files.writeString(Path.of("target", "permission-table.md"), table + "\n");

        System.out.println("evidence: permission.table = " + rows.size() + " rows");
        assertThat(published()).isEqualTo(table);
    }

    @Test
    void never_lets_a_denial_be_outweighed_nor_an_absent_person_be_taken_for_a_yes() throws Exception {
        for (Row row : rows()) {
            if (row.situation.contains("denied") || row.situation.contains("fails")) {
                assertThat(row.decisions).as(row.toString()).containsOnly("deny");
            }
            if (!row.decisions.get(Mode.DEFAULT.ordinal()).equals("allow")) {
                assertThat(row.decisions.get(Mode.UNATTENDED.ordinal()))
                        .as(row.toString())
                        .isEqualTo("deny");
                assertThat(row.decisions.get(Mode.UNATTENDED_ESCALATE.ordinal()))
                        .as(row.toString())
                        .isIn("wait", "deny");
            }
        }
    }

    private static List<Row> rows() throws InterruptedException {
        List<Row> rows = new ArrayList<>();
        for (Map.Entry<String, Case> one : cases().entrySet()) {
            for (ToolSpec tool : TOOLS) {
                List<String> decisions = new ArrayList<>();
                for (Mode mode : Mode.values()) {
                    decisions.add(one.getValue().decide(tool, mode));
                }
                rows.add(new Row(tool, one.getKey(), decisions));
            }
        }
        return rows;
    }

    private static String published() throws IOException {
        String page =
                Files.readString(Path.of(System.getProperty("harness.root")).resolve("docs/guide/permissions.md"));
        String begin = "<!-- permission table -->\n";
        int from = page.indexOf(begin);
        int to = page.indexOf("\n<!-- end -->");
        assertThat(from).isBetween(0, to);
        return page.substring(from + begin.length(), to);
    }

    private record Row(ToolSpec tool, String situation, List<String> decisions) {
        @Override
        public String toString() {
            return "| " + situation + " | `" + tool.name() + "` | " + tool.effect() + ", " + tool.risk() + " | "
                    + String.join(" | ", decisions) + " |";
        }
    }

    private record Case(String rules, boolean tainted, Risk ceiling, Optional<DecisionPoint> external) {

        String decide(ToolSpec tool, Mode mode) throws InterruptedException {
            Permissions.Builder permissions =
                    Permissions.builder().mode(mode).ceiling(ceiling).rules(Rules.parse(file()));
            external.ifPresent(permissions::external);
            RunState run = Cases.run(tainted, Risk.DESTRUCTIVE);
            Decision decision = permissions.build().decide(Cases.call(tool, "{}"), tool, run);
            if (decision instanceof Decision.Ask ask) {
                return ask.endsRun() ? "wait" : "ask";
            }
            return decision instanceof Decision.Allow ? "allow" : "deny";
        }

        private String file() {
            String list = Stream.of(rules.split(" "))
                    .filter(word -> !word.isEmpty())
                    .map(word -> "{\"name\":\"" + word + "\",\"tools\":[\"*\"],"
                            + (word.equals("tainted")
                                    ? "\"decision\":\"ask\",\"tainted\":true,\"risks\":[\"FINANCIAL\",\"DESTRUCTIVE\"]}"
                                    : "\"decision\":\"" + word + "\"}"))
                    .collect(Collectors.joining(","));
            return "{\"version\":\"1\",\"rules\":[" + list + "]}";
        }
    }
}
