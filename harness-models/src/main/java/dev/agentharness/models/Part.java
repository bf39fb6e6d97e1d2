package dev.agentharness.models;

import dev.agentharness.model.Content;
import dev.agentharness.model.ToolCall;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

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

    /** What a text rests on; an opaque part behind it, which goes back in the text itself where its provider wants that. */
    final class Citations implements Part {
        /** The type of the opaque part. */
        static final String TYPE = "citations";

        final List<String> all = new ArrayList<>();

        @Override
        public Content content(String provider, CallIds ids) {
            return new Content.Opaque(provider, TYPE, "[" + String.join(",", all) + "]");
        }
    }

    /** A call of a tool of ours. */
    final class Call implements Part {
        String id = "";
        String name = "";
        /** Arguments that came in one piece; pieces that follow replace them. */
        String given = "";

        final StringBuilder arguments = new StringBuilder(0);

        /** Few calls have any. */
        private Map<String, String> extras = Map.of();

        /** Keeps what the provider wants to have back with the call. */
        void extra(String name, String value) {
            extras = extras.isEmpty() ? new LinkedHashMap<>() : extras;
            extras.put(name, value);
        }

        /** The arguments so far. */
        String arguments() {
            return arguments.isEmpty() ? given : arguments.toString();
        }

        @Override
        public Content content(String provider, CallIds ids) {
            return new ToolCall(ids.unique(id), name, arguments(), extras);
        }
    }

    /** Something else, as the provider wrote it, with what came for its members later. */
    final class Other implements Part {
        final String type;
        String json;
        /** Texts that continue members of these names. */
        final Map<String, StringBuilder> more = new LinkedHashMap<>();
        /** The member of this name, if it came in pieces. */
        final StringBuilder input = new StringBuilder();

        Other(String type, String json) {
            this.type = type;
            this.json = json;
        }

        @Override
        public Content content(String provider, CallIds ids) {
            return new Content.Opaque(provider, type, more.isEmpty() && input.isEmpty() ? json : continued());
        }

        private String continued() {
            RequestJson all = new RequestJson().object();
            Map<String, StringBuilder> left = new LinkedHashMap<>(more);
            parse(json).forEachMember((name, value) -> {
                StringBuilder end = left.remove(name);
                if (end != null) {
                    all.field(name, value.text() + end);
                } else if (!name.equals("input") || input.isEmpty()) {
                    all.raw(name, value.json());
                }
            });
            left.forEach((name, text) -> all.field(name, text.toString()));
            if (!input.isEmpty()) {
                all.raw("input", ToolArguments.object(input.toString()));
            }
            return all.end().text();
        }

        private static Node parse(String written) {
            try {
                return JsonDocument.parse(written);
            } catch (IOException e) {
                throw new UncheckedIOException("a node wrote what cannot be read", e);
            }
        }
    }
}
