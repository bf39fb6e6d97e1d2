package dev.agentharness.examples;

import dev.agentharness.Harness;
import dev.agentharness.budget.Budget;
import dev.agentharness.budget.Limit;
import dev.agentharness.cache.Stability;
import dev.agentharness.compaction.Compaction;
import dev.agentharness.compaction.Compactor;
import dev.agentharness.compaction.Trigger;
import dev.agentharness.context.ContextBuilder;
import dev.agentharness.context.ContextSection;
import dev.agentharness.context.Primer;
import dev.agentharness.model.Content;
import dev.agentharness.model.FinishReason;
import dev.agentharness.model.Message;
import dev.agentharness.model.ModelClient;
import dev.agentharness.model.ModelListener;
import dev.agentharness.model.ModelRequest;
import dev.agentharness.model.ModelResponse;
import dev.agentharness.model.ModelSpec;
import dev.agentharness.model.ScriptedModel;
import dev.agentharness.model.ToolCall;
import dev.agentharness.model.Usage;
import dev.agentharness.run.RunEvent;
import dev.agentharness.run.RunListener;
import dev.agentharness.run.RunResult;
import dev.agentharness.tool.ArtefactStore;
import dev.agentharness.tool.Tool;
import dev.agentharness.tools.Tools;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

/** Work that outgrows the context window: what is shown, what is cached, and how the conversation is kept short. */
public final class LongRun {

    record Page(int number) {}

    // tag::context[]
    /** Fixed text first, what changes slowly before the conversation, what is fresh behind it. */
    static ContextBuilder context(Inbox inbox) {
        return ContextBuilder.with(
                ContextSection.fixed("house rules", "Never delete a record."),
                ContextSection.progressFile("notes/progress.md"),
                ContextSection.of("inbox", Stability.VOLATILE, state -> inbox.news()));
    }
    // end::context[]

    // tag::compaction[]
    /** Every twenty minutes or at 70 % of the window, whatever comes first. */
    static Compaction compaction(ModelClient cheaperModel) {
        return Compaction.builder()
                .when(Trigger.every(Duration.ofMinutes(20)), Trigger.window(0.7))
                .by(Compactor.clearResults(3), Compactor.dropSuperseded(), Compactor.summarise(cheaperModel, 3))
                .build();
    }
    // end::compaction[]

    /** Something that has news now and then. */
    interface Inbox {
        String news();
    }

    static RunResult run(ModelClient model, ModelClient summariser, RunListener listener) {
        Tool read = Tools.readOnly(
                "read_page",
                "A page of the archive",
                Page.class,
                (page, call) -> "Page " + page.number() + ". " + "It is about the year " + (1900 + page.number())
                        + ". ".repeat(2_000));
        // tag::harness[]
        Harness harness = Harness.builder()
                .model(model)
                .tools(read)
                .context(context(() -> "[No news.]"))
                .compaction(compaction(summariser))
                .primer(Primer.environment(Path.of("src")))
                .artefacts(ArtefactStore.inMemory(10_000_000))
                .budget(Budget.of(Limit.turns(200), Limit.tokens(5_000_000)))
                .listener(listener)
                .build();
        // end::harness[]
        return harness.run("Find the page about 1925. Never touch page 13.");
    }

    public static void main(String[] args) {
        RunResult result = run(new Reader(), new Summariser(), (runId, event) -> {
            if (event instanceof RunEvent.Compacted compacted) {
                System.out.println("compacted (" + compacted.trigger() + "): " + compacted.before() + " -> "
                        + compacted.after() + " characters");
            }
        });
        System.out.println(result.answer());
        System.out.println(result.state().compactions().count() + " compactions; still in the context: "
                + result.state().task().text().lines().findFirst().orElse(""));
    }

    /** Plays a model with a small window that reads one page after the other. */
    private static final class Reader implements ModelClient {
        private int page;

        @Override
        public ModelSpec spec() {
            return ModelSpec.builder("stand-in", "reader").contextWindow(20_000).build();
        }

        @Override
        public ModelResponse generate(ModelRequest request, ModelListener listener) {
            page++;
            List<Content> said = page > 25
                    ? List.of(new Content.Text("It is page 25."))
                    : List.of(
                            new Content.Text("Page " + (page - 1) + " is not it."),
                            new ToolCall("call-" + page, "read_page", "{\"number\":" + page + "}"));
            long characters = request.messages().stream()
                    .mapToLong(message -> message.toString().length())
                    .sum();
            return ModelResponse.of(
                    Message.assistant(said),
                    page > 25 ? FinishReason.STOP : FinishReason.TOOL_CALLS,
                    Usage.of(characters / 4, 20));
        }
    }

    /** Plays a model that writes records. */
    private static final class Summariser implements ModelClient {
        @Override
        public ModelSpec spec() {
            return ModelSpec.builder("stand-in", "summariser").build();
        }

        @Override
        public ModelResponse generate(ModelRequest request, ModelListener listener) {
            return ScriptedModel.of(
                            ScriptedModel.calls("record", "{\"goal\":\"find the page about 1925\",\"facts\":[]}"))
                    .generate(request, listener);
        }
    }
}
