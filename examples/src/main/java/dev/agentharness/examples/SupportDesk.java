package dev.agentharness.examples;

import static dev.agentharness.model.ScriptedModel.calls;
import static dev.agentharness.model.ScriptedModel.says;

import dev.agentharness.Harness;
import dev.agentharness.Task;
import dev.agentharness.instruction.Instructions;
import dev.agentharness.model.ModelClient;
import dev.agentharness.model.Risk;
import dev.agentharness.model.ScriptedModel;
import dev.agentharness.run.RunResult;
import dev.agentharness.tool.Tool;
import dev.agentharness.tools.Tools;
import java.nio.file.Files;
import java.nio.file.Path;

/** An agent whose prompt is in files: a signed policy, two AGENTS.md, a spec with the tools it may use, and a skill. */
public final class SupportDesk {

    record Order(String number) {}

    private static final Tool FIND = Tools.readOnly(
            "find_order", "Looks an order up", Order.class, (order, call) -> order.number() + ": sent on 3 November");
    private static final Tool PAY_BACK = Tools.nonIdempotent(
            "pay_back",
            "Pays an order back",
            Risk.FINANCIAL,
            Order.class,
            (order, call) -> order.number() + " is paid back");

    private SupportDesk() {}

    public static void main(String[] args) {
        Path below = Path.of("examples"); // started there, or in the folder above
        Path folder = (Files.isDirectory(below) ? below : Path.of("")).resolve("instructions");
        RunResult result = answer(hasty(), instructions(folder), "Order A17 has not come. I want my money back!");
        System.out.println(result.answer());
        System.out.println(result.stamps());
        System.exit(result.outcome().exitCode());
    }

    // tag::instructions[]
    /** The key is in the program and not beside the policy, where whoever changes one could change the other. */
    private static final String POLICY_KEY = """
            -----BEGIN PUBLIC KEY-----
            MCowBQYDK2VwAyEAhwpxVpblsoqkBtO/UCyNXbF4EttFLsSkUr0H74/tdX8=
            -----END PUBLIC KEY-----
            """;

    static Instructions instructions(Path folder) {
        return Instructions.builder(folder)
                .trust(POLICY_KEY)
                .policy("policy.md")
                .agents("refunds") // AGENTS.md, then refunds/AGENTS.md
                .spec("support.md") // may use find_order, and nothing else
                .skills("skills")
                .variable("firm", "Acme")
                .build();
    }
    // end::instructions[]

    // tag::run[]
    static RunResult answer(ModelClient model, Instructions instructions, String letter) {
        return Harness.builder()
                .model(model)
                .tools(FIND, PAY_BACK) // the spec allows only the first
                .instructions(instructions)
                .build()
                .run(Task.builder("Answer this letter.").input("letter", letter).build());
    }
    // end::run[]

    /** Reads the skill, looks the order up, and then tries what it was never offered. */
    static ScriptedModel hasty() {
        return ScriptedModel.of(
                calls("load_skill", "{\"name\":\"late-delivery\"}", "find_order", "{\"number\":\"A17\"}"),
                calls("pay_back", "{\"number\":\"A17\"}"),
                says("A17 was sent on 3 November. If it is not there by the 13th, we send it again.\n\nRefunds"));
    }
}
