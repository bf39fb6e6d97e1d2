import org.jspecify.annotations.NullMarked;

/** Tools ready to use, and tools from records, lambdas and methods. */
@NullMarked
module dev.agentharness.tools {
    requires static org.jspecify;
    requires transitive dev.agentharness.core;
    requires com.fasterxml.jackson.databind;
    requires com.github.victools.jsonschema.generator;
    requires com.github.victools.jsonschema.module.jackson;
}
