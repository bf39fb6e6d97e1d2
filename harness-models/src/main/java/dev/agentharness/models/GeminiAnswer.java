package dev.agentharness.models;

import dev.agentharness.model.FinishReason;
import dev.agentharness.model.Usage;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Answers of Google's Gemini API, whole or streamed ("GenerateContentResponse" in its reference). A stream is a row of
 * whole answers, each with some parts of the message; a part goes on where the next is of its kind.
 */
final class GeminiAnswer implements Answer {

    /** The seal over the reasoning that led to a part. */
    static final String SIGNATURE = "thoughtSignature";
    /** What the answer rests on; opaque parts at its end that do not go back. */
    static final List<String> SOURCES = List.of("groundingMetadata", "citationMetadata", "urlContextMetadata");

    private final Assembly assembly;
    private final String origin;
    private boolean whole;
    private boolean blocked;

    private int parts;
    /** What the last part was, as far as another can go on with it. */
    private String open = "";

    /** The arguments of a call of which more is to come. */
    private @Nullable GeminiArguments arguments;

    private Part.Call unfinished = new Part.Call();

    GeminiAnswer(Assembly assembly, String origin) {
        this.assembly = assembly;
        this.origin = origin;
    }

    @Override
    public void whole(Node body) throws IOException {
        // Asked for a stream without SSE, the API answers with an array.
        for (Node answer : body) {
            chunk(answer);
        }
        chunk(body);
        if (!isWhole()) {
            throw new BadAnswer("there are no whole \"candidates\" in it");
        }
        whole = true;
    }

    @Override
    public void event(String type, byte[] data, int length) throws IOException {
        chunk(assembly.event(data, length));
    }

    private void chunk(Node chunk) throws IOException {
        ErrorAnswer.check(chunk);
        assembly.detail("id", chunk.get("responseId"));
        assembly.detail("model", chunk.get("modelVersion"));
        blocked(chunk.get("promptFeedback"));
        Node candidate = chunk.get("candidates").first();
        for (Node part : candidate.get("content").get("parts")) {
            part(part);
        }
        for (int i = 0; i < SOURCES.size(); i++) {
            sources(SOURCES.get(i), candidate);
        }
        assembly.detail("finish", candidate.get("finishReason"));
        assembly.detail("explanation", candidate.get("finishMessage"));
        assembly.usage(usage(chunk.get("usageMetadata")));
        breakOff();
    }

    /** A call that was cut off in the middle must not seem to be whole. */
    private void breakOff() {
        if (arguments != null && finishReason() == FinishReason.LENGTH) {
            unfinished.given = arguments.brokenOff();
        }
    }

    /** The question was not even put to the model. */
    private void blocked(Node feedback) {
        Node reason = feedback.get("blockReason");
        blocked |= !reason.isText("");
        assembly.detail("finish", reason);
        assembly.detail("explanation", feedback.get("blockReasonMessage"));
    }

    private void sources(String name, Node candidate) {
        Node sources = candidate.get(name);
        if (sources.isObject() && sources.size() > 0) {
            assembly.other(name, name, "").json = sources.json();
        }
    }

    private void part(Node part) throws BadAnswer {
        Node call = part.get("functionCall");
        String signature = part.text(SIGNATURE);
        if (call.isObject()) {
            call(call, signature);
        } else if (part.get("text").isText()) {
            text(part.text("text"), part.get("thought").isTrue(), signature);
        } else if (part.size() > 0) {
            String[] type = {""};
            part.forEachMember((name, value) -> type[0] = type[0].isEmpty() && value.isObject() ? name : type[0]);
            assembly.other(next(""), type[0], part.json());
        }
    }

    private void text(String text, boolean thought, String signature) {
        if (thought) {
            Object key = key("thought");
            assembly.thinking(key, text);
            assembly.thought(key).signature.append(signature);
        } else if (!text.isEmpty()) {
            assembly.text(key("text"), text);
        }
        if (!signature.isEmpty()) {
            if (!thought) {
                assembly.thought(next("")).signature.append(signature);
            }
            open = "";
        }
    }

    /** A call may come in pieces: its name, then values for places in its arguments, then an empty piece. */
    private void call(Node call, String signature) throws BadAnswer {
        GeminiArguments begun = arguments;
        if (begun == null && call.size() == 0) {
            return;
        }
        boolean begins = begun == null || !call.text("name").isEmpty();
        Part.Call whole = assembly.call(begins ? next("call") : key("call"));
        if (begins) {
            whole.id = call.text("id");
            whole.name = call.text("name");
        }
        if (!signature.isEmpty()) {
            whole.extra(origin + "/" + SIGNATURE, signature);
        }
        GeminiArguments pieces = begins || begun == null ? new GeminiArguments() : begun;
        for (Node piece : call.get("partialArgs")) {
            pieces.add(piece);
        }
        whole.given = ToolArguments.given(call.get("args"), pieces.json());
        arguments = call.get("willContinue").isTrue() ? pieces : null;
        unfinished = whole;
    }

    /** The part that goes on, or a new one if the last was of another kind. */
    private Object key(String kind) {
        return open.equals(kind) ? parts : next(kind);
    }

    private Object next(String kind) {
        open = kind;
        return ++parts;
    }

    private static Optional<Usage> usage(Node usage) {
        long prompt = Tokens.count(usage, "promptTokenCount", Tokens.UNKNOWN);
        if (prompt == Tokens.UNKNOWN) {
            return Optional.empty();
        }
        long input = prompt + Tokens.count(usage, "toolUsePromptTokenCount", 0);
        long thoughts = Tokens.count(usage, "thoughtsTokenCount", 0);
        long output = Tokens.count(usage, "candidatesTokenCount", 0) + thoughts;
        long total = Tokens.count(usage, "totalTokenCount", 0);
        return Optional.of(Tokens.usage(
                input,
                Math.max(output, total - input),
                Tokens.count(usage, "cachedContentTokenCount", 0),
                0,
                0,
                thoughts));
    }

    @Override
    public Assembly assembly() {
        return assembly;
    }

    /** A stream has no last word of its own: it just ends. */
    @Override
    public boolean isFinished() {
        return whole;
    }

    /** The last piece has the reason and the counts; what was blocked may have none. */
    @Override
    public boolean isEnding() {
        return whole || (isWhole() && assembly.usage().isPresent());
    }

    @Override
    public boolean isWhole() {
        boolean inCall = arguments != null && finishReason() != FinishReason.LENGTH;
        return !assembly.detail("finish").isEmpty() && !inCall;
    }

    @Override
    public FinishReason finishReason() {
        if (blocked && assembly.isEmpty()) {
            return FinishReason.REFUSAL;
        }
        return switch (assembly.detail("finish")) {
            case "STOP" -> assembly.hasCalls() ? FinishReason.TOOL_CALLS : FinishReason.STOP;
            case "MAX_TOKENS" -> FinishReason.LENGTH;
            case "SAFETY",
                    "RECITATION",
                    "BLOCKLIST",
                    "PROHIBITED_CONTENT",
                    "SPII",
                    "MODEL_ARMOR",
                    "IMAGE_SAFETY",
                    "IMAGE_PROHIBITED_CONTENT",
                    "IMAGE_RECITATION" -> FinishReason.REFUSAL;
            default -> FinishReason.OTHER;
        };
    }
}
