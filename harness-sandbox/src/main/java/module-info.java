import org.jspecify.annotations.NullMarked;

/** Places to run commands. */
@NullMarked
module dev.agentharness.sandbox {
    requires static org.jspecify;
    requires transitive dev.agentharness.core;
    requires org.slf4j;

    exports dev.agentharness.sandboxes;
}
