import org.jspecify.annotations.NullMarked;

/** Model providers and what wraps them. */
@NullMarked
module dev.agentharness.models {
    requires static org.jspecify;
    requires transitive dev.agentharness.core;
    requires com.fasterxml.jackson.core;
    requires okhttp3;

    exports dev.agentharness.models;
}
