package dev.agentharness.mcp;

import dev.agentharness.mcp.McpException.Kind;
import dev.agentharness.model.ToolInput;
import dev.agentharness.model.ToolOutput;
import dev.agentharness.model.ToolSpec;
import dev.agentharness.tool.Tool;
import dev.agentharness.tool.ToolContext;
import io.modelcontextprotocol.spec.McpSchema.ProgressNotification;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.TimeoutException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A tool of a server, as it was when it was imported. Whatever goes wrong with the server is a result. Thread-safe. */
final class McpTool implements Tool {

    private static final Logger log = LoggerFactory.getLogger(McpTool.class);

    private final ToolSpec spec;
    private final Declaration declared;
    private final Link link;

    McpTool(ToolSpec spec, Declaration declared, Link link) {
        this.spec = spec;
        this.declared = declared;
        this.link = link;
    }

    @Override
    public ToolSpec spec() {
        return spec;
    }

    @Override
    public ToolOutput call(ToolInput input, ToolContext context) throws InterruptedException {
        Map<String, Object> arguments = WireJson.object(input.json());
        try {
            return Results.output(link.call(
                    declared, arguments, spec.timeout(), told -> context.note("mcp.progress", attributes(told))));
        } catch (TimeoutException e) {
            return ToolOutput.error(
                    "'" + spec.name() + "' was stopped after " + spec.timeout().toMillis() + " ms without a result.");
        } catch (McpException e) {
            log.info("a call of {} has no result: {}", spec.name(), e.getMessage());
            return ToolOutput.error(
                    e.kind() == Kind.LOST
                            ? e.getMessage() + ". It is unknown whether this call had its effect."
                                    + " Find out before you repeat it."
                            : e.getMessage());
        }
    }

    private static Map<String, String> attributes(ProgressNotification told) {
        Map<String, String> attributes = new LinkedHashMap<>();
        attributes.put("progress", String.valueOf(told.progress()));
        if (told.total() != null) {
            attributes.put("total", String.valueOf(told.total()));
        }
        if (told.message() != null) {
            attributes.put("message", ServerText.line(told.message(), 300));
        }
        return attributes;
    }

    @Override
    public String toString() {
        return spec.toString();
    }
}
