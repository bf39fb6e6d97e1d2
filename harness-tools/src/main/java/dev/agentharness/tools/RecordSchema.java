package dev.agentharness.tools;

import com.fasterxml.classmate.ResolvedType;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.github.victools.jsonschema.generator.FieldScope;
import com.github.victools.jsonschema.generator.MemberScope;
import com.github.victools.jsonschema.generator.Option;
import com.github.victools.jsonschema.generator.OptionPreset;
import com.github.victools.jsonschema.generator.SchemaBuilder;
import com.github.victools.jsonschema.generator.SchemaGenerator;
import com.github.victools.jsonschema.generator.SchemaGeneratorConfigBuilder;
import com.github.victools.jsonschema.generator.SchemaVersion;
import com.github.victools.jsonschema.module.jackson.JacksonModule;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/**
 * Describes a record, or the parameters of a method, as JSON Schema (2020-12), in as few words as will do: a model pays for
 * every one at every turn.
 */
final class RecordSchema {

    private static final Map<Class<?>, Class<?>> PRIMITIVES =
            Map.of(OptionalInt.class, int.class, OptionalLong.class, long.class, OptionalDouble.class, double.class);

    private RecordSchema() {}

    static String of(Class<? extends Record> type) {
        return generator().generateSchema(type).toString();
    }

    /** As if the parameters were the components of a record. */
    static String of(List<MethodParameter> parameters) {
        SchemaBuilder builder = generator().buildMultipleSchemaDefinitions();
        ObjectNode properties = JsonNodeFactory.instance.objectNode();
        ArrayNode required = JsonNodeFactory.instance.arrayNode();
        for (MethodParameter parameter : parameters) {
            ObjectNode property = builder.createSchemaReference(parameter.content());
            if (!parameter.description().isEmpty()) {
                property.put("description", parameter.description());
            }
            properties.set(parameter.name(), property);
            if (!parameter.isOptional()) {
                required.add(parameter.name());
            }
        }
        JsonNode definitions = builder.collectDefinitions("$defs");
        ObjectNode schema = JsonNodeFactory.instance.objectNode();
        if (!definitions.isEmpty()) {
            schema.set("$defs", definitions);
        }
        schema.put("type", "object").set("properties", properties);
        if (!required.isEmpty()) {
            schema.set("required", required);
        }
        return schema.put("additionalProperties", false).toString();
    }

    private static SchemaGenerator generator() {
        SchemaGeneratorConfigBuilder config = new SchemaGeneratorConfigBuilder(
                        SchemaVersion.DRAFT_2020_12, OptionPreset.PLAIN_JSON)
                .with(new JacksonModule())
                .with(
                        Option.FORBIDDEN_ADDITIONAL_PROPERTIES_BY_DEFAULT,
                        Option.MAP_VALUES_AS_ADDITIONAL_PROPERTIES,
                        Option.STANDARD_FORMATS)
                .without(Option.SCHEMA_VERSION_INDICATOR, Option.FLATTENED_OPTIONALS); // that one adds null
        Constraints.addTo(config);
        config.forTypesInGeneral()
                .withPropertySorter(RecordSchema::asDeclared)
                .withCustomDefinitionProvider((type, context) -> ScalarSchema.of(type.getErasedType()));
        config.forFields()
                .withRequiredCheck(RecordSchema::isRequired)
                .withTargetTypeOverridesResolver(RecordSchema::content);
        return new SchemaGenerator(config.build());
    }

    @SuppressWarnings("unused") // equal, so that a stable sort keeps the order of the record
    private static int asDeclared(MemberScope<?, ?> one, MemberScope<?, ?> other) {
        return 0;
    }

    /** What an optional component holds; null for any other component, as the generator wants it. */
    private static @Nullable List<ResolvedType> content(FieldScope field) {
        Class<?> primitive = PRIMITIVES.get(field.getRawMember().getType());
        if (primitive != null) {
            return List.of(field.getContext().resolve(primitive));
        }
        ResolvedType content = field.getTypeParameterFor(Optional.class, 0);
        return content == null ? null : List.of(content);
    }

    private static boolean isRequired(FieldScope field) {
        return !RecordJson.isOptional(field.getRawMember().getType());
    }
}
