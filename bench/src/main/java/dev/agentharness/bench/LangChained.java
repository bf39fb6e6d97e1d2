package dev.agentharness.bench;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.langchain4j.agent.tool.ToolExecutionRequest;
import dev.langchain4j.agent.tool.ToolSpecification;
import dev.langchain4j.memory.chat.MessageWindowChatMemory;
import dev.langchain4j.model.chat.ChatModel;
import dev.langchain4j.model.chat.StreamingChatModel;
import dev.langchain4j.model.chat.request.json.JsonObjectSchema;
import dev.langchain4j.model.openai.OpenAiChatModel;
import dev.langchain4j.model.openai.OpenAiStreamingChatModel;
import dev.langchain4j.service.AiServices;
import dev.langchain4j.service.TokenStream;
import dev.langchain4j.service.tool.ToolExecutor;
import java.time.Duration;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;

/** LangChain4j: an AI service with tools and a memory for each task, on its OpenAI model without retries or logging. */
final class LangChained implements Contestant {

    /** Its loop and memory end earlier unless told. */
    private static final int PLENTY = 1_000;

    private static final Duration LONG = Duration.ofMinutes(10);

    interface Assistant {
        String ask(String task);
    }

    interface StreamingAssistant {
        TokenStream ask(String task);
    }

    private final ObjectMapper mapper = new ObjectMapper();
    private final Map<Plan, ChatModel> models = new HashMap<>();
    private final Map<Plan, StreamingChatModel> streamingModels = new HashMap<>();
    private final Server server;

    LangChained(Server server) {
        this.server = server;
    }

    @Override
    public String name() {
        return "langchain4j";
    }

    @Override
    public Agent agent(Plan plan, Consumer<String> deltas) {
        Map<ToolSpecification, ToolExecutor> tools = tools(plan);
        if (plan.isStreamed()) {
            StreamingChatModel model = streamingModels.computeIfAbsent(plan, this::streamingModel);
            return () -> stream(
                    service(StreamingAssistant.class, tools)
                            .streamingChatModel(model)
                            .build(),
                    deltas);
        }
        ChatModel model = models.computeIfAbsent(plan, this::model);
        return () -> service(Assistant.class, tools).chatModel(model).build().ask(Archive.TASK);
    }

    private static <T> AiServices<T> service(Class<T> type, Map<ToolSpecification, ToolExecutor> tools) {
        return AiServices.builder(type)
                .systemMessage(Archive.INSTRUCTIONS)
                .chatMemory(MessageWindowChatMemory.withMaxMessages(PLENTY))
                .tools(tools)
                .maxToolCallingRoundTrips(PLENTY);
    }

    private static String stream(StreamingAssistant assistant, Consumer<String> deltas) throws Exception {
        CompletableFuture<String> answer = new CompletableFuture<>();
        assistant
                .ask(Archive.TASK)
                .onPartialResponse(deltas)
                .onCompleteResponse(
                        response -> answer.complete(response.aiMessage().text()))
                .onError(answer::completeExceptionally)
                .start();
        return answer.get();
    }

    private Map<ToolSpecification, ToolExecutor> tools(Plan plan) {
        JsonObjectSchema schema = JsonObjectSchema.builder()
                .addStringProperty("key", Archive.KEY)
                .required("key")
                .additionalProperties(false)
                .build();
        Map<ToolSpecification, ToolExecutor> tools = new LinkedHashMap<>();
        for (String name : Archive.tools(plan.tools())) {
            ToolSpecification specification = ToolSpecification.builder()
                    .name(name)
                    .description(Archive.description(name))
                    .parameters(schema)
                    .build();
            tools.put(specification, (call, memory) -> Archive.lookup(key(call), plan.resultBytes()));
        }
        return tools;
    }

    private String key(ToolExecutionRequest call) {
        try {
            return mapper.readTree(call.arguments()).path("key").asText();
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException(e);
        }
    }

    private ChatModel model(Plan plan) {
        return OpenAiChatModel.builder()
                .baseUrl(server.url() + "/v1")
                .apiKey("none")
                .modelName(plan.model())
                .maxTokens(Archive.MAX_OUTPUT_TOKENS)
                .maxRetries(0)
                .timeout(LONG)
                .build();
    }

    private StreamingChatModel streamingModel(Plan plan) {
        return OpenAiStreamingChatModel.builder()
                .baseUrl(server.url() + "/v1")
                .apiKey("none")
                .modelName(plan.model())
                .maxTokens(Archive.MAX_OUTPUT_TOKENS)
                .timeout(LONG)
                .build();
    }
}
