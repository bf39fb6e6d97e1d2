package dev.agentharness.examples.riskreassessment;

import dev.agentharness.model.Message;
import dev.agentharness.model.ToolCall;
import dev.agentharness.model.ToolInput;
import dev.agentharness.model.ToolResult;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/** What the stand-in knows: the task, and what came of each call, read off the conversation. Immutable. */
final class CaseFile {

    private static final List<String> CRITICAL =
            List.of(DocumentFolder.SOC2, DocumentFolder.INCIDENTS, DocumentFolder.FINANCIALS);

    private final String task;
    private final Map<ToolCall, ToolResult> answers;

    private CaseFile(String task, Map<ToolCall, ToolResult> answers) {
        this.task = task;
        this.answers = answers;
    }

    static CaseFile of(List<Message> conversation) {
        Map<String, ToolCall> asked = new LinkedHashMap<>();
        Map<ToolCall, ToolResult> answers = new LinkedHashMap<>();
        for (Message message : conversation) {
            message.toolCalls().forEach(call -> asked.put(call.id(), call));
            message.toolResults().forEach(result -> answers.put(asked.get(result.callId()), result));
        }
        return new CaseFile(conversation.get(0).text(), answers);
    }

    String vendor() {
        return input("Vendor:");
    }

    /** The documents on a shelf, as the task lists them. */
    List<String> listed(String shelf) {
        return input("Documents:")
                .lines()
                .filter(line -> line.startsWith(shelf + ": ") && !line.endsWith(": none"))
                .flatMap(line -> List.of(line.substring(shelf.length() + 2).split(", ")).stream())
                .toList();
    }

    /** Whether the reading is done, well or not. */
    boolean isRead() {
        return !answers.isEmpty();
    }

    boolean isDrafted() {
        return answers.keySet().stream().anyMatch(call -> call.name().equals(VendorTools.WRITE_DRAFT));
    }

    int calls() {
        return answers.size();
    }

    /** The texts of a shelf's documents that could be read, by name. */
    Map<String, String> documents(String shelf) {
        Map<String, String> texts = new LinkedHashMap<>();
        for (String name : listed(shelf)) {
            answerAbout(name).filter(answer -> !answer.error()).ifPresent(answer -> texts.put(name, answer.text()));
        }
        return texts;
    }

    /** The critical inputs that are not there, in words; empty if all are. */
    List<String> missing() {
        List<String> missing = new ArrayList<>();
        for (String shelf : CRITICAL) {
            if (listed(shelf).isEmpty()) {
                missing.add("there are no documents in " + shelf + "/");
            }
            for (String name : listed(shelf)) {
                answerAbout(name).filter(ToolResult::error).ifPresent(answer -> missing.add(answer.text()));
            }
        }
        return missing;
    }

    /** Whether any document names the vendor, as far as there are documents. */
    boolean isAboutVendor() {
        String name = vendor().toLowerCase(Locale.ROOT);
        List<String> texts = CRITICAL.stream()
                .flatMap(shelf -> documents(shelf).values().stream())
                .toList();
        return texts.isEmpty()
                || texts.stream().anyMatch(text -> text.toLowerCase(Locale.ROOT).contains(name));
    }

    /** What came of the last call of a tool, if it was called. */
    Optional<ToolResult> last(String tool) {
        return answers.entrySet().stream()
                .filter(answer -> answer.getKey().name().equals(tool))
                .map(Map.Entry::getValue)
                .reduce((one, later) -> later);
    }

    /** Why the last call of a tool failed, if it did. */
    Optional<String> failure(String tool) {
        return last(tool).filter(ToolResult::error).map(ToolResult::text);
    }

    private Optional<ToolResult> answerAbout(String document) {
        return answers.entrySet().stream()
                .filter(answer -> ToolInput.parse(answer.getKey().arguments())
                        .optionalString("document")
                        .filter(document::equals)
                        .isPresent())
                .map(Map.Entry::getValue)
                .findFirst();
    }

    /** An input of the task: the lines under its name. */
    private String input(String name) {
        int start = task.indexOf("\n\n" + name + "\n");
        if (start < 0) {
            return "";
        }
        String rest = task.substring(start + name.length() + 3);
        int end = rest.indexOf("\n\n");
        return end < 0 ? rest : rest.substring(0, end);
    }
}
