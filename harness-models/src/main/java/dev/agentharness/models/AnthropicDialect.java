package dev.agentharness.models;

import dev.agentharness.model.Effort;
import dev.agentharness.model.Message;
import dev.agentharness.model.ModelRequest;
import dev.agentharness.model.ModelSpec;
import dev.agentharness.model.Role;
import dev.agentharness.model.ToolChoice;
import dev.agentharness.model.ToolSpec;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;

/** Requests of Anthropic's Messages API ("Create a Message" in its reference). */
final class AnthropicDialect implements Dialect {

    /**
     * What has to be said on requests that are answered with a block in place of the messages ("Compaction on demand"), and on
     * all that begin with such a block.
     */
    static final String COMPACTION_BETA = "compact-2026-09-04";

    /** What the block is called. */
    static final String COMPACTION = "compaction";

    /** Models before 4.6, which take a number of tokens to think with; all others think as much as they find right. */
    private static final Pattern TAKES_BUDGET =
            Pattern.compile(".*claude-([23]|instant|(opus|sonnet|haiku)-4(-[0-5])?(-\\d{6}|-latest|[@:]|$)).*");

    /** Models that always think, and so refuse to be told that they have to call a tool ("Forced tool use", from 5.1 on). */
    private static final Pattern NEVER_FORCED =
            Pattern.compile(".*claude-(fable|mythos|opus|sonnet)-(5[-.][1-9]|[6-9]|[1-9]\\d)(\\D.*)?");

    /** The least that the API takes. */
    private static final int LEAST_THINKING = 1_024;

    private final ModelSpec spec;
    private final AnthropicMessage writer;
    private final boolean takesBudget;
    private final ToolWords words;
    private final boolean dropping;

    AnthropicDialect(ModelSpec spec, boolean adaptive, ToolWords words) {
        this(spec, new AnthropicMessage(spec.origin(), true), !adaptive, words, false);
    }

    private AnthropicDialect(
            ModelSpec spec, AnthropicMessage writer, boolean takesBudget, ToolWords words, boolean dropping) {
        this.spec = spec;
        this.writer = writer;
        this.takesBudget = takesBudget;
        this.words = words;
        this.dropping = dropping;
    }

    /** The same, which asks to drop thinking where something before it has changed; otherwise the request may be refused. */
    AnthropicDialect dropping() {
        return new AnthropicDialect(spec, writer, takesBudget, words, true);
    }

    /** The same, which sends no thinking back. */
    AnthropicDialect withoutThinking() {
        return new AnthropicDialect(spec, new AnthropicMessage(spec.origin(), false), takesBudget, words, false);
    }

    /** Whether a model decides how much to think, as far as its name tells. */
    static boolean isAdaptive(String model) {
        return !TAKES_BUDGET.matcher(model).matches();
    }

    /** Whether Anthropic compacts conversations with this model, by what its documentation lists. */
    static boolean compacts(String model) {
        return model.matches("claude-(fable|mythos|opus|sonnet)-.*")
                && !TAKES_BUDGET.matcher(model).matches();
    }

    @Override
    public String origin() {
        return spec.origin();
    }

    @Override
    public Answer answer(Assembly assembly) {
        return new AnthropicAnswer(assembly);
    }

    @Override
    public void opening(ModelRequest request, boolean streaming, RequestJson json) {
        json.field("model", spec.name()).field("stream", streaming);
        boolean marked = Openings.isMarked(request);
        boolean instructed = !request.instructions().isBlank();
        tools(request.tools(), marked && !instructed, json);
        if (instructed && marked) {
            json.array("system").object().field("type", "text").field("text", request.instructions());
            mark(json);
            json.end().end();
        } else if (instructed) {
            json.field("system", request.instructions());
        }
    }

    /** The mark goes to the last tool that is always shown: the API refuses it on one that has to be searched for. */
    private void tools(List<ToolSpec> tools, boolean marked, RequestJson json) {
        if (tools.isEmpty()) {
            return;
        }
        int toMark = marked ? tools.size() - 1 : -1;
        while (toMark >= 0 && words.isDeferred(tools.get(toMark))) {
            toMark--;
        }
        json.array("tools");
        for (int i = 0; i < tools.size(); i++) {
            tool(tools.get(i), i == toMark, json);
        }
        json.end();
    }

    private void tool(ToolSpec tool, boolean marked, RequestJson json) {
        json.object()
                .field("name", tool.name())
                .field("description", tool.description())
                .raw("input_schema", tool.inputSchema());
        if (words.isStrict(tool, StrictSchema.CLOSED)) {
            json.field("strict", true);
        }
        if (words.isDeferred(tool)) {
            json.field("defer_loading", true);
        }
        if (marked) {
            mark(json);
        }
        json.end();
    }

    private static void mark(RequestJson json) {
        json.object("cache_control").field("type", "ephemeral").end();
    }

    @Override
    public String conversation() {
        return "messages";
    }

    @Override
    public EncodedMessage message(Neighbours neighbours, RequestJson json) {
        return writer.encode(neighbours.messages(), json);
    }

    @Override
    public boolean marksCache() {
        return true;
    }

    /** Whether the model goes on thinking in the turn that it is in the middle of, and in which container. */
    @Override
    public String carried(List<Message> messages) {
        return (takesBudget && !mayThink(messages) ? "without thinking " : "") + container(messages);
    }

    private String container(List<Message> messages) {
        String told = writer.container(messages);
        return told.isEmpty() ? "" : AnthropicContainer.named(told, Instant.now());
    }

    @Override
    public void closing(ModelRequest request, RequestJson json) {
        json.field("max_tokens", request.maxOutputTokens());
        if (!request.tools().isEmpty() && request.toolChoice() == ToolChoice.NONE) {
            json.object("tool_choice").field("type", "none").end();
        } else if (isForced(request) && request.toolChoice() instanceof ToolChoice.Tool tool) {
            json.object("tool_choice")
                    .field("type", "tool")
                    .field("name", tool.name())
                    .end();
        } else if (isForced(request)) {
            json.object("tool_choice").field("type", "any").end();
        }
        thinking(request, json);
        String container = container(request.messages());
        if (!container.isEmpty()) {
            json.raw("container", container);
        }
        boolean effort = request.effort().isPresent() && !takesBudget;
        if (effort || request.outputSchema().isPresent()) {
            json.object("output_config");
            request.effort()
                    .filter(wanted -> effort)
                    .ifPresent(wanted -> json.field("effort", wanted.name().toLowerCase(Locale.ROOT)));
            request.outputSchema()
                    .ifPresent(schema -> json.object("format")
                            .field("type", "json_schema")
                            .raw("schema", schema)
                            .end());
            json.end();
        }
        if (request.isCompaction()) {
            json.object(COMPACTION).field("type", "summarize").end();
        }
    }

    /**
     * A model that has to call a tool at once cannot think first: the API refuses both together. Where thinking is bound,
     * models think anyway, and to say so changes nothing.
     */
    private void thinking(ModelRequest request, RequestJson json) {
        boolean thinks = request.effort().isPresent() && !isForced(request);
        int budget = request.effort().map(wanted -> budget(wanted, request)).orElse(0);
        boolean budgeted = thinks && takesBudget && budget >= LEAST_THINKING && mayThink(request.messages());
        if (budgeted) {
            json.object("thinking").field("type", "enabled").field("budget_tokens", budget);
        } else if (dropping || (thinks && !takesBudget)) {
            json.object("thinking").field("type", "adaptive");
        } else {
            return;
        }
        if (dropping) {
            json.object("block_binding")
                    .field("prefix_mismatch_behavior", "drop_block")
                    .end();
        }
        json.end();
    }

    /**
     * Results of tools belong to the turn of the model that called for them. A model that is given a budget must have begun
     * the turn with thinking to go on with it, or the API refuses the request; another's model has not.
     */
    private boolean mayThink(List<Message> messages) {
        int begin = messages.size();
        boolean results = false;
        for (int i = messages.size() - 1; i >= 0; i--) {
            Message message = messages.get(i);
            if (message.role() == Role.USER) {
                results |= !message.toolResults().isEmpty();
            } else if (results || (begin == i + 1 && begin < messages.size())) {
                begin = i;
                results = false;
            } else {
                break;
            }
        }
        return begin == messages.size() || writer.beginsWithThinking(messages.subList(begin, messages.size()));
    }

    private boolean isForced(ModelRequest request) {
        return (request.toolChoice() == ToolChoice.REQUIRED || request.toolChoice() instanceof ToolChoice.Tool)
                && !request.tools().isEmpty()
                && !NEVER_FORCED.matcher(spec.name()).matches();
    }

    private static int budget(Effort effort, ModelRequest request) {
        int wanted = switch (effort) {
            case LOW -> 2_048;
            case MEDIUM -> 8_192;
            case HIGH -> 24_576;
        };
        return Math.min(wanted, request.maxOutputTokens() / 2);
    }
}
