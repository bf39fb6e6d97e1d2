package dev.agentharness.examples;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import dev.agentharness.journal.InMemoryJournal;
import dev.agentharness.journal.Journal;
import dev.agentharness.journals.FileMemoryStore;
import dev.agentharness.memory.MemoryEntry;
import dev.agentharness.memory.MemoryStatus;
import dev.agentharness.model.ModelClient;
import dev.agentharness.model.ModelListener;
import dev.agentharness.model.ModelRequest;
import dev.agentharness.model.ModelResponse;
import dev.agentharness.model.ModelSpec;
import dev.agentharness.model.ScriptedModel;
import dev.agentharness.model.ToolResult;
import dev.agentharness.run.Outcome;
import dev.agentharness.run.RunEvent;
import dev.agentharness.run.RunResult;
import io.opentelemetry.sdk.common.CompletableResultCode;
import io.opentelemetry.sdk.trace.data.SpanData;
import io.opentelemetry.sdk.trace.export.SpanExporter;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@DisplayName("The small examples")
class SmallExamplesTest {

    private static final String CALL = """
            {"type":"message","id":"m1","role":"assistant","model":"m","stop_reason":"tool_use",
             "content":[{"type":"tool_use","id":"t1","name":"weather","input":{"name":"Oslo"}}],
             "usage":{"input_tokens":100,"output_tokens":20}}""";
    private static final String ANSWER = """
            {"type":"message","id":"m2","role":"assistant","model":"m","stop_reason":"end_turn",
             "content":[{"type":"text","text":"Yes, take one."}],"usage":{"input_tokens":140,"output_tokens":10}}""";

    @Test
    @DisplayName("say hello, as a program of its own with nothing but the environment's variables")
    void hello() throws Exception {
        Queue<String> answers = new ConcurrentLinkedQueue<>(List.of(CALL, ANSWER));
        Queue<String> requests = new ConcurrentLinkedQueue<>();
        HttpServer provider = provider(answers, requests);

        String printed = run(
                HelloHarness.class,
                Map.of(
                        "ANTHROPIC_API_KEY", "secret",
                        "ANTHROPIC_MODEL", "m",
                        "ANTHROPIC_BASE_URL",
                                "http://127.0.0.1:" + provider.getAddress().getPort()));

        provider.stop(0);
        assertThat(printed).startsWith("Yes, take one.").contains("completed after 2 turns, 1 tool calls, 270 tokens");
        assertThat(requests).last().asString().contains("Oslo: 4 °C, rain");
    }

    @Test
    @DisplayName("trace a run and its sub-agent as one")
    void traced() {
        List<SpanData> spans = new ArrayList<>();

        TracedRun.run(new SpanExporter() {
            @Override
            public CompletableResultCode export(Collection<SpanData> ended) {
                spans.addAll(ended);
                return CompletableResultCode.ofSuccess();
            }

            @Override
            public CompletableResultCode flush() {
                return CompletableResultCode.ofSuccess();
            }

            @Override
            public CompletableResultCode shutdown() {
                return CompletableResultCode.ofSuccess();
            }
        });

        assertThat(spans)
                .extracting(SpanData::getName)
                .contains(
                        "invoke_agent",
                        "execute_tool meteorologist",
                        "invoke_agent meteorologist",
                        "execute_tool weather");
        assertThat(spans)
                .extracting(SpanData::getTraceId)
                .containsOnly(spans.get(0).getTraceId());
    }

    @Test
    @DisplayName("say which variable is missing")
    void helloWithoutKey() throws Exception {
        assertThat(run(HelloHarness.class, Map.of("ANTHROPIC_MODEL", "m"))).contains("ANTHROPIC_API_KEY");
    }

    @Test
    @DisplayName("work on in a window that is far too small for the whole work")
    void longRun() throws Exception {
        assertThat(run(LongRun.class, Map.of()))
                .contains("compacted (70 % of the window)", "It is page 25.")
                .contains("Find the page about 1925. Never touch page 13.");
    }

    @Test
    @DisplayName("use the methods of an object as tools, for real and as a rehearsal")
    void annotatedTools() {
        List<ToolResult> results = results(AnnotatedTools.book(false));
        assertThat(results)
                .extracting(ToolResult::text)
                .containsExactly(
                        "[12]",
                        "The arguments do not fit: 'room' must be a whole number but is \"12\"; "
                                + "'night' must be a date such as 2026-01-31 but is \"tomorrow\"",
                        "Room 12 is booked for Ada on 2027-03-01");

        assertThat(results(AnnotatedTools.book(true)).get(2).text()).contains("dry run");
    }

    private static List<ToolResult> results(RunResult result) {
        return result.transcript().stream()
                .flatMap(message -> message.toolResults().stream())
                .toList();
    }

    @Test
    @DisplayName("use tools of one's own")
    void customTool() {
        RunResult result = CustomTool.restock();

        assertThat(result.isCompleted()).isTrue();
        assertThat(result.transcript().get(2).toolResults().get(0).text()).isEqualTo("12 left");
        assertThat(result.transcript().get(4).toolResults().get(0).text())
                .startsWith("Ordered 100 of M4 screw under ")
                .contains(result.runId());
    }

    @Test
    @DisplayName("have a person approve after a restart, with other arguments, once")
    void approvalAfterRestart() {
        Journal journal = new InMemoryJournal();

        RunResult result = ApprovalAfterRestart.run(journal);

        assertThat(result.answer()).isEqualTo("Ann has her 4,000.");
        assertThat(result.transcript().get(2).toolResults().get(0).text()).endsWith("Sent 4000 to Ann");
        assertThat(journal.read(result.runId()))
                .filteredOn(RunEvent.CallStarted.class::isInstance)
                .hasSize(1);
    }

    @Test
    @DisplayName("have a sub-agent go on, after a restart, with what a person allowed it")
    void delegatedApproval() {
        List<String> done = new ArrayList<>();

        RunResult result = new DelegatedApproval(new InMemoryJournal(), done).run();

        assertThat(result.answer()).isEqualTo("You have a seat to Oslo.");
        assertThat(result.transcript().get(2).toolResults().get(0).text()).isEqualTo("Booked and paid.");
        assertThat(done)
                .containsExactly(
                        "[travel] wants pay{\"to\":\"Oslo\"}: it is paid at once", "reserved Oslo", "paid Oslo");
    }

    @Test
    @DisplayName("ask another model where one is silent")
    void hedgedRun() {
        ModelClient silent = new ModelClient() {
            @Override
            public ModelSpec spec() {
                return ModelSpec.builder("test", "silent").build();
            }

            @Override
            public ModelResponse generate(ModelRequest request, ModelListener listener) throws InterruptedException {
                new CountDownLatch(1).await();
                throw new AssertionError("never gets here");
            }
        };

        RunResult result = HedgedRun.run(silent, ScriptedModel.of(ScriptedModel.says("Yes.")), Duration.ofMillis(1));

        assertThat(result.answer()).isEqualTo("Yes.");
        assertThat(result.spend().tokens()).isGreaterThan(4_000);
    }

    @Test
    @DisplayName("learn from one another, and not from a page that lies")
    void learningRuns(@TempDir Path folder) {
        try (FileMemoryStore store = FileMemoryStore.open(folder.resolve("memory.jsonl"))) {
            List<RunResult> results = LearningRuns.runs(store);

            assertThat(results).allMatch(RunResult::isCompleted);
            assertThat(results.get(0).state().recalled()).isEmpty();
            assertThat(results.get(1).state().recalled().orElseThrow())
                    .contains("deploy-window@1", "Deploys happen on Tuesdays, 10 to 12.");
            assertThat(results.get(1).transcript().get(2).toolResults().get(0).text())
                    .contains("Deploys happen on Tuesdays, 10 to 12.");
            List<String> told = results.get(2).transcript().stream()
                    .flatMap(message -> message.toolResults().stream())
                    .map(ToolResult::text)
                    .toList();
            assertThat(told.get(1)).startsWith("Quarantined as deploy-window@2");
            assertThat(told.get(2)).isEqualTo("Refused: 'on-call' is pinned: only a person can change it.");
        }
        try (FileMemoryStore store = FileMemoryStore.open(folder.resolve("memory.jsonl"))) {
            assertThat(LearningRuns.review(store)).extracting(MemoryEntry::id).containsExactly("deploy-window@2");
            assertThat(store.withStatus(MemoryStatus.COMMITTED))
                    .extracting(MemoryEntry::id)
                    .containsExactly("on-call@1", "deploy-window@1");
        }
    }

    @Test
    @DisplayName("show each of the eight endings once")
    void eightEndings() {
        List<RunResult> results = EightEndings.all();

        long shown = results.stream()
                .map(result -> result.outcome().getClass())
                .distinct()
                .count();
        int all = Outcome.class.getPermittedSubclasses().length;
        System.out.println("evidence: outcomes.shown = " + shown + " of " + all);
        assertThat(shown).isEqualTo(all);
        assertThat(results).allSatisfy(result -> {
            assertThat(result.outcome().reason()).isNotBlank();
            assertThat(result.transcript()).isNotEmpty();
        });
    }

    private static HttpServer provider(Queue<String> answers, Queue<String> requests) throws IOException {
        HttpServer server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/v1/messages", exchange -> {
            requests.add(new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8));
            byte[] body = answers.remove().getBytes(StandardCharsets.UTF_8);
            exchange.getResponseHeaders().set("content-type", "application/json");
            exchange.sendResponseHeaders(200, body.length);
            exchange.getResponseBody().write(body);
            exchange.close();
        });
        server.start();
        return server;
    }

    /** What the program prints, errors included, in an environment of these variables only. */
    private static String run(Class<?> program, Map<String, String> variables) throws Exception {
        ProcessBuilder builder = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-Dfile.encoding=UTF-8",
                        "-cp",
                        System.getProperty("java.class.path"),
                        program.getName())
                .redirectErrorStream(true);
        builder.environment().clear();
        builder.environment().putAll(variables);
        Process process = builder.start();
        String printed = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        process.waitFor();
        return printed;
    }
}
