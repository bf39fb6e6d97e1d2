package dev.agentharness.examples.riskreassessment;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.agentharness.budget.Budget;
import dev.agentharness.budget.BudgetTracker;
import dev.agentharness.model.Content;
import dev.agentharness.model.Effect;
import dev.agentharness.model.Risk;
import dev.agentharness.model.ToolInput;
import dev.agentharness.tool.Tool;
import dev.agentharness.tool.ToolContext;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@DisplayName("The analyst's tools")
class VendorToolsTest {

    @TempDir
    Path directory;

    private Path folder;
    private Path secret;
    private DocumentFolder documents;
    private RunFolders folders;

    @BeforeEach
    void copy() throws IOException {
        folder = MainJob.documents(directory);
        secret = Files.writeString(directory.resolve("secret.txt"), "secret");
        documents = DocumentFolder.at(folder);
        folders = RunFolders.under(directory.resolve("runs"));
    }

    @Test
    @DisplayName("declare what they can do")
    void declarations() {
        Tool soc2 = VendorTools.readSoc2(documents);
        Tool financials = VendorTools.readFinancials(documents);
        Tool news = VendorTools.queryNews(URI.create("http://127.0.0.1:1/news"));
        Tool draft = VendorTools.writeDraft(folders);

        assertThat(Stream.of(soc2, financials, news, draft)
                        .map(tool -> tool.spec().effect()))
                .containsExactly(Effect.READ_ONLY, Effect.READ_ONLY, Effect.READ_ONLY, Effect.IDEMPOTENT);
        assertThat(Stream.of(soc2, financials, news, draft)
                        .map(tool -> tool.spec().risk()))
                .containsExactly(Risk.INTERNAL_READ, Risk.INTERNAL_READ, Risk.EXTERNAL_READ, Risk.WRITE);
    }

    @Test
    @DisplayName("read SOC 2 reports and incident records with one tool, filings with another")
    void shelves() throws Exception {
        assertThat(read(VendorTools.readSoc2(documents), "soc2-type2-2025.txt")).contains("Opinion");
        assertThat(read(VendorTools.readSoc2(documents), "inc-2025-014.txt")).contains("Severity");
        assertThat(read(VendorTools.readFinancials(documents), "annual-2025.txt"))
                .contains("Net income");
        assertThatThrownBy(() -> read(VendorTools.readFinancials(documents), "inc-2025-014.txt"))
                .hasMessage("there is no document 'inc-2025-014.txt'; there are [annual-2025.txt]");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "../../etc/passwd",
                "/etc/passwd",
                "../../secret.txt",
                "../incidents/inc-2025-014.txt",
                "soc2/soc2-type2-2025.txt",
                ".",
                "..",
                "",
                "link.txt",
                "no\u0000name"
            })
    @DisplayName("read nothing but the documents that are there")
    void hostileRead(String name) throws Exception {
        Files.createSymbolicLink(folder.resolve("soc2/link.txt"), secret);

        assertThatThrownBy(() -> read(VendorTools.readSoc2(documents), name))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageStartingWith("there is no document '" + name + "'");
    }

    @Test
    @DisplayName("do not follow a shelf that is a link")
    void linkedShelf() throws Exception {
        Path elsewhere = Files.createDirectory(directory.resolve("elsewhere"));
        Files.move(secret, elsewhere.resolve("secret.txt"));
        Files.delete(folder.resolve("financials/annual-2025.txt"));
        Files.delete(folder.resolve("financials"));
        Files.createSymbolicLink(folder.resolve("financials"), elsewhere);

        assertThatThrownBy(() -> read(VendorTools.readFinancials(documents), "secret.txt"))
                .hasMessageStartingWith("there is no document 'secret.txt'");
    }

    @Test
    @DisplayName("refuse a document that is too long")
    void tooLong() throws Exception {
        Files.writeString(folder.resolve("soc2/long.txt"), "x".repeat(70_000));

        assertThatThrownBy(() -> read(VendorTools.readSoc2(documents), "long.txt"))
                .hasMessage("document 'long.txt' is longer than 65536 bytes");
    }

    @Test
    @DisplayName("write a report into the run's own folder")
    void write() throws Exception {
        String told = write("report.md", "# Fine");

        assertThat(told).isEqualTo("Written: report.md");
        assertThat(directory.resolve("runs/run-1/report.md")).hasContent("# Fine");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "../report.md",
                "../../secret.txt",
                "/tmp/report.md",
                "a/report.md",
                "a\\report.md",
                "trace.log",
                ".hidden.md",
                "..md",
                "",
                "report.md\n",
                "linked.md",
                "no\u0000name.md"
            })
    @DisplayName("write nowhere else")
    void hostileWrite(String name) throws Exception {
        Files.createSymbolicLink(folders.of("run-1").resolve("linked.md"), secret);
        List<Path> before = files();

        assertThatThrownBy(() -> write(name, "overwritten")).isInstanceOf(IllegalArgumentException.class);

        assertThat(files()).isEqualTo(before);
        assertThat(secret).hasContent("secret");
    }

    @Test
    @DisplayName("refuse a report that is empty or endless")
    void reportSize() {
        assertThatThrownBy(() -> write("report.md", " ")).hasMessageContaining("1 to 20000 characters");
        assertThatThrownBy(() -> write("report.md", "x".repeat(20_001))).hasMessageContaining("this one has 20001");
    }

    @Test
    @DisplayName("find the news about the vendor that is asked for")
    void news() throws Exception {
        Files.writeString(folder.resolve("news/other.txt"), "2025-10-01, The Ledger: Acme & Sons fined");
        try (NewsService service = NewsService.start(folder.resolve("news"))) {
            Tool tool = VendorTools.queryNews(service.address());

            assertThat(query(tool, "Acme & Sons", "run-1")).isEqualTo("2025-10-01, The Ledger: Acme & Sons fined");
            assertThat(query(tool, "northgate hosting", "run-1").lines()).hasSize(2);
            assertThat(query(tool, "Nobody", "run-1")).isEqualTo("no news about Nobody");
        }
    }

    @Test
    @DisplayName("query the news three times a run and not more")
    void rateLimit() throws Exception {
        try (NewsService service = NewsService.start(folder.resolve("news"))) {
            Tool tool = VendorTools.queryNews(service.address());
            for (int i = 0; i < 3; i++) {
                query(tool, "Northgate Hosting", "run-1");
            }

            assertThatThrownBy(() -> query(tool, "Northgate Hosting", "run-1"))
                    .hasMessageContaining("takes 3 queries a run");
            assertThat(query(tool, "Northgate Hosting", "run-2")).isNotEmpty();
        }
    }

    private List<Path> files() throws IOException {
        try (Stream<Path> files = Files.walk(directory)) {
            return files.sorted().toList();
        }
    }

    private static String read(Tool tool, String document) throws Exception {
        return call(tool, Map.of("document", document), "run-1");
    }

    private String write(String file, String text) throws Exception {
        return call(VendorTools.writeDraft(folders), Map.of("file", file, "text", text), "run-1");
    }

    private static String query(Tool tool, String vendor, String runId) throws Exception {
        return call(tool, Map.of("vendor", vendor), runId);
    }

    private static String call(Tool tool, Map<String, String> arguments, String runId) throws Exception {
        BudgetTracker budget = BudgetTracker.root("run", Budget.standard(), Clock.systemUTC());
        ToolInput input = ToolInput.parse(new ObjectMapper().writeValueAsString(arguments));
        return ((Content.Text) tool.call(input, new ToolContext(runId, "call-1", Instant.MAX, budget))
                        .content()
                        .get(0))
                .text();
    }
}
