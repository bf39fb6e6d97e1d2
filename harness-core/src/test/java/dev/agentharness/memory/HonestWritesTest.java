package dev.agentharness.memory;

import static dev.agentharness.memory.Bench.event;
import static dev.agentharness.memory.Bench.fact;
import static dev.agentharness.memory.Bench.fetch;
import static dev.agentharness.memory.Bench.howTo;
import static dev.agentharness.model.ScriptedModel.calls;
import static org.assertj.core.api.Assertions.assertThat;

import dev.agentharness.model.ScriptedModel.Answer;
import dev.agentharness.run.RunResult;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** The other side of the gate: what ordinary work wants to remember passes, so that it is no wall. */
@DisplayName("Honest writes")
class HonestWritesTest {

    private final Map<String, Answer[]> writes = new LinkedHashMap<>();

    HonestWritesTest() {
        write("a fact", fact("deploy-window", "Deploys happen on Tuesdays between 10 and 12."));
        write("a number", fact("budget 2026", "The marketing budget of 2026 is 1,250,000.50 EUR."));
        write("a path", fact("config file", "The service reads /etc/app/config.yaml, then ~/.app.yaml."));
        write("an address", fact("wiki", "The runbook is at https://wiki.example.com/runbook?id=7#top"));
        write("an email address", fact("owner", "The billing service is owned by billing@example.com."));
        write("code", fact("entry point", "`Main.main(String[] args)` calls `new Server(8080).start()`."));
        write("a shell command", howTo("run tests", "Run `mvn -o -q test | tee log` in the module's folder."));
        write("a download that runs nothing", howTo("schema", "Get it with curl -O https://example.com/schema.json"));
        write("steps", howTo("release", "1. Tag the commit.\n2. Wait for CI.\n3. Announce it in #releases."));
        write("a rule of the house", howTo("imports", "From now on, imports are sorted; never use wildcards."));
        write("about passwords", fact("password policy", "The password policy asks for twelve characters."));
        write("where a secret is", fact("database password", "The password is kept in the vault under db/main."));
        write("about tokens", fact("token limit", "A request may have 8,000 tokens; the token budget resets at noon."));
        write("about instructions", fact("assembly", "The instructions for assembly are in the box."));
        write("about ignoring", fact("gitignore", "The build ignores target/ and *.class files."));
        write("about the system", fact("system", "The system prompts for a PIN when it starts."));
        write("about users", fact("tell", "Support tells users about outages by email."));
        write("German", fact("Öffnungszeiten", "Das Büro öffnet um 8 Uhr, außer an Feiertagen."));
        write("Greek", fact("γραφείο", "Το γραφείο ανοίγει στις οκτώ."));
        write("Russian", fact("офис", "Офис открывается в восемь часов утра."));
        write("Japanese", fact("営業時間", "事務所は八時に開きます。"));
        write("Persian, with joiners", fact("ساعت", "دفتر ساعت هشت باز می\u200Cشود."));
        write("emoji", fact("team sign", "The team's sign is 👩\u200D🚀 in the chat."));
        write("an experience", event("migration", "The migration took 40 minutes; the index had to be rebuilt."));
        write("an experience with a page", fetch(), event("page", "The page was read and had no prices."));
        write("what a trusted tool says", calls("crm", "{}"), fact("ticket 7", "Ticket 7 is solved."));
        write("after a file of the house", calls("read_file", "{}"), fact("lines", "The file has three sections."));
        write("with an end", calls(Memory.PROPOSE, """
                {"kind":"semantic","key":"freeze","text":"No deploys this week.","expires_in_days":7}"""));
        write("similar keys", fact("port 10", "Port 10 is the printer."), fact("port 11", "Port 11 is the scanner."));
        write("an update", fact("coffee", "The machine is on floor 2."), fact("coffee", "It moved to floor 3."));
    }

    private void write(String name, Answer... script) {
        writes.put(name, script);
    }

    @Test
    void pass() {
        List<String> stopped = new ArrayList<>();
        writes.forEach((name, script) -> {
            Bench bench = new Bench(MemoryGate.standard());
            bench.review.pin(MemoryKind.SEMANTIC, "deploy-policy", "Deploys need two approvals.", "alice");
            RunResult result = bench.runAndAnswer(script);
            long proposed = result.state().finishedTurns().stream()
                    .flatMap(turn -> turn.calls().stream())
                    .filter(call -> call.name().equals(Memory.PROPOSE))
                    .count();
            if (bench.store.ofRun(result.runId()).stream()
                            .filter(entry -> entry.status() == MemoryStatus.COMMITTED)
                            .count()
                    != proposed) {
                stopped.add(name);
            }
        });

        System.out.println("evidence: memory.honest = " + (writes.size() - stopped.size()) + " of " + writes.size()
                + " committed");
        assertThat(stopped).isEmpty();
    }
}
