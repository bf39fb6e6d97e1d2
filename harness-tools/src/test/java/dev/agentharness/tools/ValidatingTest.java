package dev.agentharness.tools;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.agentharness.Harness;
import dev.agentharness.model.ScriptedModel;
import dev.agentharness.model.ToolInput;
import dev.agentharness.model.ToolOutput;
import dev.agentharness.model.ToolSpec;
import dev.agentharness.permission.PermissionPolicy;
import dev.agentharness.run.Decision;
import dev.agentharness.tool.Tool;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

@DisplayName("A tool with a schema of its own making")
class ValidatingTest {

    private static final String SCHEMA = """
            {"type": "object",
             "$defs": {
               "shape": {"anyOf": [
                 {"type": "object", "properties": {"kind": {"const": "circle"}, "r": {"type": "number"}},
                  "required": ["kind", "r"], "additionalProperties": false},
                 {"type": "object", "properties": {"kind": {"const": "square"}, "side": {"type": "number"}},
                  "required": ["kind", "side"], "additionalProperties": false}]}},
             "properties": {
               "count": {"type": "integer", "minimum": 1, "maximum": 9},
               "share": {"type": "number", "exclusiveMinimum": 0, "exclusiveMaximum": 1},
               "even": {"type": "integer", "multipleOf": 2},
               "code": {"type": "string", "pattern": "^[A-Z]+$", "minLength": 2, "maxLength": 4},
               "day": {"type": "string", "format": "date"},
               "unit": {"enum": ["m", "ft", 1]},
               "maybe": {"type": ["string", "null"]},
               "tags": {"type": "array", "items": {"type": "string"}, "minItems": 1, "maxItems": 2, "uniqueItems": true},
               "shapes": {"type": "array", "items": {"$ref": "#/$defs/shape"}},
               "prices": {"type": "object", "additionalProperties": {"type": "number"}}},
             "required": ["count"]}""";

    private static Tool tool(String schema) {
        return Tool.of(
                ToolSpec.builder("hand_made", "A tool").inputSchema(schema).build(),
                (input, context) -> ToolOutput.text("done"));
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "{'count':0} | 'count' must be at least 1 but is 0",
                "{'count':10} | 'count' must be at most 9 but is 10",
                "{'count':'x'} | 'count' must be a whole number but is \"x\"",
                "{} | 'count' is missing; it must be a whole number",
                "{'count':null} | 'count' must be a whole number but is null",
                "{'count':1,'share':0} | 'share' must be more than 0 but is 0",
                "{'count':1,'share':1} | 'share' must be less than 1 but is 1",
                "{'count':1,'even':3} | 'even' must be a multiple of 2 but is 3",
                "{'count':1,'code':'ab'} | 'code' must be a string that matches ^[A-Z]+$ but is \"ab\"",
                "{'count':1,'code':'A'} | 'code' must be at least 2 characters long but is \"A\"",
                "{'count':1,'code':'ABCDE'} | 'code' must be at most 4 characters long but is \"ABCDE\"",
                "{'count':1,'day':'2026-02-30'} | 'day' must be a date such as 2026-01-31 but is \"2026-02-30\"",
                "{'count':1,'unit':'yd'} | 'unit' must be one of \"m\", \"ft\", 1 but is \"yd\"",
                "{'count':1,'maybe':1} | 'maybe' must be a string or null but is 1",
                "{'count':1,'tags':[]} | 'tags' must hold at least 1 items but holds 0",
                "{'count':1,'tags':['a','b','c']} | 'tags' must hold at most 2 items but holds 3",
                "{'count':1,'tags':['a','a']} | 'tags' must not hold the same item twice",
                "{'count':1,'tags':['a',2]} | 'tags[1]' must be a string but is 2",
                "{'count':1,'shapes':[{'kind':'circle','r':1},{'kind':'square'}]} |"
                        + " 'shapes[1].side' is missing; it must be a number",
                "{'count':1,'shapes':[{'kind':'circle','r':'x'}]} | 'shapes[0].r' must be a number but is \"x\"",
                "{'count':1,'shapes':[{'kind':'oval','r':1}]} |"
                        + " 'shapes[0].kind' must be one of \"circle\", \"square\" but is \"oval\"",
                "{'count':1,'shapes':[{'kind':'circle','r':'x'},{'kind':'square','side':'y'}]} |"
                        + " 'shapes[0].r' must be a number but is \"x\"; 'shapes[1].side' must be a number but is \"y\"",
                "{'count':1,'shapes':[5]} | 'shapes[0]' must be an object but is 5",
                "{'count':1,'prices':{'a b':'dear'}} | 'prices.a b' must be a number but is \"dear\"",
                "{'count':0,'even':1} | 'count' must be at least 1 but is 0; 'even' must be a multiple of 2 but is 1",
            })
    @DisplayName("says where its arguments do not fit, what was expected and what came")
    void words(String arguments, String words) throws Exception {
        String json = arguments.replace('\'', '"');
        Tool tool = Validating.wrap(tool(SCHEMA));

        assertThat(tool.mistake(ToolInput.parse(json))).contains("The arguments do not fit: " + words);
        assertThat(Texts.output(tool, json).error()).isTrue();
    }

    @Test
    @DisplayName("says so in English wherever it runs")
    void english() {
        Locale before = Locale.getDefault();
        Locale.setDefault(Locale.GERMANY);
        try {
            String schema = "{\"type\":\"object\",\"propertyNames\":{\"maxLength\":1}}";
            assertThat(Validating.wrap(tool(schema)).mistake(ToolInput.parse("{\"ab\":1}")))
                    .get()
                    .asString()
                    .contains("must be at most 1 characters long");
        } finally {
            Locale.setDefault(before);
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"count\":1}",
                "{\"count\":9,\"code\":\"AB\",\"unit\":1,\"maybe\":null,\"shapes\":[{\"kind\":\"circle\",\"r\":1}]}",
                "{\"count\":1,\"code\":null,\"tags\":null}"
            })
    @DisplayName("runs with arguments that fit; null is as good as absent")
    void fits(String arguments) throws Exception {
        Tool tool = Validating.wrap(tool(SCHEMA));

        assertThat(tool.mistake(ToolInput.parse(arguments))).isEmpty();
        assertThat(Texts.call(tool, arguments)).isEqualTo("done");
    }

    @Test
    @DisplayName("does not list mistakes without end")
    void manyMistakes() {
        String schema = "{\"type\":\"object\",\"additionalProperties\":false}";

        assertThat(Validating.wrap(tool(schema))
                        .mistake(ToolInput.parse("{\"a\":1,\"b\":1,\"c\":1,\"d\":1,\"e\":1,\"f\":1,\"g\":1}")))
                .get()
                .asString()
                .contains("'e' is unknown")
                .endsWith("; and 2 more mistakes");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "{'type':'objekt'} | the input schema of tool 'hand_made' is not a JSON Schema: /type",
                "{'properties':[]} | the input schema of tool 'hand_made' is not a JSON Schema: /properties",
                "{'$ref':'https://example.org/schema'} | the input schema of tool 'hand_made' is not a usable JSON Schema",
                "{'$ref':'file:///etc/passwd'} | the input schema of tool 'hand_made' is not a usable JSON Schema",
                "{'properties':{'a':{'pattern':'('}}} | the input schema of tool 'hand_made' is not a",
            })
    @DisplayName("is refused when its schema is none, or would have to be fetched")
    void badSchema(String schema, String words) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Validating.wrap(tool(schema.replace('\'', '"'))))
                .withMessageContaining(words);
    }

    @Test
    @DisplayName("asks the tool inside as well")
    void inner() {
        Tool choosy = new Tool() {
            @Override
            public ToolSpec spec() {
                return tool(SCHEMA).spec();
            }

            @Override
            public Optional<String> mistake(ToolInput input) {
                return Optional.of("not today");
            }

            @Override
            public ToolOutput call(ToolInput input, dev.agentharness.tool.ToolContext context) {
                throw new AssertionError();
            }
        };

        assertThat(Validating.wrap(choosy).mistake(ToolInput.parse("{\"count\":1}")))
                .contains("not today");
    }

    @Test
    @DisplayName("is checked before anybody is asked about the call")
    void beforePolicy() {
        List<String> asked = new ArrayList<>();
        PermissionPolicy policy = (call, tool, state) -> {
            asked.add(call.arguments());
            return Decision.allow("test");
        };

        String told = Harness.builder()
                .model(ScriptedModel.of(
                        ScriptedModel.calls("hand_made", "{\"count\":0}"),
                        ScriptedModel.calls("hand_made", "{\"count\":1}"),
                        ScriptedModel.says("Done.")))
                .tools(Validating.wrap(tool(SCHEMA)))
                .permission(policy)
                .build()
                .run("x")
                .transcript()
                .get(2)
                .toolResults()
                .get(0)
                .text();

        assertThat(told).isEqualTo("The arguments do not fit: 'count' must be at least 1 but is 0");
        assertThat(asked).containsExactly("{\"count\":1}");
    }
}
