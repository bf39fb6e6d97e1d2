import org.jspecify.annotations.NullMarked;

/** Contract suites and assertions for tests of harnesses. */
@NullMarked
module dev.agentharness.testkit {
    requires static org.jspecify;
    requires transitive dev.agentharness.core;
    requires transitive org.assertj.core;
    requires transitive org.junit.jupiter.api;

    exports dev.agentharness.testkit;
}
