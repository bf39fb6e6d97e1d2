import org.jspecify.annotations.NullMarked;

/** Traces and metrics from run events. */
@NullMarked
module dev.agentharness.otel {
    requires static org.jspecify;
    requires transitive dev.agentharness.core;
}
