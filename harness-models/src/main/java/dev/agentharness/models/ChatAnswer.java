package dev.agentharness.models;

import dev.agentharness.model.FinishReason;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Locale;

/** Answers of OpenAI's Chat Completions API, whole or streamed, and of the many servers that speak it with an accent. */
final class ChatAnswer implements Answer {

    private static final String TEXT = "text";
    private static final String REASONING = "reasoning";
    private static final String SOURCES = "sources";

    private final Assembly assembly;
    private final ChatCalls calls;
    private final ReasoningDetails reasoning;
    private int others;
    private boolean inPieces;
    private boolean refused;
    private boolean done;

    ChatAnswer(Assembly assembly) {
        this.assembly = assembly;
        this.calls = new ChatCalls(assembly);
        this.reasoning = new ReasoningDetails(assembly);
    }

    @Override
    public void whole(Node body) throws IOException {
        about(body);
        boolean begun = false;
        for (Node choice : body.get("choices")) {
            if (choice.isObject() && (!begun || goesOn(choice))) {
                ErrorAnswer.checkWithin(choice);
                said(choice.get("message"), true);
                finish(choice);
                begun = true;
            }
        }
        if (!begun) {
            throw new BadAnswer("there are no \"choices\" in it");
        }
        sources(body);
        done = true;
    }

    @Override
    public void event(String type, byte[] data, int length) throws IOException {
        if (isDone(data, length)) {
            done();
            return;
        }
        Node chunk = assembly.event(data, length);
        if (type.equals("error")) {
            throw new ErrorAnswer(chunk);
        }
        chunk(chunk);
    }

    /** Whether this is "[DONE]", the last word of a stream, at servers of other APIs, too. */
    static boolean isDone(byte[] data, int length) {
        return length < 20
                && new String(data, 0, length, StandardCharsets.UTF_8).strip().equals("[DONE]");
    }

    /** Some gateways make a choice of each part of an answer; a numbered one is another answer, unless calls are missing. */
    private boolean goesOn(Node choice) {
        boolean lacksCalls = assembly.detail("finish").equals("tool_calls") && !assembly.hasCalls();
        return choice.integer("index", 0) == 0 || lacksCalls;
    }

    /** Without a reason it may just as well be cut off. */
    private void done() throws BadAnswer {
        if (assembly.detail("finish").isEmpty()) {
            if (assembly.isEmpty()) {
                throw new BadAnswer("it is done before it said anything");
            }
            if (!assembly.hasWholeCalls()) {
                throw new BadAnswer("it is done in the middle of a call");
            }
        }
        done = true;
    }

    private void chunk(Node chunk) throws IOException {
        about(chunk);
        Node choice = chunk.get("choices").first();
        if (choice.isObject() && choice.integer("index", 0) <= 0) {
            ErrorAnswer.checkWithin(choice);
            delta(choice);
            finish(choice);
        }
        sources(chunk);
    }

    /** What stands beside the choices. */
    private void about(Node body) throws ErrorAnswer {
        ErrorAnswer.checkWithin(body);
        ErrorAnswer.checkWithin(body.get("x_groq"));
        Node choice = body.get("choices").first();
        if (!choice.isObject()) {
            ErrorAnswer.check(body);
            MiniMaxError.check(body);
        }
        assembly.detail("id", body.get("id"));
        assembly.detail("model", body.get("model"));
        // Groq's streams have the usage in their own corner too, and sometimes only there.
        assembly.usage(ChatUsage.read(body.get("usage"))
                .or(() -> ChatUsage.read(body.get("x_groq").get("usage")))
                .or(() -> ChatUsage.read(choice.get("usage"))));
    }

    /** What Perplexity and xAI rest an answer on; a stream repeats it, and the last word counts. */
    private void sources(Node body) {
        Node results = body.get("search_results");
        Node sources = results.first().isMissing() ? body.get("citations") : results;
        if (!sources.first().isMissing() && !assembly.isEmpty()) {
            assembly.citeOnly(SOURCES, sources);
        }
    }

    /** Beside a piece or behind the last one, some servers repeat all that was said so far as a message. */
    private void delta(Node choice) {
        Node delta = choice.get("delta");
        said(delta, false);
        inPieces = inPieces || (delta.size() > 0 && !assembly.isEmpty());
        if (!inPieces) {
            said(choice.get("message"), true);
        }
    }

    /** Some servers write "null" where there is no reason yet. */
    private void finish(Node choice) throws ErrorAnswer {
        Node reason = choice.get("finish_reason");
        if (reason.isText("") || reason.isText("null")) {
            return;
        }
        switch (word(reason.text())) {
            case "insufficient_system_resource" -> throw interrupted(529, choice);
            case "error", "abort", "network_error" -> throw interrupted(500, choice);
            default -> assembly.detail("finish", reason);
        }
    }

    /** An answer that the provider broke off, saying so in the place of a reason for its end. */
    private static ErrorAnswer interrupted(int status, Node choice) {
        return new ErrorAnswer(
                new ErrorBody(status, choice.text("finish_reason"), choice.text("native_finish_reason")));
    }

    /** Gateways pass the reasons of others on as they are. */
    private static String word(String reason) {
        String word = reason.toLowerCase(Locale.ROOT);
        return word.startsWith("content_filter") ? "content_filter" : word;
    }

    private void said(Node message, boolean whole) {
        String reasoning = message.text("reasoning_content");
        thinking(reasoning.isEmpty() ? message.text("reasoning") : reasoning);
        for (Node detail : message.get(ReasoningDetails.FIELD)) {
            this.reasoning.add(detail, whole);
        }
        Node content = message.get("content");
        if (content.isText()) {
            text(content.text());
        }
        for (Node part : content) {
            part(part);
        }
        String refusal = message.text("refusal");
        refused |= !refusal.isEmpty();
        text(refusal);
        message.get("annotations").forEach(citation -> assembly.cite(TEXT, citation));
        for (Node call : message.get("tool_calls")) {
            if (whole) {
                calls.whole(call);
            } else {
                calls.delta(call);
            }
        }
    }

    /** Mistral writes its content in parts once it thinks. */
    private void part(Node part) {
        switch (part.text("type")) {
            case "text" -> text(part.text("text"));
            case "thinking" -> {
                thinking(part.text("thinking"));
                for (Node piece : part.get("thinking")) {
                    thinking(piece.text("text"));
                }
            }
            default -> {
                if (part.isObject()) {
                    assembly.other("other " + others++, part.text("type"), part.json());
                }
            }
        }
    }

    private void text(String delta) {
        if (!delta.isEmpty()) {
            assembly.text(TEXT, delta);
        }
    }

    private void thinking(String delta) {
        if (!delta.isEmpty()) {
            assembly.thinking(REASONING, delta);
        }
    }

    @Override
    public Assembly assembly() {
        return assembly;
    }

    @Override
    public boolean isFinished() {
        return done;
    }

    /** Some servers send the usage behind the reason, and never say that they are done. */
    @Override
    public boolean isEnding() {
        return done || (isWhole() && assembly.usage().isPresent());
    }

    @Override
    public boolean isWhole() {
        return done || !assembly.detail("finish").isEmpty();
    }

    /** Some servers say "stop" although they wait for results, or nothing at all. */
    @Override
    public FinishReason finishReason() {
        if (refused) {
            return FinishReason.REFUSAL;
        }
        return switch (word(assembly.detail("finish"))) {
            case "stop",
                    "eos",
                    "eos_token",
                    "complete",
                    "end_turn",
                    "stop_sequence",
                    "tool_calls",
                    "function_call",
                    "tool_use" -> assembly.hasCalls() ? FinishReason.TOOL_CALLS : FinishReason.STOP;
            case "length", "max_tokens", "model_length" -> FinishReason.LENGTH;
            case "content_filter", "refusal", "safety", "prohibited_content", "recitation", "sensitive" ->
                FinishReason.REFUSAL;
            default -> assembly.hasCalls() ? FinishReason.TOOL_CALLS : FinishReason.OTHER;
        };
    }
}
