package dev.agentharness.model;

import java.util.ArrayList;
import java.util.Base64;
import java.util.List;

/**
 * What a tool gives back.
 *
 * @param content text and pictures for the model
 * @param error whether the tool failed; the content then says why, in words the model can act on
 * @param artefacts what the tool made that outlives the run; the run's result lists them
 */
public record ToolOutput(List<Content> content, boolean error, List<Artefact> artefacts) {

    public ToolOutput {
        content = List.copyOf(content);
        artefacts = List.copyOf(artefacts);
    }

    public static ToolOutput text(String text) {
        return new ToolOutput(List.of(new Content.Text(text)), false, List.of());
    }

    /** A picture, such as an {@code image/png}. */
    public static ToolOutput image(String mediaType, byte[] picture) {
        String source = "data:" + mediaType + ";base64," + Base64.getEncoder().encodeToString(picture);
        return new ToolOutput(List.of(new Content.Image(mediaType, source)), false, List.of());
    }

    /** The tool could not do it. Say what was wrong and what would be right: the model reads this. */
    public static ToolOutput error(String text) {
        return new ToolOutput(List.of(new Content.Text(text)), true, List.of());
    }

    /** This output, with one more thing that the tool made. */
    public ToolOutput with(Artefact artefact) {
        List<Artefact> all = new ArrayList<>(artefacts);
        all.add(artefact);
        return new ToolOutput(content, error, all);
    }
}
