package dev.agentharness.mcp;

import dev.agentharness.model.Content;
import dev.agentharness.model.ToolOutput;
import io.modelcontextprotocol.spec.McpSchema;
import io.modelcontextprotocol.spec.McpSchema.CallToolResult;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** What a server gives back, as content for a model. What a model cannot take is named instead of shown. */
final class Results {

    /** Pictures cost many tokens each, and the cap on text does not count them. */
    private static final int MOST_PICTURES = 10;

    private final List<Content> content = new ArrayList<>();
    private int pictures;

    private Results() {}

    static ToolOutput output(CallToolResult result) {
        Results results = new Results();
        Optional.ofNullable(result.content()).orElse(List.of()).forEach(results::add);
        results.addStructured(result.structuredContent());
        if (results.content.isEmpty()) {
            results.addText("(The tool gave back nothing.)");
        }
        return new ToolOutput(results.content, Boolean.TRUE.equals(result.isError()), List.of());
    }

    private void add(McpSchema.Content part) {
        if (part instanceof McpSchema.TextContent text) {
            addText(text.text());
        } else if (part instanceof McpSchema.ImageContent image) {
            addPicture("a picture", image.data());
        } else if (part instanceof McpSchema.AudioContent audio) {
            addText("[sound of type " + name(audio.mimeType()) + ", which cannot be shown here]");
        } else if (part instanceof McpSchema.ResourceLink link) {
            addText("[see " + name(link.uri()) + ": " + name(link.name()) + "]");
        } else if (part instanceof McpSchema.EmbeddedResource embedded) {
            add(embedded.resource());
        } else {
            addText("[something that cannot be shown here]");
        }
    }

    private void add(McpSchema.ResourceContents resource) {
        if (resource instanceof McpSchema.TextResourceContents text) {
            addText("[" + name(text.uri()) + "]\n" + text.text());
        } else if (resource instanceof McpSchema.BlobResourceContents blob) {
            addPicture(name(blob.uri()), blob.blob());
        }
    }

    private void addText(@Nullable String text) {
        content.add(new Content.Text(Optional.ofNullable(text).orElse("")));
    }

    private void addPicture(String name, @Nullable String base64) {
        Optional<Content> picture = Picture.of(Optional.ofNullable(base64).orElse(""));
        if (picture.isPresent() && pictures < MOST_PICTURES) {
            pictures++;
            content.add(picture.get());
        } else {
            addText("[" + name + ", which cannot be shown here]");
        }
    }

    /** Servers are to say the same once more as text; what is said there is not repeated. */
    private void addStructured(@Nullable Object structured) {
        if (structured != null
                && content.stream()
                        .noneMatch(part ->
                                part instanceof Content.Text text && WireJson.isSaidIn(text.text(), structured))) {
            addText(WireJson.write(structured));
        }
    }

    private static String name(@Nullable String name) {
        return ServerText.line(Optional.ofNullable(name).orElse("unknown"), 300);
    }
}
