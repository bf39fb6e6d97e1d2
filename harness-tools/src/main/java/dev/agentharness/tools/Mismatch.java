package dev.agentharness.tools;

import com.fasterxml.jackson.core.exc.InputCoercionException;
import com.fasterxml.jackson.databind.JsonMappingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.exc.MismatchedInputException;
import com.fasterxml.jackson.databind.exc.ValueInstantiationException;
import com.fasterxml.jackson.databind.node.MissingNode;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Says in words for a model where a value that fits the schema cannot be read: its record's constructor refuses it, or the
 * type is narrower than a schema can say.
 */
final class Mismatch {

    private static final Map<Class<?>, String> WHOLE_NUMBERS = Map.of(
            int.class, range(Integer.MIN_VALUE, Integer.MAX_VALUE),
            Integer.class, range(Integer.MIN_VALUE, Integer.MAX_VALUE),
            long.class, range(Long.MIN_VALUE, Long.MAX_VALUE),
            Long.class, range(Long.MIN_VALUE, Long.MAX_VALUE),
            short.class, range(Short.MIN_VALUE, Short.MAX_VALUE),
            Short.class, range(Short.MIN_VALUE, Short.MAX_VALUE));

    private Mismatch() {}

    private static String range(long least, long most) {
        return "a whole number from " + least + " to " + most;
    }

    static String words(JsonMappingException e, JsonNode root) {
        String path = path(e);
        String subject = path.isEmpty() ? "the value" : "'" + path + "'";
        if (e instanceof ValueInstantiationException && e.getCause() != null) {
            String reason = String.valueOf(e.getCause().getMessage());
            return path.isEmpty() ? reason : subject + ": " + reason;
        }
        if (e instanceof MismatchedInputException mismatch) {
            return subject + mustBe(mismatch.getTargetType(), find(root, e));
        }
        if (e.getCause() instanceof InputCoercionException tooLarge) {
            return subject + mustBe(tooLarge.getTargetType(), find(root, e));
        }
        return subject + ": " + e.getOriginalMessage();
    }

    private static String mustBe(@Nullable Class<?> type, JsonNode found) {
        return " must be " + expected(type) + " but is " + SchemaWords.found(found);
    }

    private static String path(JsonMappingException e) {
        StringBuilder path = new StringBuilder();
        for (JsonMappingException.Reference step : e.getPath()) {
            if (step.getFieldName() == null) {
                path.append('[').append(step.getIndex()).append(']');
            } else {
                path.append(path.isEmpty() ? "" : ".").append(step.getFieldName());
            }
        }
        return path.toString();
    }

    private static JsonNode find(JsonNode root, JsonMappingException e) {
        JsonNode node = root;
        for (JsonMappingException.Reference step : e.getPath()) {
            node = step.getFieldName() == null ? node.path(step.getIndex()) : node.path(step.getFieldName());
        }
        return node == null ? MissingNode.getInstance() : node;
    }

    private static String expected(@Nullable Class<?> type) {
        if (type == null) {
            return "another value";
        }
        return WHOLE_NUMBERS.getOrDefault(type, "what reads as a " + type.getSimpleName());
    }
}
