package dev.agentharness.models;

import dev.agentharness.model.Message;
import dev.agentharness.model.ModelRequest;
import java.util.List;

/**
 * Requests that Anthropic answers with a block in place of the messages ("Compaction on demand" in its documentation).
 * They begin as the conversation's own do, and so are served from the same cache.
 */
final class AnthropicCompaction implements Dialect {

    /** What has to be said on these requests, and on all that begin with such a block. */
    static final String BETA = "compact-2026-09-04";

    /** What the block is called. */
    static final String BLOCK = "compaction";

    private final AnthropicDialect messages;

    AnthropicCompaction(AnthropicDialect messages) {
        this.messages = messages;
    }

    @Override
    public String origin() {
        return messages.origin();
    }

    @Override
    public void opening(ModelRequest request, boolean streaming, RequestJson json) {
        messages.opening(request, streaming, json);
    }

    @Override
    public String conversation() {
        return messages.conversation();
    }

    @Override
    public EncodedMessage message(Neighbours neighbours, RequestJson json) {
        return messages.message(neighbours, json);
    }

    @Override
    public boolean marksCache() {
        return messages.marksCache();
    }

    @Override
    public String carried(List<Message> conversation) {
        return messages.carried(conversation);
    }

    @Override
    public void closing(ModelRequest request, RequestJson json) {
        messages.closing(request, json);
        json.object("compaction").field("type", "summarize").end();
    }

    @Override
    public Answer answer(Assembly assembly) {
        return messages.answer(assembly);
    }
}
