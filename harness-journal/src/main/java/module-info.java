import org.jspecify.annotations.NullMarked;

/** Journals and memories that outlive the process. */
@NullMarked
module dev.agentharness.journal {
    requires static org.jspecify;
    requires transitive dev.agentharness.core;
    requires com.fasterxml.jackson.databind;
    requires org.slf4j;

    exports dev.agentharness.journals;
}
