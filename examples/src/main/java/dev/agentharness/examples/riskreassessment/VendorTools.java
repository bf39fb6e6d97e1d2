package dev.agentharness.examples.riskreassessment;

import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import dev.agentharness.model.Effect;
import dev.agentharness.model.Risk;
import dev.agentharness.tool.Tool;
import dev.agentharness.tools.Tools;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** The four things that the analyst may do. */
final class VendorTools {

    static final String READ_SOC2 = "read_soc2";
    static final String READ_FINANCIALS = "read_financials";
    static final String QUERY_NEWS = "query_news";
    static final String WRITE_DRAFT = "write_draft";

    /** A document can be long; this much of it fits beside the others into the budget. */
    private static final int MAX_CHARS = 2_000;

    private static final int MAX_QUERIES = 3;

    record Document(
            @JsonPropertyDescription("Its name, as listed") String document) {}

    record NewsQuery(String vendor) {}

    record Draft(
            @JsonPropertyDescription("A file name such as report.md")
            String file,

            String text) {}

    private VendorTools() {}

    static Tool readSoc2(DocumentFolder documents) {
        return Tools.builder(READ_SOC2, "Reads a SOC 2 report or an incident record.", Document.class)
                .effect(Effect.READ_ONLY)
                .risk(Risk.INTERNAL_READ)
                .maxOutputChars(MAX_CHARS)
                .build((asked, context) ->
                        documents.read(asked.document(), DocumentFolder.SOC2, DocumentFolder.INCIDENTS));
    }

    static Tool readFinancials(DocumentFolder documents) {
        return Tools.builder(READ_FINANCIALS, "Reads a financial filing.", Document.class)
                .effect(Effect.READ_ONLY)
                .risk(Risk.INTERNAL_READ)
                .maxOutputChars(MAX_CHARS)
                .build((asked, context) -> documents.read(asked.document(), DocumentFolder.FINANCIALS));
    }

    /** Asks the news service, a few times a run at most. */
    static Tool queryNews(URI service) {
        HttpClient http = HttpClient.newHttpClient();
        Map<String, Integer> queries = new ConcurrentHashMap<>();
        return Tools.builder(QUERY_NEWS, "Finds news about a vendor, one item a line.", NewsQuery.class)
                .effect(Effect.READ_ONLY)
                .risk(Risk.EXTERNAL_READ)
                .timeout(Duration.ofSeconds(10))
                .maxOutputChars(MAX_CHARS)
                .build((query, context) -> {
                    if (queries.merge(context.runId(), 1, Integer::sum) > MAX_QUERIES) {
                        throw new IllegalStateException("the news service takes " + MAX_QUERIES
                                + " queries a run and has had them; go on with what you have");
                    }
                    return ask(http, service, query.vendor());
                });
    }

    private static String ask(HttpClient http, URI service, String vendor) throws Exception {
        URI address = URI.create(service + "?vendor=" + URLEncoder.encode(vendor, StandardCharsets.UTF_8));
        HttpResponse<String> response =
                http.send(HttpRequest.newBuilder(address).build(), HttpResponse.BodyHandlers.ofString());
        if (response.statusCode() != 200) {
            throw new IllegalStateException("the news service answers with status " + response.statusCode());
        }
        return response.body().isBlank() ? "no news about " + vendor : response.body();
    }

    /** Writes into the folder of the run that calls it. */
    static Tool writeDraft(RunFolders folders) {
        return Tools.idempotent(
                WRITE_DRAFT,
                "Writes a report in Markdown, in place of an earlier one of that name.",
                Risk.WRITE,
                Draft.class,
                (draft, context) -> "Written: "
                        + folders.writeReport(context.runId(), draft.file(), draft.text())
                                .getFileName());
    }
}
