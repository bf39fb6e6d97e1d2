import org.jspecify.annotations.NullMarked;

/** The loop, its small interfaces, and the values they speak in. */
@NullMarked
@SuppressWarnings("module") // siblings that are not there when this is compiled
module dev.agentharness.core {
    requires static transitive org.jspecify;
    requires org.slf4j;

    exports dev.agentharness;
    exports dev.agentharness.budget;
    exports dev.agentharness.cache;
    exports dev.agentharness.compaction;
    exports dev.agentharness.context;
    exports dev.agentharness.instruction;
    exports dev.agentharness.journal;
    exports dev.agentharness.memory;
    exports dev.agentharness.model;
    exports dev.agentharness.permission;
    exports dev.agentharness.recovery;
    exports dev.agentharness.run;
    exports dev.agentharness.sandbox;
    exports dev.agentharness.stop;
    exports dev.agentharness.tool;
    exports dev.agentharness.text to
            dev.agentharness.mcp,
            dev.agentharness.tools;
}
