package dev.agentharness.examples;

import dev.agentharness.Harness;
import dev.agentharness.model.Effect;
import dev.agentharness.model.Risk;
import dev.agentharness.model.ScriptedModel;
import dev.agentharness.model.ToolInput;
import dev.agentharness.model.ToolOutput;
import dev.agentharness.model.ToolSpec;
import dev.agentharness.run.RunResult;
import dev.agentharness.run.Verdict;
import dev.agentharness.tool.Tool;
import dev.agentharness.tool.ToolContext;
import dev.agentharness.tools.Tools;
import java.util.Map;
import java.util.Optional;

/** Two tools of one's own: one made of a record and a lambda, one that implements {@link Tool}. */
public final class CustomTool {

    private static final Map<String, Integer> STOCK = Map.of("M4 screw", 12);

    // tag::lambda[]
    record Order(String part, int count) {}

    /** Made of a record and a lambda. */
    static Tool orderPart() {
        return Tools.nonIdempotent(
                "order_part",
                "Orders a part from the supplier",
                Risk.FINANCIAL,
                Order.class,
                (order, call) ->
                        "Ordered " + order.count() + " of " + order.part() + " under " + call.idempotencyKey());
    }
    // end::lambda[]

    // tag::class[]
    /** Made by hand. */
    static final class StockLevel implements Tool {
        private static final ToolSpec SPEC = ToolSpec.builder("stock_level", "How many of a part are in stock")
                .inputSchema("""
                        {"type":"object","properties":{"part":{"type":"string"}},"required":["part"]}""")
                .effect(Effect.READ_ONLY)
                .risk(Risk.INTERNAL_READ)
                .build();

        @Override
        public ToolSpec spec() {
            return SPEC;
        }

        @Override
        public ToolOutput call(ToolInput input, ToolContext context) {
            Integer count = STOCK.get(input.string("part"));
            return count == null ? ToolOutput.error("No such part.") : ToolOutput.text(count + " left");
        }
    }
    // end::class[]

    private CustomTool() {}

    public static void main(String[] args) {
        RunResult result = restock();
        System.out.println(result.answer());
        System.exit(result.outcome().exitCode());
    }

    /** Runs both with a scripted model; whoever is asked about the order says yes. */
    static RunResult restock() {
        return Harness.builder()
                .model(ScriptedModel.of(
                        ScriptedModel.calls("stock_level", "{\"part\":\"M4 screw\"}"),
                        ScriptedModel.calls("order_part", "{\"part\":\"M4 screw\",\"count\":100}"),
                        ScriptedModel.says("12 were left, so I ordered 100.")))
                .tools(new StockLevel(), orderPart())
                .approver((call, tool, reason, state) -> {
                    System.out.println("Approved: " + call.name() + " " + call.arguments());
                    return Optional.of(Verdict.allow(call.id()));
                })
                .build()
                .run("Keep at least 50 M4 screws in stock.");
    }
}
