package dev.agentharness.models;

import static dev.agentharness.models.Requests.saying;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.agentharness.model.ModelRequest;
import dev.agentharness.model.ToolSpec;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@DisplayName("A tool of which more is said to the provider")
class ToolWordsTest {

    private static final ToolSpec OPEN = tool("open", "{\"type\":\"object\",\"properties\":{}}");
    private static final ToolSpec CLOSED = tool(
            "closed",
            "{\"type\":\"object\",\"properties\":{\"a\":{\"type\":\"string\"}},\"additionalProperties\":false}");
    private static final ToolSpec FULL = tool(
            "full",
            "{\"type\":\"object\",\"properties\":{\"a\":{\"type\":\"string\"}},\"required\":[\"a\"],"
                    + "\"additionalProperties\":false}");

    private static final ToolWords STRICT = ToolWords.NONE.strict(tool -> true);
    private static final ToolWords LATER =
            ToolWords.NONE.deferred(tool -> !tool.name().equals("open"));

    @Test
    void is_strict_where_its_schema_allows_it() throws IOException {
        assertThat(said(Wire.MESSAGES, STRICT, "strict")).containsExactly("", "true", "true");
        assertThat(said(Wire.RESPONSES, STRICT, "strict")).containsExactly("false", "false", "true");
        assertThat(said(Wire.CHAT, STRICT, "strict")).containsExactly("", "", "true");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '~', textBlock = """
            {'type':'object','properties':{'oneOf':{'type':'string'}},'required':['oneOf'],'additionalProperties':false} | true
            {'type':'object','properties':{'a':{'anyOf':[{'type':'string'}]}},'required':['a'],'additionalProperties':false} | true
            {'type':'object','properties':{'a':{'oneOf':[{'type':'string'}]}},'required':['a'],'additionalProperties':false} | false
            {'type':'object','properties':{'a':{}},'required':['a'],'additionalProperties':false} | false
            {'type':'object','properties':{'a':true},'required':['a'],'additionalProperties':false} | false
            {'anyOf':[{'type':'object','properties':{},'additionalProperties':false}]} | false
            {'type':'string'} | false
            """)
    void is_strict_at_openai_where_its_schema_has_nothing_that_openai_does_not_know(String schema, boolean strict) {
        assertThat(StrictSchema.FULL.allows(schema.replace('\'', '"'))).isEqualTo(strict);
        assertThat(StrictSchema.CLOSED.allows(schema.replace('\'', '"'))).isTrue();
    }

    @Test
    void is_strict_only_if_wanted() throws IOException {
        assertThat(said(Wire.MESSAGES, ToolWords.NONE, "strict")).containsOnly("");
        assertThat(said(Wire.RESPONSES, ToolWords.NONE, "strict")).containsOnly("false");
        assertThat(said(Wire.CHAT, ToolWords.NONE, "strict")).containsOnly("");
    }

    @Test
    void is_searched_for_if_wanted() throws IOException {
        assertThat(said(Wire.MESSAGES, LATER, "defer_loading")).containsExactly("", "true", "true");
        assertThat(said(Wire.RESPONSES, LATER, "defer_loading")).containsExactly("", "true", "true");
    }

    @Test
    void takes_no_mark_of_a_cache_if_it_is_searched_for() throws IOException {
        assertThat(said(Wire.MESSAGES, ToolWords.NONE, "cache_control"))
                .containsExactly("", "", "{\"type\":\"ephemeral\"}");
        assertThat(said(Wire.MESSAGES, LATER, "cache_control")).containsExactly("{\"type\":\"ephemeral\"}", "", "");
        assertThat(said(Wire.MESSAGES, ToolWords.NONE.deferred(tool -> true), "cache_control"))
                .containsOnly("");
    }

    private static List<String> said(Wire wire, ToolWords words, String member) throws IOException {
        ModelRequest request = saying("Hi").toBuilder()
                .tools(List.of(OPEN, CLOSED, FULL))
                .cacheBreakpoints(List.of(0))
                .build();
        JsonNode sent = Requests.encoded(new Encoder(wire.dialect("m", true, words), Options.of(Map.of())), request);
        return Recording.elements(sent.path("tools"))
                .map(tool -> tool.has("function") ? tool.path("function") : tool)
                .map(tool -> tool.has(member) ? tool.path(member).toString() : "")
                .toList();
    }

    private static ToolSpec tool(String name, String schema) {
        return ToolSpec.builder(name, "Does.").inputSchema(schema).build();
    }
}
