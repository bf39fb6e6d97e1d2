package dev.agentharness.journals;

import dev.agentharness.memory.InMemoryStore;
import dev.agentharness.memory.MemoryStore;
import dev.agentharness.testkit.MemoryStoreContract;
import org.junit.jupiter.api.DisplayName;

/** Here and not in the core, because the testkit that holds the suite is built on the core. */
@DisplayName("A memory store that lives as long as the process")
class InMemoryStoreTest extends MemoryStoreContract {

    @Override
    protected MemoryStore store() {
        return new InMemoryStore();
    }
}
