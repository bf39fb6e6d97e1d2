package dev.agentharness.model;

import java.util.Objects;

/** One part of a {@link Message}. Immutable data; the order of the parts is kept. */
public sealed interface Content
        permits Content.Text, Content.Image, Content.Document, Content.Thinking, Content.Opaque, ToolCall, ToolResult {

    /** Words. */
    record Text(String text) implements Content {
        public Text {
            Objects.requireNonNull(text, "text");
        }
    }

    /**
     * A picture.
     *
     * @param mediaType such as {@code image/png}
     * @param source an {@code https:} address, or a {@code data:} URL with the picture in base64
     */
    record Image(String mediaType, String source) implements Content {
        public Image {
            Objects.requireNonNull(mediaType, "mediaType");
            Objects.requireNonNull(source, "source");
        }
    }

    /**
     * A document that the provider reads itself, usually a PDF.
     *
     * @param name a file name to show the model
     * @param mediaType such as {@code application/pdf}
     * @param source an {@code https:} address, or a {@code data:} URL with the document in base64
     */
    record Document(String name, String mediaType, String source) implements Content {
        public Document {
            Objects.requireNonNull(name, "name");
            Objects.requireNonNull(mediaType, "mediaType");
            Objects.requireNonNull(source, "source");
        }
    }

    /**
     * What the model thought before it answered. Providers sign it and refuse a conversation in which it was changed,
     * so it goes back to the same provider exactly as it came and is left out for any other.
     *
     * @param provider whose it is, as in {@link Opaque}
     * @param text the visible reasoning; empty if the provider hides it
     * @param signature the provider's seal over the reasoning, or all of it in sealed form; empty if there is none
     * @param redacted whether {@code signature} is all there is, because the provider withheld the text
     */
    record Thinking(String provider, String text, String signature, boolean redacted) implements Content {
        public Thinking {
            Objects.requireNonNull(provider, "provider");
            Objects.requireNonNull(text, "text");
            Objects.requireNonNull(signature, "signature");
        }
    }

    /**
     * Something a provider said that this library has no word for, such as a step of a tool that runs at the provider,
     * a compacted beginning of the conversation, or the citations of the text before it. It goes back to the same
     * provider as it came and is left out for any other.
     *
     * @param provider whose it is: {@link ModelSpec#provider()}, with the name of the API behind it where the provider
     *     has several, such as {@code openai.responses}, and the server where it is not the provider's own, such as
     *     {@code openai@openrouter.ai}
     * @param type what the provider calls it
     * @param json the whole part as the provider wrote it
     */
    record Opaque(String provider, String type, String json) implements Content {
        public Opaque {
            Objects.requireNonNull(provider, "provider");
            Objects.requireNonNull(type, "type");
            Objects.requireNonNull(json, "json");
        }
    }
}
