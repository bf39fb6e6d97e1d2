package dev.agentharness.models;

import dev.agentharness.model.FinishReason;
import dev.agentharness.models.ResponsesOutput.Item;
import java.io.IOException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Answers of OpenAI's Responses API, whole or streamed ("Streaming events" in its reference). A stream says everything
 * three times: in pieces, which the listener hears, when an item is done, which is what counts, and at the end.
 */
final class ResponsesAnswer implements Answer {

    /** What a call was besides its name and arguments; an extra of the call. */
    static final String ITEM = "item";

    /** What is kept of a call in words of our own. */
    private static final Set<String> OF_A_CALL = Set.of("type", "call_id", "name", "arguments");

    /** Items that want an answer of a kind that a harness has not. */
    private static final Set<String> ASKS = Set.of("custom_tool_call", "mcp_approval_request");

    private static final String INCOMPLETE = "incomplete";
    /** The arguments of a call of which nothing else came: the beginning of an object, as others that are cut off have. */
    private static final String BROKEN_OFF = "{";

    private final Assembly assembly;
    private final String origin;
    private final boolean open;
    /** The places of items in the output, by their ids, where a server does not number them. */
    private final Map<String, Integer> places = new HashMap<>();

    private final ResponsesOutput output = new ResponsesOutput();
    private boolean refused;
    private boolean asks;
    private boolean ended;
    private boolean done;

    /**
     * @param open whether the server takes back reasoning that it has not sealed
     */
    ResponsesAnswer(Assembly assembly, String origin, boolean open) {
        this.assembly = assembly;
        this.origin = origin;
        this.open = open;
    }

    @Override
    public void whole(Node body) throws IOException {
        ErrorAnswer.check(body);
        if (!body.get("output").isArray()) {
            throw new BadAnswer("there is no \"output\" in it");
        }
        end(body, "completed");
        done = true;
    }

    @Override
    public void event(String type, byte[] data, int length) throws IOException {
        if (ChatAnswer.isDone(data, length)) {
            done = ended; // some servers say so, and some of them too early
            return;
        }
        Node event = assembly.event(data, length);
        String kind = event.text("type");
        int index = place(event);
        switch (kind.isEmpty() ? type : kind) {
            case "response.created" -> restart(event.get("response"));
            case "response.output_item.added" -> added(index, event.get("item"));
            case "response.output_text.delta" -> more(index, event);
            case "response.output_text.done" -> text(index, event, event.text("text"));
            case "response.refusal.delta" -> {
                refused = true;
                more(index, event);
            }
            case "response.refusal.done" -> {
                refused = true;
                text(index, event, event.text("refusal"));
            }
            case "response.reasoning_summary_text.delta" ->
                thinking(index, event.integer("summary_index", 0), event.text("delta"));
            case "response.reasoning_text.delta" ->
                thinking(index, event.integer("content_index", 0), event.text("delta"));
            case "response.function_call_arguments.delta" -> input(index, event.text("delta"));
            case "response.function_call_arguments.done" -> arguments(index, event.get("arguments"));
            case "response.output_item.done" -> done(index, event.get("item"));
            case "response.completed", "response.done" -> end(event.get("response"), "completed");
            case "response.incomplete" -> end(event.get("response"), INCOMPLETE);
            case "response.failed" -> throw new ErrorAnswer(event.get("response"));
            case "error" -> throw new ErrorAnswer(event);
            default -> ErrorAnswer.check(event); // steps of the provider's own tools, and whatever comes to be
        }
    }

    private int place(Node event) {
        int said = event.integer("output_index", -1);
        if (said >= 0) {
            return said;
        }
        String id = event.text("item_id") + event.get("item").text("id");
        return id.isEmpty() ? said : places.computeIfAbsent(id, unknown -> places.size());
    }

    /** A stream may be spliced by a gateway that asked again: the second beginning is the one that counts. */
    private void restart(Node response) {
        assembly.restart();
        places.clear();
        output.clear();
        refused = false;
        asks = false;
        ended = false;
        begin(response);
    }

    private void begin(Node response) {
        assembly.detail("id", response.get("id"));
        assembly.detail("model", response.get("model"));
    }

    /** Gives the item its place among the others; what is in it counts when it is done. */
    private void added(int index, Node item) {
        if (!item.isObject()) {
            return;
        }
        String type = item.text("type");
        Item begun = output.begun(index, type, id(item));
        switch (type) {
            case ResponsesOutput.MESSAGE -> {} // its text comes first, or there is none
            case ResponsesOutput.REASONING -> assembly.thought(begun);
            case ResponsesOutput.CALL -> {
                if (!begun.whole) {
                    call(begun, item);
                }
            }
            default -> other(begun, item);
        }
    }

    private static String id(Node item) {
        return item.text(item.get("type").isText(ResponsesOutput.CALL) ? "call_id" : "id");
    }

    private Part.Other other(Item key, Node item) {
        String type = item.text("type");
        asks |= ASKS.contains(type);
        return assembly.other(key, type, item.json());
    }

    /** A piece of a text. */
    private void more(int index, Node event) {
        Item message = output.piece(index, ResponsesOutput.MESSAGE);
        assembly.text(textKey(message, event), event.text("delta"));
    }

    /** The end of a text; not every server repeats it in an item. */
    private void text(int index, Node event, String text) {
        Item message = output.at(index, ResponsesOutput.MESSAGE);
        if (!text.isEmpty() && !message.whole) {
            assembly.wholeText(textKey(message, event), text);
        }
    }

    /** What was heard of a text counts where nothing of it is repeated. */
    private void wholeText(Object key, String text) {
        if (text.isEmpty()) {
            assembly.text(key, text);
        } else {
            assembly.wholeText(key, text);
        }
    }

    /** A piece of a call's arguments. */
    private void input(int index, String delta) {
        Item call = output.piece(index, ResponsesOutput.CALL);
        if (!call.whole) {
            assembly.input(call, delta);
        }
    }

    /** The end of a call's arguments, likewise. */
    private void arguments(int index, Node all) {
        String arguments = ToolArguments.given(all, "");
        if (!arguments.isEmpty()) {
            Item call = output.at(index, ResponsesOutput.CALL);
            if (!call.whole) {
                given(assembly.call(call), arguments);
            }
        }
    }

    /** Takes arguments that are given in one piece. None are no arguments: they replace nothing. */
    private static void given(Part.Call call, String arguments) {
        if (!arguments.isEmpty()) {
            call.arguments.setLength(0);
            call.given = arguments;
        }
    }

    private void thinking(int index, int summary, String delta) {
        Item reasoning = output.piece(index, ResponsesOutput.REASONING);
        boolean goesOn = reasoning.summary < 0 || reasoning.summary == summary;
        reasoning.summary = summary;
        assembly.thinking(reasoning, goesOn ? delta : "\n\n" + delta);
    }

    private void done(int index, Node item) {
        if (item.isObject()) {
            item(output.done(index, item.text("type"), id(item)), item);
        }
    }

    private void listed(Node item) {
        if (item.isObject()) {
            output.listed(item.text("type"), id(item)).ifPresent(listed -> item(listed, item));
        }
    }

    private void item(Item key, Node item) {
        key.whole = true;
        switch (item.text("type")) {
            case ResponsesOutput.MESSAGE -> message(key, item);
            case ResponsesOutput.REASONING -> reasoning(key, item);
            case ResponsesOutput.CALL -> call(key, item);
            default -> other(key, item).json = item.json();
        }
    }

    private void message(Item key, Node item) {
        int at = 0;
        for (Node part : item.get("content")) {
            boolean refusal = part.text("type").equals("refusal");
            refused |= refusal;
            wholeText(textKey(key, at++), part.text(refusal ? "refusal" : "text"));
        }
        assembly.other(List.of(key, ResponsesOutput.MESSAGE), ResponsesOutput.MESSAGE, withoutText(item));
    }

    /**
     * What a message was besides its text: its id, phase, citations. The text is in the parts before it, where it can be read
     * and, say, redacted.
     */
    private static String withoutText(Node item) {
        RequestJson json = new RequestJson().object();
        item.forEachMember((name, value) -> {
            if (!name.equals("content")) {
                json.raw(name, value.json());
                return;
            }
            json.array("content");
            for (Node part : value) {
                json.object();
                part.forEachMember((member, of) -> {
                    if (!member.equals("text") && !member.equals("refusal")) {
                        json.raw(member, of.json());
                    }
                });
                json.end();
            }
            json.end();
        });
        return json.end().text();
    }

    /** OpenAI refuses reasoning that is not sealed when it comes back; servers that seal nothing want the text of it. */
    private void reasoning(Item key, Node item) {
        StringBuilder text = new StringBuilder();
        for (Node summary : item.get("summary")) {
            text.append(text.isEmpty() ? "" : "\n\n").append(summary.text("text"));
        }
        for (Node open : item.get("content")) {
            text.append(text.isEmpty() ? "" : "\n\n").append(open.text("text"));
        }
        Part.Thought thought = assembly.thought(key);
        if (!text.isEmpty()) {
            assembly.wholeThinking(key, text.toString());
        }
        if (!item.text("encrypted_content").isEmpty()
                || (open && item.get("content").size() > 0)) {
            thought.signature.setLength(0);
            thought.signature.append(item.json());
            thought.redacted = thought.text.isEmpty();
        }
    }

    private void call(Item key, Node item) {
        Part.Call call = assembly.call(key);
        call.id = otherwise(item.text("call_id"), call.id);
        call.name = otherwise(item.text("name"), call.name);
        given(call, ToolArguments.given(item.get("arguments"), ""));
        if (key.whole) {
            call.extra(origin + "/" + ITEM, item.jsonWithout(OF_A_CALL));
            breakOff(call, item.get("status").isText(INCOMPLETE));
        }
    }

    private static String otherwise(String said, String before) {
        return said.isEmpty() ? before : said;
    }

    /** A call that was cut off before its first argument takes none as little as one that was cut off later. */
    private static void breakOff(Part.Call call, boolean incomplete) {
        if (incomplete && call.arguments().isBlank()) {
            call.given = BROKEN_OFF;
        }
    }

    /**
     * @param otherwise the status, where a server leaves it out
     */
    private void end(Node response, String otherwise) throws IOException {
        ErrorAnswer.checkWithin(response);
        begin(response);
        output.list();
        for (Node item : response.get("output")) {
            listed(item);
        }
        String said = response.text("status");
        String status = said.isEmpty() ? otherwise : said;
        if (!status.startsWith("complete") && !status.equals(INCOMPLETE)) {
            throw new BadAnswer("it is not complete but " + status);
        }
        if (status.equals(INCOMPLETE)) {
            output.open().forEach(call -> breakOff(assembly.call(call), true));
        }
        String reason = response.get("incomplete_details").text("reason");
        assembly.detail("finish", reason.isEmpty() ? status : reason);
        assembly.usage(ResponsesUsage.read(response.get("usage")));
        ended = true;
    }

    private static Object textKey(Item message, Node event) {
        return textKey(message, event.integer("content_index", 0));
    }

    private static Object textKey(Item message, int part) {
        return List.of(message, part);
    }

    @Override
    public Assembly assembly() {
        return assembly;
    }

    @Override
    public boolean isFinished() {
        return done;
    }

    @Override
    public boolean isEnding() {
        return ended;
    }

    @Override
    public boolean isWhole() {
        return ended;
    }

    @Override
    public FinishReason finishReason() {
        return switch (assembly.detail("finish")) {
            case "max_output_tokens", "max_tokens" -> FinishReason.LENGTH;
            case "content_filter" -> FinishReason.REFUSAL;
            case "completed", "complete" ->
                refused ? FinishReason.REFUSAL : assembly.hasCalls() ? FinishReason.TOOL_CALLS : stop();
            default -> FinishReason.OTHER;
        };
    }

    /** It is not done where it waits for something that is not ours to give. */
    private FinishReason stop() {
        return asks ? FinishReason.OTHER : FinishReason.STOP;
    }
}
