package dev.agentharness.mcp;

import io.modelcontextprotocol.spec.McpSchema.ToolAnnotations;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What a server says of a tool's nature. Nobody checks it, so nothing is decided by it: it is for whoever writes the
 * declarations.
 *
 * @param title what to call it before people; empty if unsaid
 * @param readOnly whether it changes nothing
 * @param destructive whether it can destroy something
 * @param idempotent whether twice is the same as once
 * @param openWorld whether it reaches beyond a closed set of things, such as into the web
 */
public record McpHints(
        String title,
        Optional<Boolean> readOnly,
        Optional<Boolean> destructive,
        Optional<Boolean> idempotent,
        Optional<Boolean> openWorld) {

    public McpHints {
        Objects.requireNonNull(title, "title");
        Objects.requireNonNull(readOnly, "readOnly");
        Objects.requireNonNull(destructive, "destructive");
        Objects.requireNonNull(idempotent, "idempotent");
        Objects.requireNonNull(openWorld, "openWorld");
    }

    static McpHints of(@Nullable ToolAnnotations annotations) {
        return annotations == null
                ? new McpHints("", Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty())
                : new McpHints(
                        ServerText.clean(
                                Optional.ofNullable(annotations.title()).orElse("")),
                        Optional.ofNullable(annotations.readOnlyHint()),
                        Optional.ofNullable(annotations.destructiveHint()),
                        Optional.ofNullable(annotations.idempotentHint()),
                        Optional.ofNullable(annotations.openWorldHint()));
    }
}
