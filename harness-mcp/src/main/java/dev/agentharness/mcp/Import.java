package dev.agentharness.mcp;

import dev.agentharness.mcp.Finding.Kind;
import dev.agentharness.model.ToolSpec;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;

/**
 * What becomes of a server's declarations when they are taken on the application's terms.
 *
 * @param specs the tools as a harness will know them, in the server's order
 * @param findings what a person should know
 * @param declarations all that the server declared
 */
record Import(Map<Declaration, ToolSpec> specs, List<Finding> findings, List<Declaration> declarations) {

    private static final int MOST_DESCRIPTION = 4_000;
    private static final int MOST_SCHEMA = 50_000;

    /**
     * @throws McpException of kind {@code UNUSABLE}, if a tool that the application counts on is not there
     */
    static Import of(List<Declaration> declarations, Terms terms) {
        return new Reader(terms).read(declarations);
    }

    /** How what a server declares now differs from this. */
    List<Finding> driftTo(List<Declaration> now) {
        Map<String, Declaration> before = Declaration.byName(declarations);
        Map<String, Declaration> after = Declaration.byName(now);
        List<Finding> drift = new ArrayList<>();
        before.forEach((name, declaration) -> {
            Declaration later = after.get(name);
            if (later == null) {
                drift.add(new Finding(ServerText.line(name, 100), Kind.GONE, "the server offers it no longer"));
            } else if (!later.fingerprint().equals(declaration.fingerprint())) {
                drift.add(new Finding(
                        ServerText.line(name, 100),
                        Kind.CHANGED,
                        "the server now says otherwise: " + declaration.differencesTo(later)));
            }
        });
        after.keySet().stream()
                .filter(name -> !before.containsKey(name))
                .forEach(name -> drift.add(
                        new Finding(ServerText.line(name, 100), Kind.NEW, "the server did not offer it before")));
        return List.copyOf(drift);
    }

    /** Takes one declaration after the other. */
    private static final class Reader {
        private final Terms terms;
        private final List<Finding> findings = new ArrayList<>();

        Reader(Terms terms) {
            this.terms = terms;
        }

        Import read(List<Declaration> declarations) {
            Set<String> twice = twice(declarations);
            Map<Declaration, ToolSpec> specs = new LinkedHashMap<>();
            for (Declaration declaration : declarations) {
                if (terms.wants(declaration.name()) && !twice.contains(named(declaration))) {
                    spec(declaration).ifPresent(spec -> specs.put(declaration, spec));
                }
            }
            checkAllThere(declarations, specs.keySet());
            return new Import(specs, List.copyOf(findings), List.copyOf(declarations));
        }

        /** A call of such a name could mean either tool, so neither is offered. */
        private Set<String> twice(List<Declaration> declarations) {
            Set<String> seen = new HashSet<>();
            Set<String> twice = new HashSet<>();
            for (Declaration declaration : declarations) {
                if (terms.wants(declaration.name()) && !seen.add(named(declaration)) && twice.add(named(declaration))) {
                    found(declaration, Kind.LEFT_OUT, "the server declares two tools of this name");
                }
            }
            return twice;
        }

        private String named(Declaration declaration) {
            return ToolName.of(terms.server(), declaration.name());
        }

        private Optional<ToolSpec> spec(Declaration declaration) {
            String name = named(declaration);
            ToolSpec.Builder spec = ToolSpec.builder(name, description(declaration))
                    .version(declaration.fingerprint().substring(0, 12));
            try {
                spec.inputSchema(schema(declaration)).build();
            } catch (IllegalArgumentException e) {
                found(declaration, Kind.LEFT_OUT, ServerText.line(String.valueOf(e.getMessage()), 300));
                return Optional.empty();
            }
            if (!name.equals(terms.server() + "_" + declaration.name())) {
                found(declaration, Kind.RENAMED, "it is called " + name + " here");
            }
            return Optional.of(terms.declared(declaration.name(), spec));
        }

        private String description(Declaration declaration) {
            String said = Optional.ofNullable(declaration.tool().description()).orElse("");
            String clean = ServerText.clean(said).strip();
            inspect(declaration, said, clean);
            if (clean.length() > MOST_DESCRIPTION) {
                found(declaration, Kind.SHORTENED, "its description has " + clean.length() + " characters");
            }
            return clean.isEmpty()
                    ? "A tool of the MCP server " + terms.server() + " that says nothing of itself."
                    : ServerText.shorten(clean, MOST_DESCRIPTION);
        }

        private String schema(Declaration declaration) {
            Map<String, Object> said = Optional.ofNullable(declaration.tool().inputSchema())
                    .orElse(Map.of("type", "object", "properties", Map.of()));
            if (!"object".equals(said.get("type"))) {
                throw new IllegalArgumentException("its input schema is not of type object");
            }
            SchemaText text = SchemaText.of(said);
            inspect(declaration, text.words(), ServerText.clean(text.words()));
            String schema = WireJson.write(text.cleaned());
            if (schema.length() > MOST_SCHEMA) {
                throw new IllegalArgumentException(
                        "its input schema has " + schema.length() + " characters; " + MOST_SCHEMA + " is the most");
            }
            return schema;
        }

        private void inspect(Declaration declaration, String said, String clean) {
            ServerText.hidden(said).ifPresent(hidden -> found(declaration, Kind.CLEANED, hidden));
            ServerText.order(clean, said)
                    .ifPresent(words -> found(declaration, Kind.SUSPICIOUS, "it reads like an order: " + words));
        }

        private void found(Declaration declaration, Kind kind, String detail) {
            findings.add(new Finding(ServerText.line(declaration.name(), 100), kind, detail));
        }

        /** What the application counts on must be there to be offered, not just declared. */
        private void checkAllThere(List<Declaration> declarations, Set<Declaration> offered) {
            Set<String> missing = new TreeSet<>(terms.only());
            missing.addAll(terms.declarations().keySet());
            offered.forEach(declaration -> missing.remove(declaration.name()));
            if (!missing.isEmpty()) {
                throw new McpException(
                        McpException.Kind.UNUSABLE,
                        "The MCP server '" + terms.server() + "' has no tool " + missing
                                + " that can be offered; it has "
                                + ServerText.line(
                                        Declaration.byName(declarations)
                                                .keySet()
                                                .toString(),
                                        1_000)
                                + findings.stream()
                                        .filter(finding -> finding.kind() == Kind.LEFT_OUT)
                                        .map(finding -> "; " + finding)
                                        .collect(Collectors.joining()),
                        null);
            }
        }
    }
}
