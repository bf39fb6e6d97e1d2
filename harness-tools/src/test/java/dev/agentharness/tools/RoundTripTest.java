package dev.agentharness.tools;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.agentharness.budget.Budget;
import dev.agentharness.budget.BudgetTracker;
import dev.agentharness.model.ToolInput;
import dev.agentharness.model.ToolOutput;
import dev.agentharness.tool.Tool;
import dev.agentharness.tool.ToolContext;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** Random records, and random values of each: from the record to its JSON, past the schema, and back. */
@DisplayName("A record of any shape")
class RoundTripTest {

    private static final int TYPES = 500;
    private static final int VALUES = 20;

    private final long seed = Long.getLong("harness.seed", System.nanoTime());
    private final Random random = new Random(seed);
    private final RandomValues values = new RandomValues(random);
    private final AtomicReference<Record> received = new AtomicReference<>();
    private final ToolContext context = new ToolContext(
            "run", "call", Instant.MAX, BudgetTracker.root("run", Budget.standard(), Clock.systemUTC()));

    @Test
    void comes_back_as_it_went_and_never_with_a_mistake_in_it() throws Exception {
        System.out.println("harness.seed = " + seed);
        List<String> failures = new ArrayList<>();
        int back = 0;
        int refused = 0;
        for (Class<? extends Record> type : new RandomRecords(random).compile(TYPES)) {
            Tool tool = tool(type);
            SchemaCheck offered = SchemaCheck.of(tool.spec().inputSchema());
            for (int i = 0; i < VALUES; i++) {
                Record record = values.of(type);
                String json = RecordJson.write(record);
                if (offered.mistakes(RecordJson.tree(json)).isEmpty() && record.equals(read(tool, json))) {
                    back++;
                } else {
                    failures.add(type + "\n  " + record + "\n  " + json + "\n  "
                            + tool.spec().inputSchema() + "\n  " + tool.mistake(ToolInput.parse(json)) + "\n  "
                            + received);
                }
                Mutation mutation = Mutation.of(type, (ObjectNode) RecordJson.tree(json), random);
                String words = tool.mistake(ToolInput.parse(mutation.json())).orElse("taken");
                if (words.contains("'" + mutation.path() + "'")) {
                    refused++;
                } else {
                    failures.add(
                            mutation + "\n  " + words + "\n  " + tool.spec().inputSchema());
                }
            }
        }

        System.out.println("evidence: schema.round-trips = " + back + " of " + TYPES * VALUES);
        System.out.println("evidence: schema.mistakes-told = " + refused + " of " + TYPES * VALUES);
        assertThat(failures.stream().limit(5)).isEmpty();
        assertThat(back).isEqualTo(10_000);
        assertThat(refused).isEqualTo(10_000);
    }

    private <T extends Record> Tool tool(Class<T> type) {
        return Tools.readOnly("take", "Takes a record", type, (record, call) -> {
            received.set(record);
            return "taken";
        });
    }

    private Record read(Tool tool, String json) throws Exception {
        received.set(null);
        ToolOutput output = tool.call(ToolInput.parse(json), context);
        return output.error() ? null : received.get();
    }
}
