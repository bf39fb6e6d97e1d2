package dev.agentharness.examples.riskreassessment;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.agentharness.examples.riskreassessment.RiskView.Finding;
import dev.agentharness.model.Content;
import dev.agentharness.model.FinishReason;
import dev.agentharness.model.Message;
import dev.agentharness.model.ModelClient;
import dev.agentharness.model.ModelListener;
import dev.agentharness.model.ModelRequest;
import dev.agentharness.model.ModelResponse;
import dev.agentharness.model.ModelSpec;
import dev.agentharness.model.Price;
import dev.agentharness.model.ToolCall;
import dev.agentharness.model.ToolChoice;
import dev.agentharness.model.ToolSpec;
import dev.agentharness.model.Usage;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * Plays the model where there is no key: no intelligence, only {@link RiskRules} over what the tools returned in the
 * conversation. It knows nothing of the files. Thread-safe.
 */
final class RuleBasedAnalyst implements ModelClient {

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final ModelSpec SPEC = ModelSpec.builder("stand-in", "rule-based-analyst")
            .maxOutputTokens(2_000)
            .price(Price.perMillion("0", "0"))
            .build();

    @Override
    public ModelSpec spec() {
        return SPEC;
    }

    @Override
    public ModelResponse generate(ModelRequest request, ModelListener listener) {
        CaseFile file = CaseFile.of(request.messages());
        boolean mayCall =
                request.toolChoice() != ToolChoice.NONE && !request.tools().isEmpty();
        Message message = Message.assistant(mayCall ? next(file) : List.of(new Content.Text(soFar(file))));
        long output = tokens(message.content().toString());
        if (output > request.maxOutputTokens()) {
            Message cutOff = Message.assistant(List.of());
            return ModelResponse.of(cutOff, FinishReason.LENGTH, usage(request, request.maxOutputTokens()));
        }
        if (!message.text().isEmpty()) {
            listener.onText(message.text());
        }
        return ModelResponse.of(message, mayCall ? FinishReason.TOOL_CALLS : FinishReason.STOP, usage(request, output));
    }

    private static List<Content> next(CaseFile file) {
        if (!file.isRead()) {
            return readEverything(file);
        }
        List<Finding> findings = RiskRules.findings(file);
        if (!file.isAboutVendor()) {
            return calls(file, "give_up", Map.of("reason", "the documents are not about " + file.vendor()));
        }
        if (!file.missing().isEmpty()) {
            return escalates(file, "missing critical input: " + String.join("; ", file.missing()));
        }
        if (file.failure(VendorTools.WRITE_DRAFT).isPresent()) {
            return escalates(file, "the report could not be written");
        }
        if (file.failure("submit").isPresent()) {
            return escalates(file, "the risk view was refused");
        }
        RiskView view = RiskRules.view(findings);
        return file.isDrafted()
                ? calls(file, "submit", view)
                : calls(file, VendorTools.WRITE_DRAFT, new VendorTools.Draft("report.md", report(file.vendor(), view)));
    }

    private static List<Content> readEverything(CaseFile file) {
        List<Content> calls = new ArrayList<>();
        for (String shelf : List.of(DocumentFolder.SOC2, DocumentFolder.INCIDENTS, DocumentFolder.FINANCIALS)) {
            String tool = shelf.equals(DocumentFolder.FINANCIALS) ? VendorTools.READ_FINANCIALS : VendorTools.READ_SOC2;
            for (String name : file.listed(shelf)) {
                calls.add(call(calls.size() + 1, tool, new VendorTools.Document(name)));
            }
        }
        calls.add(call(calls.size() + 1, VendorTools.QUERY_NEWS, new VendorTools.NewsQuery(file.vendor())));
        return calls;
    }

    private static List<Content> escalates(CaseFile file, String question) {
        return List.of(new Content.Text(soFar(file)), call(file.calls() + 1, "escalate", Map.of("question", question)));
    }

    private static String soFar(CaseFile file) {
        List<Finding> findings = RiskRules.findings(file);
        return findings.isEmpty() ? "No findings so far." : "Findings so far:\n" + lines(findings);
    }

    private static List<Content> calls(CaseFile file, String tool, Object arguments) {
        return List.of(call(file.calls() + 1, tool, arguments));
    }

    private static ToolCall call(int number, String tool, Object arguments) {
        try {
            return new ToolCall("call-" + number, tool, JSON.writeValueAsString(arguments));
        } catch (JsonProcessingException e) {
            throw new IllegalStateException(e);
        }
    }

    private static String report(String vendor, RiskView view) {
        return "# Risk view of " + vendor + "\n\nScore " + view.score() + " of 100: " + view.level() + "\n\n"
                + lines(view.findings()) + "\n";
    }

    private static String lines(List<Finding> findings) {
        return findings.stream()
                .map(finding -> "- " + finding.weight() + ": " + finding.text() + " (" + finding.document() + ")")
                .collect(Collectors.joining("\n"));
    }

    private static Usage usage(ModelRequest request, long output) {
        long input = tokens(request.instructions());
        for (ToolSpec tool : request.tools()) {
            input += tokens(tool.name() + tool.description() + tool.inputSchema());
        }
        for (Message message : request.messages()) {
            input += tokens(message.content().toString());
        }
        return Usage.of(input, output);
    }

    /** An estimate, a token for every four characters: there is no tokenizer to ask. */
    private static long tokens(String text) {
        return text.length() / 4;
    }
}
