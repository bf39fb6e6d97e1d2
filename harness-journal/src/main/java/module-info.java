import org.jspecify.annotations.NullMarked;

/** Journals that outlive the process. */
@NullMarked
module dev.agentharness.journal {
    requires static org.jspecify;
    requires transitive dev.agentharness.core;
}
