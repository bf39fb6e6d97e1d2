package dev.agentharness.tools;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.networknt.schema.Error;
import com.networknt.schema.Schema;
import com.networknt.schema.SchemaException;
import com.networknt.schema.SchemaLocation;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SchemaRegistryConfig;
import com.networknt.schema.SpecificationVersion;
import com.networknt.schema.path.NodePath;
import com.networknt.schema.path.PathType;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Collectors;

/** A JSON Schema (2020-12) as that which checks: formats count, and nothing is fetched. Immutable and thread-safe. */
final class SchemaCheck {

    private static final SchemaRegistryConfig CONFIG = SchemaRegistryConfig.builder()
            .formatAssertionsEnabled(true)
            .locale(Locale.ENGLISH)
            .pathType(PathType.JSON_POINTER)
            .build();

    private static final Schema OF_SCHEMAS =
            registry().getSchema(SchemaLocation.of("https://json-schema.org/draft/2020-12/schema"));

    private final String text;
    private final JsonNode root;
    private final Schema schema;

    private SchemaCheck(String text, JsonNode root, Schema schema) {
        this.text = text;
        this.root = root;
        this.schema = schema;
    }

    /**
     * Reads a schema.
     *
     * @throws IllegalArgumentException if it is none, or refers to something outside itself
     */
    static SchemaCheck of(String schema) {
        JsonNode root = RecordJson.tree(schema);
        List<Error> errors = OF_SCHEMAS.validate(root);
        if (!errors.isEmpty()) {
            throw new IllegalArgumentException("not a JSON Schema: "
                    + errors.stream()
                            .map(error -> error.getInstanceLocation() + " " + error.getMessage())
                            .collect(Collectors.joining("; ")));
        }
        try {
            Schema read = registry().getSchema(root);
            read.initializeValidators();
            return new SchemaCheck(schema, root, read);
        } catch (SchemaException e) {
            throw new IllegalArgumentException("not a usable JSON Schema: " + e.getMessage(), e);
        }
    }

    /** One for each schema, so that none can redefine what another refers to. */
    private static SchemaRegistry registry() {
        return SchemaRegistry.withDefaultDialect(
                SpecificationVersion.DRAFT_2020_12, registry -> registry.schemaRegistryConfig(CONFIG));
    }

    String schema() {
        return text;
    }

    /** What is wrong with a value, in words for the model; empty if it fits. A member that is null is as good as absent. */
    Optional<String> mistakes(JsonNode value) {
        List<Error> errors = schema.validate(value);
        if (errors.stream().anyMatch(SchemaCheck::isOfNull)) {
            JsonNode without = value.deepCopy();
            errors.stream()
                    .filter(SchemaCheck::isOfNull)
                    .forEach(error -> remove(error.getInstanceLocation(), without));
            errors = schema.validate(without);
        }
        return errors.isEmpty() ? Optional.empty() : Optional.of(new SchemaMistakes(root, value).words(errors));
    }

    private static boolean isOfNull(Error error) {
        return error.getInstanceNode() != null
                && error.getInstanceNode().isNull()
                && error.getInstanceLocation().getNameCount() > 0
                && error.getInstanceLocation().getElement(-1) instanceof String;
    }

    private static void remove(NodePath path, JsonNode from) {
        if (SchemaMistakes.find(path.getParent(), from) instanceof ObjectNode object) {
            object.remove(path.getName(-1));
        }
    }
}
