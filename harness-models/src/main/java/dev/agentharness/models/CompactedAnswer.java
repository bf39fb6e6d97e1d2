package dev.agentharness.models;

import dev.agentharness.model.FinishReason;
import java.io.IOException;

/**
 * A conversation as OpenAI's Responses API hands it back compacted. What people said stands in it as messages; those are
 * left out, since whoever asked has them word for word, and what stands before the compacted item may be dropped.
 */
final class CompactedAnswer implements Answer {

    private final Assembly assembly;

    CompactedAnswer(Assembly assembly) {
        this.assembly = assembly;
    }

    @Override
    public void whole(Node body) throws IOException {
        ErrorAnswer.check(body);
        if (!body.get("output").isArray()) {
            throw new BadAnswer("there is no \"output\" in it");
        }
        int index = 0;
        for (Node item : body.get("output")) {
            if (!item.text("type").equals(ResponsesOutput.MESSAGE)) {
                assembly.other(index++, item.text("type"), item.json());
            }
        }
        assembly.detail("id", body.get("id"));
        assembly.usage(ResponsesUsage.read(body.get("usage")));
    }

    @Override
    public void event(String type, byte[] data, int length) throws IOException {
        throw new BadAnswer("it is a stream, which was not asked for");
    }

    @Override
    public Assembly assembly() {
        return assembly;
    }

    @Override
    public boolean isFinished() {
        return true;
    }

    @Override
    public boolean isWhole() {
        return true;
    }

    @Override
    public FinishReason finishReason() {
        return FinishReason.OTHER;
    }
}
