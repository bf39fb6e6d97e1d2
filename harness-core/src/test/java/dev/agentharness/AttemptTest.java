package dev.agentharness;

import static org.assertj.core.api.Assertions.assertThat;

import dev.agentharness.budget.InputBound;
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
import dev.agentharness.model.ToolInput;
import dev.agentharness.model.ToolOutput;
import dev.agentharness.model.ToolSpec;
import dev.agentharness.model.Usage;
import dev.agentharness.permission.PermissionPolicy;
import dev.agentharness.run.RunEvent;
import dev.agentharness.tool.Tool;
import dev.agentharness.tool.ToolContext;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("A client that stands for two models")
class AttemptTest {

    private static final ModelSpec FRUGAL = ModelSpec.builder("p", "frugal").build();
    private static final ModelSpec LAVISH = ModelSpec.builder("p", "lavish").build();

    @Test
    void never_has_the_input_of_one_bounded_by_what_the_other_counted() {
        ScriptedModel frugal = ScriptedModel.of(FRUGAL, calling("1"), calling("2"));
        ScriptedModel lavish = ScriptedModel.of(LAVISH, ScriptedModel.says("done"));
        List<RunEvent.ModelAsked> asked = new ArrayList<>();

        Harness.builder()
                .model(inTurn(List.of(frugal, frugal, lavish)))
                .tools(new Echo())
                .permission(PermissionPolicy.allowAll())
                .listener((run, event) -> {
                    if (event instanceof RunEvent.ModelAsked one) {
                        asked.add(one);
                    }
                })
                .build()
                .run("Go. " + "word ".repeat(2_000));

        assertThat(asked).extracting(RunEvent.ModelAsked::model).containsExactly("p/frugal", "p/frugal", "p/lavish");
        assertThat(input(asked.get(1))).isLessThan(2_000);
        assertThat(input(asked.get(2)))
                .isEqualTo(InputBound.of(lavish.requests().get(0), LAVISH));
    }

    private static long input(RunEvent.ModelAsked asked) {
        return asked.reserved().tokens() - asked.maxOutputTokens();
    }

    /** A count of the provider's that is far below one token a byte. */
    private static ScriptedModel.Answer calling(String id) {
        List<Content> call = List.of(new ToolCall(id, "echo", "{}"));
        return request -> new ModelResponse(
                Message.assistant(call), FinishReason.TOOL_CALLS, Optional.of(Usage.of(100, 10)), Map.of());
    }

    private static ModelClient inTurn(List<ModelClient> models) {
        return new ModelClient() {
            private int asked;

            @Override
            public ModelSpec spec() {
                return FRUGAL;
            }

            @Override
            public ModelClient attempt(int failures) {
                return models.get(asked++);
            }

            @Override
            public ModelResponse generate(ModelRequest request, ModelListener listener) {
                throw new AssertionError("a harness asks the one that the try is for");
            }
        };
    }

    private record Echo() implements Tool {
        @Override
        public ToolSpec spec() {
            return ToolSpec.builder("echo", "Echoes.").build();
        }

        @Override
        public ToolOutput call(ToolInput input, ToolContext context) {
            return ToolOutput.text("x");
        }
    }
}
