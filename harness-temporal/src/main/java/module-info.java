import org.jspecify.annotations.NullMarked;

/** The loop on a Temporal cluster. */
@NullMarked
module dev.agentharness.temporal {
    requires static org.jspecify;
    requires transitive dev.agentharness.core;
}
