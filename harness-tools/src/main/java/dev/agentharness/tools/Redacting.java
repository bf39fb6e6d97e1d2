package dev.agentharness.tools;

import dev.agentharness.model.Artefact;
import dev.agentharness.model.Content;
import dev.agentharness.model.Secrets;
import dev.agentharness.model.ToolInput;
import dev.agentharness.model.ToolOutput;
import dev.agentharness.tool.Tool;
import dev.agentharness.tool.ToolContext;
import java.util.Map;
import java.util.regex.Pattern;

/**
 * A tool whose results hold no secrets: what looks like one is replaced before the model, the journal or a trace sees it, in
 * text and in what its exceptions say. That something was replaced is a note {@code redacted} of the run. Pictures and
 * documents are not looked into. Thread-safe.
 */
public final class Redacting {

    private final Secrets secrets;

    private Redacting(Secrets secrets) {
        this.secrets = secrets;
    }

    /**
     * The tool, without {@linkplain Secrets#known() what is known to look secret}, and without what matches any of these
     * patterns.
     */
    public static Tool wrap(Tool tool, Pattern... alsoSecret) {
        return WrappedTool.around(tool, new Redacting(Secrets.known().and(alsoSecret))::call);
    }

    private ToolOutput call(Tool tool, ToolInput input, ToolContext context) throws Exception {
        Redaction redaction = new Redaction();
        try {
            ToolOutput output = tool.call(input, context);
            return new ToolOutput(
                    output.content().stream().map(redaction::of).toList(),
                    output.error(),
                    output.artefacts().stream()
                            .map(made -> new Artefact(redaction.of(made.name()), redaction.of(made.location())))
                            .toList());
        } catch (InterruptedException e) {
            throw e;
        } catch (Exception e) {
            throw redaction.of(e);
        } finally {
            if (redaction.count > 0) {
                context.note("redacted", Map.of("tool", tool.spec().name(), "count", "" + redaction.count));
            }
        }
    }

    /** Replaces, and counts. */
    private final class Redaction {
        private int count;

        String of(String text) {
            return secrets.redact(text, () -> count++);
        }

        Content of(Content content) {
            return content instanceof Content.Text text ? new Content.Text(of(text.text())) : content;
        }

        /** The same exception if it is clean; else one that says the rest, without a cause that could say more. */
        Exception of(Exception e) {
            String message = String.valueOf(e.getMessage());
            String clean = of(message);
            if (clean.equals(message)) {
                return e;
            }
            IllegalStateException redacted =
                    new IllegalStateException(e.getClass().getSimpleName() + ": " + clean);
            redacted.setStackTrace(e.getStackTrace());
            return redacted;
        }
    }
}
