package dev.agentharness.models;

import static com.github.tomakehurst.wiremock.client.WireMock.aResponse;
import static com.github.tomakehurst.wiremock.client.WireMock.any;
import static com.github.tomakehurst.wiremock.client.WireMock.anyUrl;
import static com.github.tomakehurst.wiremock.core.WireMockConfiguration.options;
import static org.assertj.core.api.Assertions.assertThat;

import com.github.tomakehurst.wiremock.WireMockServer;
import com.github.tomakehurst.wiremock.extension.ResponseTransformerV2;
import com.github.tomakehurst.wiremock.http.Response;
import com.github.tomakehurst.wiremock.stubbing.ServeEvent;
import dev.agentharness.Harness;
import dev.agentharness.budget.Budget;
import dev.agentharness.budget.Limit;
import dev.agentharness.model.Effect;
import dev.agentharness.model.ModelClient;
import dev.agentharness.model.ModelException.Kind;
import dev.agentharness.model.ModelSpec;
import dev.agentharness.model.ToolOutput;
import dev.agentharness.model.ToolSpec;
import dev.agentharness.models.RealFaults.RealFault;
import dev.agentharness.recovery.RecoveryPolicy;
import dev.agentharness.run.Outcome;
import dev.agentharness.run.RunEvent;
import dev.agentharness.run.RunListener;
import dev.agentharness.run.RunResult;
import dev.agentharness.tool.Tool;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/**
 * Runs a harness against a real model behind a proxy that spoils one of its two answers, the call of a tool or the text
 * that follows; see {@link RealServerTest} for what it needs. Nothing here waits for a time to pass.
 */
@DisplayName("A run on a real server behind a bad proxy")
class RealFaultsTest {

    private static final List<Wire> WIRES = List.of(Wire.CHAT, Wire.RESPONSES, Wire.MESSAGES);
    private static final int ANSWERS = 2;
    /** Which run a request belongs to, for the proxy to know. */
    private static final String RUN = "x-run";

    private final List<String> wrong = new ArrayList<>();
    private final List<Callable<String>> runs = new ArrayList<>();

    @Test
    void completes_or_ends_because_words_were_told_and_tells_none_twice() throws Exception {
        Spoiler spoiler = new Spoiler();
        WireMockServer proxy = new WireMockServer(options().dynamicPort().extensions(spoiler));
        proxy.start();
        ExecutorService threads = Executors.newFixedThreadPool(4);
        try (LlamaServer server = LlamaServer.orSkip("real-server.faults")) {
            proxy.stubFor(any(anyUrl()).willReturn(aResponse().proxiedFrom(server.address())));
            for (Wire wire : WIRES) {
                for (int spoiled = 0; spoiled < ANSWERS; spoiled++) {
                    for (RealFault fault : RealFaults.all()) {
                        add(fault, wire, true, spoiled, spoiler, proxy);
                        if (!fault.streamsOnly()) {
                            add(fault, wire, false, spoiled, spoiler, proxy);
                        }
                    }
                    for (boolean reset : List.of(true, false)) {
                        int which = spoiled;
                        runs.add(() -> brokenOff(wire, which, reset, proxy));
                    }
                }
            }
            for (Future<String> faults : threads.invokeAll(runs)) {
                if (!faults.get().isEmpty()) {
                    wrong.add(faults.get());
                }
            }
        } finally {
            threads.shutdownNow();
            proxy.stop();
        }

        System.out.println(
                "evidence: real-server.faults = " + (runs.size() - wrong.size()) + " of " + runs.size() + " survived");
        assertThat(wrong).isEmpty();
    }

    private void add(RealFault fault, Wire wire, boolean streamed, int spoiled, Spoiler spoiler, WireMockServer proxy) {
        String id = Integer.toString(runs.size());
        runs.add(() -> {
            Spoiling spoiling = new Spoiling(fault, wire, spoiled, new AtomicInteger());
            spoiler.byRun.put(id, spoiling);
            String faults = run(
                    wire.builder().header(RUN, id).baseUrl(proxy.baseUrl()).streaming(streamed),
                    spoiled,
                    fault.harmless().on(wire, streamed),
                    spoiling.requests());
            return faults.isEmpty()
                    ? ""
                    : fault + ", " + wire + (streamed ? ", streamed" : "") + ", answer " + spoiled + ": " + faults;
        });
    }

    /** What WireMock cannot do: half of a real answer goes through, then the connection breaks. */
    private static String brokenOff(Wire wire, int spoiled, boolean reset, WireMockServer proxy) throws Exception {
        AtomicInteger requests = new AtomicInteger();
        HttpClient http = HttpClient.newHttpClient();
        try (RawServer front = new RawServer(exchange -> {
            String path = exchange.head.split(" ")[1];
            HttpResponse<byte[]> real = http.send(
                    HttpRequest.newBuilder(URI.create(proxy.baseUrl() + path))
                            .header("content-type", "application/json")
                            .POST(HttpRequest.BodyPublishers.ofString(exchange.body))
                            .build(),
                    HttpResponse.BodyHandlers.ofByteArray());
            byte[] body = real.body();
            exchange.send("HTTP/1.1 200 OK\r\ncontent-type: text/event-stream\r\ncontent-length: " + body.length
                    + "\r\n\r\n");
            if (requests.getAndIncrement() != spoiled) {
                exchange.send(body);
                return;
            }
            exchange.send(Arrays.copyOf(body, body.length / 2));
            if (reset) {
                exchange.reset();
            } else {
                exchange.hangUp();
            }
        })) {
            String faults = run(wire.builder().baseUrl(front.url()), spoiled, false, requests);
            return faults.isEmpty() ? "" : "broken off, " + wire + ", answer " + spoiled + ": " + faults;
        }
    }

    /** Runs into the fault and says what is wrong with how that ended. */
    private static String run(HttpModelBuilder<?> builder, int spoiled, boolean harmless, AtomicInteger requests)
            throws IOException {
        ModelClient model = builder.spec(ModelSpec.builder("local", "tiny")
                        .contextWindow(8_192)
                        .maxOutputTokens(128)
                        .build())
                .timeout(Duration.ofHours(1))
                .build();
        AtomicInteger sums = new AtomicInteger();
        Tool sum = Tool.of(
                ToolSpec.builder("get-sum", "Adds two whole numbers.")
                        .inputSchema("{\"type\":\"object\",\"properties\":{\"a\":{\"type\":\"integer\"},"
                                + "\"b\":{\"type\":\"integer\"}},\"required\":[\"a\",\"b\"]}")
                        .effect(Effect.READ_ONLY)
                        .build(),
                (input, context) -> {
                    sums.incrementAndGet();
                    return ToolOutput.text("The sum of 12 and 30 is 42.");
                });
        Heard heard = new Heard();

        RunResult result = Harness.builder()
                .model(model)
                .tools(sum)
                .controlTools(false)
                .budget(Budget.of(Limit.tokens(100_000), Limit.turns(5), Limit.time(Duration.ofHours(1))))
                .recovery(RecoveryPolicy.exponential(2, Duration.ofNanos(1)))
                .listener(heard)
                .build()
                .run("What is 12 plus 30?");

        boolean completed = result.outcome() instanceof Outcome.Completed;
        boolean told = heard.failures.equals(List.of(Kind.INTERRUPTED_STREAM)) && !heard.text.isEmpty();
        int asked = completed && !harmless ? ANSWERS + 1 : completed ? ANSWERS : spoiled + 1;
        boolean fine = completed
                ? heard.text.toString().equals(result.answer())
                        && sums.get() == 1
                        && heard.failures.size() == (harmless ? 0 : 1)
                : told && !harmless;
        return fine && requests.get() == asked
                ? ""
                : result.outcome() + " after " + heard.failures + " and " + requests + " requests, told '" + heard.text
                        + "', answered '" + result.answer() + "', " + sums + " sums";
    }

    /** What one run is to meet. */
    private record Spoiling(RealFault fault, Wire wire, int spoiled, AtomicInteger requests) {}

    /** The proxy's hand on its answers. */
    private static final class Spoiler implements ResponseTransformerV2 {
        private final Map<String, Spoiling> byRun = new ConcurrentHashMap<>();

        @Override
        public Response transform(Response real, ServeEvent event) {
            String run = event.getRequest().getHeader(RUN);
            Spoiling spoiling = run == null ? null : byRun.get(run);
            if (spoiling == null || spoiling.requests.getAndIncrement() != spoiling.spoiled) {
                return real;
            }
            return spoiling.fault.injection().into(real, spoiling.wire);
        }

        @Override
        public String getName() {
            return "spoiler";
        }
    }

    private static final class Heard implements RunListener {
        private final StringBuilder text = new StringBuilder();
        private final List<Kind> failures = new ArrayList<>();

        @Override
        public void onEvent(String runId, RunEvent event) {
            if (event instanceof RunEvent.ModelFailed failed) {
                failures.add(failed.kind());
            }
        }

        @Override
        public void onDelta(String runId, String delta) {
            text.append(delta);
        }
    }
}
