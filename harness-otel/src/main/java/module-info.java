import org.jspecify.annotations.NullMarked;

/** Traces and metrics from run events. */
@NullMarked
@SuppressWarnings("requires-transitive-automatic") // OpenTelemetry's jars are automatic modules
module dev.agentharness.otel {
    requires static org.jspecify;
    requires transitive dev.agentharness.core;
    requires transitive io.opentelemetry.api;
    requires io.opentelemetry.context;
    requires org.slf4j;

    exports dev.agentharness.otel;
}
