package dev.agentharness.instruction;

import dev.agentharness.json.Fingerprint;
import dev.agentharness.model.ToolSpec;
import dev.agentharness.tool.Tool;
import dev.agentharness.tool.ToolRegistry;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Those tools of a registry that the instructions allow, and behind them {@code load_skill} where there are skills. */
final class AllowedTools implements ToolRegistry {

    private final ToolRegistry all;
    private final Terms terms;
    private final Set<String> allowed;
    private final Optional<Tool> loadSkill;
    private final List<ToolSpec> specs;

    private AllowedTools(ToolRegistry all, Terms terms, Set<String> allowed, Optional<Tool> loadSkill) {
        this.all = all;
        this.terms = terms;
        this.allowed = allowed;
        this.loadSkill = loadSkill;
        this.specs = Stream.concat(
                        all.specs().stream().filter(spec -> allowed.contains(spec.name())),
                        loadSkill.map(Tool::spec).stream())
                .toList();
    }

    /**
     * @throws InstructionException if a file allows a tool that the registry lacks
     * @throws IllegalArgumentException if the registry has a tool of its own named {@code load_skill}
     */
    static ToolRegistry of(ToolRegistry all, Terms terms) {
        Set<String> names = all.specs().stream().map(ToolSpec::name).collect(Collectors.toSet());
        for (Value name : terms.allowedTools().stream().flatMap(List::stream).toList()) {
            if (!names.contains(name.text())) {
                throw name.refused("allows the tool '" + name + "', which is not there; there are "
                        + names.stream().sorted().toList());
            }
        }
        if (terms.allowedTools().isEmpty() && terms.skills().isEmpty()) {
            return all;
        }
        if (!terms.skills().isEmpty() && names.contains(LoadSkill.NAME)) {
            throw new IllegalArgumentException(
                    "a tool is named '" + LoadSkill.NAME + "', as the one that the skills bring");
        }
        Set<String> allowed = names.stream()
                .filter(name -> terms.allowedTools().stream()
                        .allMatch(
                                list -> list.stream().map(Value::text).toList().contains(name)))
                .collect(Collectors.toUnmodifiableSet());
        return new AllowedTools(
                all,
                terms,
                allowed,
                terms.skills().isEmpty() ? Optional.empty() : Optional.of(LoadSkill.of(terms.skills())));
    }

    /** The registry's own version, and a mark for what is left of it. */
    @Override
    public String version() {
        return all.version() + "/"
                + Fingerprint.of(specs.stream().map(ToolSpec::facts).toList());
    }

    @Override
    public List<ToolSpec> specs() {
        return specs;
    }

    @Override
    public Optional<Tool> find(String name) {
        return loadSkill
                .filter(tool -> name.equals(LoadSkill.NAME))
                .or(() -> allowed.contains(name) ? all.find(name) : Optional.empty());
    }

    @Override
    public ToolRegistry current() {
        ToolRegistry now = all.current();
        return now.version().equals(all.version()) ? this : of(now, terms);
    }

    @Override
    public Optional<ToolRegistry> at(String version) {
        int mark = version.lastIndexOf('/');
        return mark < 0
                ? Optional.empty()
                : all.at(version.substring(0, mark))
                        .map(before -> of(before, terms))
                        .filter(before -> before.version().equals(version));
    }
}
