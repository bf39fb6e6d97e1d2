package dev.agentharness.tools;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.github.victools.jsonschema.generator.CustomDefinition;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.MonthDay;
import java.time.Year;
import java.time.YearMonth;
import java.time.ZoneOffset;
import java.util.Currency;
import java.util.Locale;
import java.util.Map;
import java.util.TimeZone;
import org.jspecify.annotations.Nullable;

/** Describes what Jackson writes as one word or number, where the generator would say otherwise. */
final class ScalarSchema {

    /** RFC 3339, which schemas mean by a date-time or a time, has no times without an offset. */
    private static final String TIME = "\\d{2}:\\d{2}(:\\d{2}(\\.\\d{1,9})?)?$";

    private static final Map<Class<?>, String> PATTERNS = Map.of(
            LocalDateTime.class, "^\\d{4}-\\d{2}-\\d{2}T" + TIME,
            LocalTime.class, "^" + TIME,
            YearMonth.class, "^\\d{4}-\\d{2}$",
            Year.class, "^\\d{4}$",
            MonthDay.class, "^--\\d{2}-\\d{2}$",
            Currency.class, "^[A-Z]{3}$",
            ZoneOffset.class, "^(Z|[+-]\\d{2}(:\\d{2})?)$",
            byte[].class, "^[A-Za-z0-9+/]*={0,2}$");

    private ScalarSchema() {}

    /** Null for all other types, as the generator wants it. */
    static @Nullable CustomDefinition of(Class<?> type) {
        String pattern = PATTERNS.get(type);
        if (pattern != null) {
            return inline(node("string").put("pattern", pattern));
        }
        if (type == byte.class || type == Byte.class) {
            return inline(node("integer").put("minimum", Byte.MIN_VALUE).put("maximum", Byte.MAX_VALUE));
        }
        if (type == char.class || type == Character.class) {
            return inline(node("string").put("minLength", 1).put("maxLength", 1));
        }
        if (type == Locale.class || TimeZone.class.isAssignableFrom(type)) {
            return inline(node("string"));
        }
        return type.isEnum() ? new CustomDefinition(constants(type)) : null;
    }

    /** The constants as Jackson writes them, whatever annotation renames them. */
    private static ObjectNode constants(Class<?> type) {
        ArrayNode names = JsonNodeFactory.instance.arrayNode();
        boolean words = true;
        for (Object constant : type.getEnumConstants()) {
            JsonNode name = RecordJson.node(constant);
            words &= name.isTextual();
            names.add(name);
        }
        ObjectNode schema = JsonNodeFactory.instance.objectNode();
        if (words) {
            schema.put("type", "string");
        }
        schema.set("enum", names);
        return schema;
    }

    private static ObjectNode node(String type) {
        return JsonNodeFactory.instance.objectNode().put("type", type);
    }

    private static CustomDefinition inline(ObjectNode schema) {
        return new CustomDefinition(
                schema, CustomDefinition.DefinitionType.INLINE, CustomDefinition.AttributeInclusion.YES);
    }
}
