package dev.agentharness.tools;

import com.fasterxml.classmate.ResolvedType;
import com.github.victools.jsonschema.generator.FieldScope;
import com.github.victools.jsonschema.generator.MemberScope;
import com.github.victools.jsonschema.generator.Option;
import com.github.victools.jsonschema.generator.OptionPreset;
import com.github.victools.jsonschema.generator.SchemaGenerator;
import com.github.victools.jsonschema.generator.SchemaGeneratorConfigBuilder;
import com.github.victools.jsonschema.generator.SchemaVersion;
import com.github.victools.jsonschema.module.jackson.JacksonModule;
import com.github.victools.jsonschema.module.jackson.JacksonOption;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/** Describes a record as JSON Schema (2020-12), in as few words as will do: a model pays for every one at every turn. */
final class RecordSchema {

    private static final Map<Class<?>, Class<?>> PRIMITIVES =
            Map.of(OptionalInt.class, int.class, OptionalLong.class, long.class, OptionalDouble.class, double.class);

    private RecordSchema() {}

    static String of(Class<? extends Record> type) {
        return generator().generateSchema(type).toString();
    }

    private static SchemaGenerator generator() {
        SchemaGeneratorConfigBuilder config = new SchemaGeneratorConfigBuilder(
                        SchemaVersion.DRAFT_2020_12, OptionPreset.PLAIN_JSON)
                .with(new JacksonModule(
                        JacksonOption.FLATTENED_ENUMS_FROM_JSONVALUE, JacksonOption.FLATTENED_ENUMS_FROM_JSONPROPERTY))
                .with(
                        Option.FORBIDDEN_ADDITIONAL_PROPERTIES_BY_DEFAULT,
                        Option.MAP_VALUES_AS_ADDITIONAL_PROPERTIES,
                        Option.STANDARD_FORMATS)
                .without(Option.SCHEMA_VERSION_INDICATOR, Option.FLATTENED_OPTIONALS); // that one adds null
        config.forTypesInGeneral().withPropertySorter(RecordSchema::asDeclared);
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
