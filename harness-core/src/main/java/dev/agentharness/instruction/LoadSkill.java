package dev.agentharness.instruction;

import dev.agentharness.model.Effect;
import dev.agentharness.model.Risk;
import dev.agentharness.model.ToolInput;
import dev.agentharness.model.ToolOutput;
import dev.agentharness.model.ToolSpec;
import dev.agentharness.tool.Tool;
import dev.agentharness.tool.ToolContext;
import java.util.List;
import java.util.stream.Collectors;

/** The tool by which a model reads a skill that it was offered. */
record LoadSkill(ToolSpec spec, List<Skill> skills) implements Tool {

    static final String NAME = "load_skill";

    static Tool of(List<Skill> skills) {
        int longest =
                skills.stream().mapToInt(skill -> skill.text().length()).max().orElse(0);
        ToolSpec spec = ToolSpec.builder(NAME, "Read a skill before you do what it is for.")
                .inputSchema("""
                        {"type":"object","properties":{"name":{"type":"string",\
                        "description":"As in the list of skills"}},"required":["name"]}""")
                .effect(Effect.READ_ONLY)
                .risk(Risk.NONE)
                .maxOutputChars(Math.max(1_000, longest))
                .build();
        return new LoadSkill(spec, skills);
    }

    @Override
    public ToolOutput call(ToolInput input, ToolContext context) {
        String name = input.string("name");
        return skills.stream()
                .filter(skill -> skill.name().equals(name))
                .findFirst()
                .map(skill -> ToolOutput.text(skill.text()))
                .orElseGet(() -> ToolOutput.error("There is no skill '" + name + "'. There are: "
                        + skills.stream().map(Skill::name).collect(Collectors.joining(", ")) + "."));
    }
}
