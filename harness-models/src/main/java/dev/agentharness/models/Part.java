package dev.agentharness.models;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.agentharness.model.Content;
import dev.agentharness.model.ToolCall;

/** A part of a message that is still being written. */
sealed interface Part {

    /** The part as it is now. */
    Content content(String provider, CallIds ids);

    /** Text. */
    final class Words implements Part {
        final StringBuilder text = new StringBuilder();

        @Override
        public Content content(String provider, CallIds ids) {
            return new Content.Text(text.toString());
        }
    }

    /** Reasoning, open or sealed. */
    final class Thought implements Part {
        final StringBuilder text = new StringBuilder();
        final StringBuilder signature = new StringBuilder();
        boolean redacted;

        @Override
        public Content content(String provider, CallIds ids) {
            return new Content.Thinking(provider, text.toString(), signature.toString(), redacted);
        }
    }

    /** A call of a tool of ours. */
    final class Call implements Part {
        String id = "";
        String name = "";
        /** Arguments that came in one piece; pieces that follow replace them. */
        String given = "";

        final StringBuilder arguments = new StringBuilder();

        @Override
        public Content content(String provider, CallIds ids) {
            return new ToolCall(ids.unique(id), name, arguments.isEmpty() ? given : arguments.toString());
        }
    }

    /** Something else, as the provider wrote it; {@code input} is its field of that name, if it came in pieces. */
    final class Other implements Part {
        final ObjectNode block;
        final StringBuilder input = new StringBuilder();

        Other(ObjectNode block) {
            this.block = block;
        }

        @Override
        public Content content(String provider, CallIds ids) {
            return new Content.Opaque(provider, Trees.text(block, "type"), json());
        }

        private String json() {
            if (input.isEmpty()) {
                return block.toString();
            }
            ObjectNode rest = block.deepCopy();
            rest.remove("input");
            String json = rest.toString();
            return json.substring(0, json.length() - 1) + (rest.isEmpty() ? "" : ",") + "\"input\":"
                    + ToolArguments.object(input.toString()) + "}";
        }
    }
}
