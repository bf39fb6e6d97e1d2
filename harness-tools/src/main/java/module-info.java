import org.jspecify.annotations.NullMarked;

/** Tools made from records, lambdas and methods, wrappers around tools, and typed answers made from records. */
@NullMarked
module dev.agentharness.tools {
    requires static org.jspecify;
    requires transitive dev.agentharness.core;
    requires com.fasterxml.classmate;
    requires com.fasterxml.jackson.databind;
    requires com.fasterxml.jackson.datatype.jdk8;
    requires com.fasterxml.jackson.datatype.jsr310;
    requires com.github.benmanes.caffeine;
    requires com.github.victools.jsonschema.generator;
    requires com.github.victools.jsonschema.module.jackson;
    requires static com.github.victools.jsonschema.module.jakarta.validation;
    requires com.networknt.schema;
    requires java.net.http;
    requires static okhttp3;

    exports dev.agentharness.tools;
    exports dev.agentharness.tools.files;
    exports dev.agentharness.tools.policy;
    exports dev.agentharness.tools.registry;
    exports dev.agentharness.tools.shell;
    exports dev.agentharness.tools.web;
}
