package dev.agentharness.models;

import static dev.agentharness.models.Requests.json;
import static dev.agentharness.models.Requests.saying;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import dev.agentharness.model.Message;
import dev.agentharness.model.ModelRequest;
import dev.agentharness.model.ModelSpec;
import dev.agentharness.model.ToolSpec;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

@DisplayName("An option of one request")
class RequestOptionsTest {

    @ParameterizedTest
    @EnumSource(Wire.class)
    void is_a_field_of_that_request_and_of_no_other(Wire wire) throws IOException {
        Encoder encoder = new Encoder(wire.dialect("m"), Options.of(Map.of()));
        ModelRequest plain = saying("Hi");
        String before = Requests.text(encoder, plain);

        String asked = Requests.text(
                encoder, plain.toBuilder().option("labels", "{\"run\":\"7\"}").build());

        assertThat(asked).startsWith(before.substring(0, before.lastIndexOf(']')));
        assertThat(asked.substring(before.lastIndexOf(']'))).contains("\"labels\":{\"run\":\"7\"}");
        assertThat(Requests.text(encoder, plain)).isEqualTo(before);
    }

    @Test
    void is_laid_over_those_of_the_client_as_they_are_over_the_librarys_fields() throws IOException {
        Encoder encoder = new Encoder(
                Wire.MESSAGES.dialect("m"),
                Options.of(Map.of(
                        "tools", "[{\"name\":\"theirs\"}]",
                        "metadata", "{\"user_id\":\"u\"}",
                        "temperature", "0.5")));
        ModelRequest request = saying("Hi").toBuilder()
                .tools(List.of(ToolSpec.builder("ours", "Ours.").build()))
                .option("tools", "[{\"name\":\"now\"}]")
                .option("metadata", "{\"turn\":1}")
                .option("temperature", "0")
                .build();

        JsonNode sent = Requests.encoded(encoder, request.toBuilder().build());

        assertThat(sent.path("tools").findValuesAsText("name")).containsExactly("ours", "theirs", "now");
        assertThat(sent.path("metadata")).isEqualTo(json("{'user_id':'u','turn':1}"));
        assertThat(sent.path("temperature")).isEqualTo(json("0"));
    }

    @Test
    void is_nothing_to_operations_that_take_no_others() throws IOException {
        Encoder encoder = new Encoder(Wire.RESPONSES.dialect("m"), Options.NONE);

        assertThat(Requests.text(
                        encoder, saying("Hi").toBuilder().option("x", "1").build()))
                .isEqualTo(Requests.text(encoder, saying("Hi")));
    }

    @Test
    void leaves_alone_what_is_known_of_requests_without() throws IOException {
        int[] openings = {0};
        Dialect counting = new ChatDialect(
                ModelSpec.builder("openai", "m").build(),
                new ChatHabits("max_tokens", true, false, false, false, Integer.MAX_VALUE, false),
                ToolWords.NONE.strict(tool -> openings[0]++ < 0));
        Encoder encoder = new Encoder(counting, Options.of(Map.of()));
        ModelRequest plain = ModelRequest.builder()
                .tools(List.of(ToolSpec.builder("f", "F.").build()))
                .messages(List.of(Message.user("Hi")))
                .build();
        ModelRequest asking = plain.toBuilder().option("x", "1").build();

        for (ModelRequest request : List.of(plain, asking, plain, asking)) {
            encoder.encode(request, true);
        }

        assertThat(openings[0]).isEqualTo(2);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "{", "1,\"y\":2", "nope"})
    void has_to_be_json(String value) {
        assertThatThrownBy(() -> ModelRequest.builder().option("x", value))
                .isInstanceOf(IllegalArgumentException.class);
    }
}
