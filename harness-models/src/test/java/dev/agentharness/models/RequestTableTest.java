package dev.agentharness.models;

import static dev.agentharness.models.Requests.json;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.agentharness.model.Content;
import dev.agentharness.model.Effort;
import dev.agentharness.model.Message;
import dev.agentharness.model.ModelRequest;
import dev.agentharness.model.Role;
import dev.agentharness.model.ToolChoice;
import dev.agentharness.model.ToolSpec;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The table of the guide ("What a request asks for, and what becomes of it"), in JSON. */
@DisplayName("What a request asks for")
class RequestTableTest {

    private static final String PDF = "data:application/pdf;base64,JVBERg==";
    private static final String PNG = "data:image/png;base64,iVBORw==";

    private enum Ask {
        SCHEMA(request -> request.outputSchema("{\"type\":\"object\"}")),
        AUTO(request -> request.toolChoice(ToolChoice.AUTO)),
        NONE(request -> request.toolChoice(ToolChoice.NONE)),
        REQUIRED(request -> request.toolChoice(ToolChoice.REQUIRED)),
        TOOL(request -> request.toolChoice(new ToolChoice.Tool("look"))),
        EFFORT(request -> request.effort(Effort.HIGH)),
        INSTRUCTIONS(request -> request.instructions("Be brief.")),
        MARKED(request -> request.instructions("Be brief.").cacheBreakpoints(List.of(0, 1))),
        IMAGE(request -> showing(new Content.Image("image/png", PNG), request)),
        IMAGE_AT(request -> showing(new Content.Image("image/png", "https://x.example/a.png"), request)),
        DOCUMENT(request -> showing(new Content.Document("a.pdf", "application/pdf", PDF), request)),
        DOCUMENT_AT(request ->
                showing(new Content.Document("a.pdf", "application/pdf", "https://x.example/a.pdf"), request));

        private final UnaryOperator<ModelRequest.Builder> words;

        Ask(UnaryOperator<ModelRequest.Builder> words) {
            this.words = words;
        }

        private static ModelRequest.Builder showing(Content content, ModelRequest.Builder request) {
            return request.messages(List.of(new Message(Role.USER, List.of(content))));
        }
    }

    @ParameterizedTest(name = "{0} over {1}")
    @CsvSource(delimiter = '|', textBlock = """
            SCHEMA       | MESSAGES  | /output_config/format     | {"type":"json_schema","schema":{"type":"object"}}
            SCHEMA       | CHAT      | /response_format          | {"type":"json_schema","json_schema":{"name":"answer","schema":{"type":"object"},"strict":false}}
            SCHEMA       | RESPONSES | /text/format              | {"type":"json_schema","name":"answer","schema":{"type":"object"},"strict":false}
            SCHEMA       | GEMINI    | /generationConfig/responseJsonSchema | {"type":"object"}
            SCHEMA       | GEMINI    | /generationConfig/responseMimeType   | "application/json"
            AUTO         | MESSAGES  | /tool_choice              |
            AUTO         | CHAT      | /tool_choice              |
            AUTO         | RESPONSES | /tool_choice              |
            AUTO         | GEMINI    | /toolConfig               |
            NONE         | MESSAGES  | /tool_choice              | {"type":"none"}
            NONE         | CHAT      | /tool_choice              | "none"
            NONE         | RESPONSES | /tool_choice              | "none"
            NONE         | GEMINI    | /toolConfig               | {"functionCallingConfig":{"mode":"NONE"}}
            REQUIRED     | MESSAGES  | /tool_choice              | {"type":"any"}
            REQUIRED     | CHAT      | /tool_choice              | "required"
            REQUIRED     | RESPONSES | /tool_choice              | "required"
            REQUIRED     | GEMINI    | /toolConfig               | {"functionCallingConfig":{"mode":"ANY"}}
            TOOL         | MESSAGES  | /tool_choice              | {"type":"tool","name":"look"}
            TOOL         | CHAT      | /tool_choice              | {"type":"function","function":{"name":"look"}}
            TOOL         | RESPONSES | /tool_choice              | {"type":"function","name":"look"}
            TOOL         | GEMINI    | /toolConfig               | {"functionCallingConfig":{"mode":"ANY","allowedFunctionNames":["look"]}}
            EFFORT       | MESSAGES  | /output_config            | {"effort":"high"}
            EFFORT       | MESSAGES  | /thinking                 | {"type":"adaptive"}
            EFFORT       | CHAT      | /reasoning_effort         | "high"
            EFFORT       | RESPONSES | /reasoning                | {"effort":"high"}
            EFFORT       | GEMINI    | /generationConfig/thinkingConfig | {"thinkingLevel":"high"}
            INSTRUCTIONS | MESSAGES  | /system                   | "Be brief."
            INSTRUCTIONS | CHAT      | /messages/0               | {"role":"system","content":"Be brief."}
            INSTRUCTIONS | RESPONSES | /instructions             | "Be brief."
            INSTRUCTIONS | GEMINI    | /systemInstruction        | {"parts":[{"text":"Be brief."}]}
            MARKED       | MESSAGES  | /system                   | [{"type":"text","text":"Be brief.","cache_control":{"type":"ephemeral"}}]
            MARKED       | MESSAGES  | /messages/0/content/0     | {"type":"text","text":"Hi","cache_control":{"type":"ephemeral"}}
            MARKED       | CHAT      | /messages/0               | {"role":"system","content":"Be brief."}
            MARKED       | RESPONSES | /instructions             | "Be brief."
            MARKED       | GEMINI    | /systemInstruction        | {"parts":[{"text":"Be brief."}]}
            IMAGE        | MESSAGES  | /messages/0/content/0     | {"type":"image","source":{"type":"base64","media_type":"image/png","data":"iVBORw=="}}
            IMAGE        | CHAT      | /messages/0/content/0     | {"type":"image_url","image_url":{"url":"data:image/png;base64,iVBORw=="}}
            IMAGE        | RESPONSES | /input/0/content/0        | {"type":"input_image","detail":"auto","image_url":"data:image/png;base64,iVBORw=="}
            IMAGE        | GEMINI    | /contents/0/parts/0       | {"inlineData":{"mimeType":"image/png","data":"iVBORw=="}}
            IMAGE_AT     | MESSAGES  | /messages/0/content/0     | {"type":"image","source":{"type":"url","url":"https://x.example/a.png"}}
            IMAGE_AT     | CHAT      | /messages/0/content/0     | {"type":"image_url","image_url":{"url":"https://x.example/a.png"}}
            IMAGE_AT     | RESPONSES | /input/0/content/0        | {"type":"input_image","detail":"auto","image_url":"https://x.example/a.png"}
            IMAGE_AT     | GEMINI    | /contents/0/parts/0       | {"fileData":{"mimeType":"image/png","fileUri":"https://x.example/a.png"}}
            DOCUMENT     | MESSAGES  | /messages/0/content/0     | {"type":"document","source":{"type":"base64","media_type":"application/pdf","data":"JVBERg=="},"title":"a.pdf"}
            DOCUMENT     | CHAT      | /messages/0/content/0     | {"type":"file","file":{"filename":"a.pdf","file_data":"data:application/pdf;base64,JVBERg=="}}
            DOCUMENT     | RESPONSES | /input/0/content/0        | {"type":"input_file","filename":"a.pdf","file_data":"data:application/pdf;base64,JVBERg=="}
            DOCUMENT     | GEMINI    | /contents/0/parts/0       | {"inlineData":{"mimeType":"application/pdf","data":"JVBERg=="}}
            DOCUMENT_AT  | MESSAGES  | /messages/0/content/0     | {"type":"document","source":{"type":"url","url":"https://x.example/a.pdf"},"title":"a.pdf"}
            DOCUMENT_AT  | CHAT      | /messages/0/content/0     | {"type":"file","file":{"filename":"a.pdf","file_data":"https://x.example/a.pdf"}}
            DOCUMENT_AT  | RESPONSES | /input/0/content/0        | {"type":"input_file","file_url":"https://x.example/a.pdf"}
            DOCUMENT_AT  | GEMINI    | /contents/0/parts/0       | {"fileData":{"mimeType":"application/pdf","fileUri":"https://x.example/a.pdf"}}
            """)
    void is_said_in_the_words_of_each_wire(Ask ask, Wire wire, String at, String said) throws IOException {
        ModelRequest.Builder request = ModelRequest.builder()
                .tools(List.of(ToolSpec.builder("look", "Looks.").build()))
                .messages(List.of(Message.user("Hi")));
        Encoder encoder = new Encoder(wire.dialect("m"), Options.of(Map.of()));

        JsonNode sent = Requests.encoded(encoder, ask.words.apply(request).build());

        if (said == null) {
            assertThat(sent.at(at).isMissingNode()).isTrue();
        } else {
            assertThat(sent.at(at)).isEqualTo(json(said));
        }
    }
}
