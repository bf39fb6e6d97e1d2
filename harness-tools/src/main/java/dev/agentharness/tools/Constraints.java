package dev.agentharness.tools;

import com.github.victools.jsonschema.generator.SchemaGeneratorConfigBuilder;
import com.github.victools.jsonschema.module.jakarta.validation.JakartaValidationModule;
import com.github.victools.jsonschema.module.jakarta.validation.JakartaValidationOption;

/** The constraints of {@code jakarta.validation} on the components of records, where the application has that jar. */
final class Constraints {

    private static final boolean PRESENT = isPresent();

    private Constraints() {}

    static void addTo(SchemaGeneratorConfigBuilder config) {
        if (PRESENT) {
            Module.addTo(config);
        }
    }

    private static boolean isPresent() {
        try {
            Class.forName("jakarta.validation.constraints.Min");
            Class.forName("com.github.victools.jsonschema.module.jakarta.validation.JakartaValidationModule");
            return true;
        } catch (ClassNotFoundException | LinkageError e) {
            return false;
        }
    }

    /** Apart, because it cannot be loaded without that jar. */
    private static final class Module {
        static void addTo(SchemaGeneratorConfigBuilder config) {
            config.with(new JakartaValidationModule(JakartaValidationOption.INCLUDE_PATTERN_EXPRESSIONS));
        }
    }
}
