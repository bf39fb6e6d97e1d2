package dev.agentharness.tools;

import dev.agentharness.tools.files.FileAttacks;
import dev.agentharness.tools.shell.CommandAttacks;
import dev.agentharness.tools.web.WebAttacks;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.DynamicNode;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

@DisplayName("An attack by way of a path, a command or an address")
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class AttacksTest {

    private WebAttacks web;

    @TestFactory
    Stream<DynamicNode> attacks(@TempDir Path folder) throws Exception {
        Attacks attacks = new Attacks("files-and-web");
        FileAttacks.in(folder.resolve("files")).addTo(attacks);
        CommandAttacks.in(folder.resolve("commands")).addTo(attacks);
        web = WebAttacks.start();
        web.addTo(attacks);
        return attacks.tests();
    }

    @AfterAll
    void close() {
        web.close();
    }
}
