package dev.agentharness.instruction;

import dev.agentharness.run.Stamps;

/**
 * A skill: offered by its description, handed out whole on demand.
 *
 * @param description when to use it, in words for the model
 * @param text the section that {@code load_skill} gives back
 */
record Skill(Stamps.Source source, String description, String text) {

    static Skill of(String folder, Section section) {
        Value name = section.front().text("name").orElseThrow();
        if (!name.text().equals(folder)) {
            throw name.refused("a skill is named as its folder, '" + folder + "', and not '" + name + "'");
        }
        String description = section.front().text("description").orElseThrow().text();
        return new Skill(section.source(), description, section.bordered());
    }

    String name() {
        return source.name();
    }
}
