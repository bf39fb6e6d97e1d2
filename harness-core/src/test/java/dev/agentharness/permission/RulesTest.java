package dev.agentharness.permission;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.agentharness.model.Effect;
import dev.agentharness.model.Risk;
import dev.agentharness.model.ToolSpec;
import dev.agentharness.run.Decision;
import dev.agentharness.run.Layer;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@DisplayName("A rule")
class RulesTest {

    private static final String PATHS = "{\"paths\":[\"reports/**\",\"/data/*.csv\"]}";
    private static final String HOSTS = "{\"hosts\":[\"api.example.org\",\"*.docs.example.org\",\"build:8443\"]}";
    private static final String COMMANDS =
            "{\"commands\":[\"git status\",\"git log *\",\"ls *\",\"grep * --include=*.java *\"]}";

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            ignoreLeadingAndTrailingWhitespace = true,
            value = {
                "reports/a.txt              | true",
                "reports/2026/a.txt         | true",
                "./reports//a.txt           | true",
                "/data/a.csv                | true",
                "reports                    | false",
                "/data/sub/a.csv            | false",
                "data/a.csv                 | false",
                "reports/../secret          | false",
                "reports/%2e%2e/secret      | false",
                "reports/．．/secret         | false",
                "reports\\..\\secret        | false",
                "~/reports/a                | false",
                "/reports/a                 | false",
                "other/a                    | false",
            })
    void that_allows_paths_is_sure_of_them(String path, boolean allowed) throws Exception {
        assertThat(isAllowed(PATHS, path)).isEqualTo(allowed);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "/etc/passwd            | true",
                "//etc/./passwd         | true",
                "/var/../etc/passwd     | true",
                "../../etc/passwd       | true",
                "/ETC/passwd            | true",
                "/etc                   | true",
                "/app/.env              | true",
                ".env                   | true",
                "sub\\.env              | true",
                "/app/secrets/key       | true",
                "%2fetc/passwd          | true",
                "~/x                    | true",
                "/app/environment       | false",
                "reports/etc/passwd     | false",
            })
    void that_denies_paths_is_not_evaded(String path, boolean denied) throws Exception {
        assertThat(isDenied("{\"paths\":[\"/etc/**\",\"**/.env\",\"secrets/**\"]}", path))
                .isEqualTo(denied);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "https://api.example.org/v1?x=1          | true",
                "HTTPS://API.EXAMPLE.ORG./v1             | true",
                "api.example.org                         | true",
                "https://a.docs.example.org              | true",
                "https://build:8443/x                    | true",
                "https://build/x                         | false",
                "https://api.example.org:8080/           | false",
                "https://docs.example.org                | false",
                "https://api.example.org.evil.com/       | false",
                "https://api.example.org@evil.com/       | false",
                "https://evil.com/#api.example.org       | false",
                "https://evil.com\\@api.example.org      | false",
                "https://user:pw@api.example.org/        | false",
                "ftp://api.example.org/                  | false",
                "file:///etc/passwd                      | false",
                "https://аpi.example.org/                | false",
            })
    void that_allows_hosts_is_sure_of_them(String url, boolean allowed) throws Exception {
        assertThat(isAllowed(HOSTS, url)).isEqualTo(allowed);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "https://evil.com/            | true",
                "https://EVIL.com.:99/        | true",
                "https://x@evil.com/          | true",
                "http://2130706433/           | true",
                "http://127.0.0.1/            | true",
                "http://0x7f.1/               | true",
                "http://[::ffff:127.0.0.1]/   | true",
                "http://evil.com\\@good.com   | true",
                "https://good.com/            | false",
            })
    void that_denies_hosts_is_not_evaded(String url, boolean denied) throws Exception {
        assertThat(isDenied("{\"hosts\":[\"evil.com\"]}", url)).isEqualTo(denied);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '¦',
            quoteCharacter = '§',
            value = {
                "git status                        ¦ true",
                "  git   status                    ¦ true",
                "git log --oneline -5              ¦ true",
                "git log                           ¦ true",
                "git log | grep x --include=a.java ¦ true",
                "git log && ls -l && git status    ¦ true",
                "git log 2>&1 | ls                 ¦ true",
                "git log >/dev/null                ¦ true",
                "git 'status'                      ¦ true",
                "git log $(git log)                ¦ true",
                "ls \"$(git status)\" `git log`    ¦ true",
                "ls *.txt                          ¦ true",
                "git status --porcelain            ¦ false",
                "git log; rm -rf /                 ¦ false",
                "git log;rm x                      ¦ false",
                "git log & rm x                    ¦ false",
                "git log || rm x                   ¦ false",
                "git log | sh                      ¦ false",
                "git log $(rm x)                   ¦ false",
                "git log `rm x`                    ¦ false",
                "ls \"$(rm x)\"                    ¦ false",
                "git log > x                       ¦ false",
                "git log >> x                      ¦ false",
                "git log < x                       ¦ false",
                "git log <(rm x)                   ¦ false",
                "PAGER=evil git log                ¦ false",
                "$(echo git) status                ¦ false",
                "$GIT status                       ¦ false",
                "git $SUB                          ¦ false",
                "(git status)                      ¦ false",
                "{ git status; }                   ¦ false",
                "gitx status                       ¦ false",
                "git log $'\\x3b'                  ¦ false",
                "git log ${x:-$(rm x)}             ¦ false",
                "ls {a,b}                          ¦ false",
                "git log 'unclosed                 ¦ false",
                "git log \\                        ¦ false",
                "./git status                      ¦ false",
                "git log # && rm                   ¦ false",
                "git log $((1+1))                  ¦ false",
            })
    void that_allows_commands_is_sure_of_each(String line, boolean allowed) throws Exception {
        assertThat(isAllowed(COMMANDS, line)).isEqualTo(allowed);
    }

    @Test
    void that_allows_commands_reads_every_line() throws Exception {
        assertThat(isAllowed(COMMANDS, "git log\ngit status")).isTrue();
        assertThat(isAllowed(COMMANDS, "git log\nrm x")).isFalse();
        assertThat(isAllowed(COMMANDS, "git log\r\nrm x")).isFalse();
        assertThat(isAllowed(COMMANDS, "")).isFalse();
        assertThat(isAllowed(COMMANDS, "ls " + "$(ls ".repeat(50) + ")".repeat(50)))
                .isFalse();
        assertThat(isAllowed(COMMANDS, "ls " + "x".repeat(30_000))).isFalse();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '§',
            value = {
                "rm x                    | true",
                "echo a; rm x            | true",
                "echo $(rm x)            | true",
                "/bin/rm x               | true",
                "\\rm x                  | true",
                "r'm' x                  | true",
                "sudo -n rm x            | true",
                "sh -c 'rm x'            | true",
                "find . -exec rm {} +    | true",
                "$CMD x                  | true",
                "eval \"$(cat x)\"       | false",
                "git push                | true",
                "git push origin         | true",
                "git pull                | false",
                "git $SUB                | true",
                "echo hello              | false",
                "(rm x)                  | true",
                "cat 'unclosed           | true",
            })
    void that_denies_commands_is_hard_to_evade(String line, boolean denied) throws Exception {
        assertThat(isDenied("{\"commands\":[\"rm *\",\"git push\"]}", line)).isEqualTo(denied);
    }

    @ParameterizedTest
    @CsvSource({
        "0,true",
        "100,true",
        "99.99,true",
        "1e2,true",
        "100.01,false",
        "1e3,false",
        "-5,false",
        "1e399,false",
        "\"50\",false",
        "true,false",
        "[5],true",
        "[5;500],false",
        "[],false",
        "{},false"
    })
    void that_allows_amounts_is_sure_of_them(String amount, boolean allowed) throws Exception {
        Decision decision = Cases.decide(
                Cases.where("allow", "amount", "{\"most\":100}"),
                Cases.PAY,
                "{\"amount\":" + amount.replace(';', ',') + "}");

        assertThat(decision instanceof Decision.Allow).isEqualTo(allowed);
    }

    @ParameterizedTest
    @CsvSource({"1000,true", "999.9,false", "\"5\",true", "[1;2000],true", "1e300,true"})
    void that_denies_amounts_is_not_evaded(String amount, boolean denied) throws Exception {
        Decision decision = Cases.decide(
                Cases.where("deny", "amount", "{\"least\":1000}"),
                Cases.PAY,
                "{\"amount\":" + amount.replace(';', ',') + "}");

        assertThat(decision instanceof Decision.Deny).isEqualTo(denied);
    }

    @Test
    void looks_into_objects_and_arrays() throws Exception {
        Permissions permissions = Cases.where("allow", "order.items.price", "{\"most\":10}");

        assertThat(Cases.decide(permissions, Cases.PAY, "{\"order\":{\"items\":[{\"price\":1},{\"price\":10}]}}"))
                .isInstanceOf(Decision.Allow.class);
        assertThat(Cases.decide(permissions, Cases.PAY, "{\"order\":{\"items\":[{\"price\":1},{\"price\":11}]}}"))
                .isInstanceOf(Decision.Ask.class);
        assertThat(Cases.decide(permissions, Cases.PAY, "{\"order\":5}")).isInstanceOf(Decision.Ask.class);
        assertThat(Cases.decide(permissions, Cases.PAY, "{\"order\":{\"items\":[null,{\"price\":1}]}}"))
                .isInstanceOf(Decision.Ask.class);
    }

    @Test
    void that_does_not_match_never_allows() throws Exception {
        assertThat(Cases.decide(Cases.where("allow", "to", "{\"values\":[\"Ann\"]}"), Cases.PAY, "{}"))
                .isInstanceOf(Decision.Ask.class);
        assertThat(Cases.decide(Cases.where("allow", "to", "{\"values\":[\"Ann\"]}"), Cases.PAY, "{\"to\":\"Ann\"}"))
                .isEqualTo(new Decision.Allow("the rule 'r'", Layer.ALLOW_RULE, "r"));
    }

    @Test
    void may_speak_of_risk_and_scope() throws Exception {
        Permissions permissions = Permissions.builder().rules(Rules.parse("""
                        {"version":"1","rules":[
                         {"name":"crm","decision":"allow","tools":["*"],"scopes":["crm*"]},
                         {"name":"money","decision":"deny","tools":["*"],"risks":["FINANCIAL"]}]}""")).build();
        ToolSpec crm = Cases.tool("note", Effect.IDEMPOTENT, Risk.WRITE, "crm:notes");
        ToolSpec more = Cases.tool("note", Effect.IDEMPOTENT, Risk.WRITE, "crm:notes", "mail");

        assertThat(Cases.decide(permissions, crm, "{}")).isInstanceOf(Decision.Allow.class);
        assertThat(Cases.decide(permissions, more, "{}")).isInstanceOf(Decision.Ask.class);
        assertThat(Cases.decide(permissions, Cases.WRITE, "{}")).isInstanceOf(Decision.Ask.class);
        assertThat(Cases.decide(permissions, Cases.PAY, "{}"))
                .isInstanceOfSatisfying(
                        Decision.Deny.class, deny -> assertThat(deny.rule()).isEqualTo("money"));
    }

    @Test
    void keeps_its_examples() {
        Rules.parse(file("""
                {"name":"small","decision":"allow","tools":["pay"],"where":{"amount":{"most":100}},
                 "allows":[{"tool":"pay","arguments":{"amount":100}}],
                 "denies":[{"tool":"pay","arguments":{"amount":101}},{"tool":"payout","arguments":{"amount":1}}]}"""));

        assertThatIllegalArgumentException()
                .isThrownBy(() -> Rules.parse(file("""
                        {"name":"small","decision":"allow","tools":["pay"],"where":{"amount":{"most":100}},
                         "denies":[{"tool":"pay","arguments":{"amount":99}}]}""")))
                .withMessage("rule 'small': the example {\"arguments\":{\"amount\":99},\"tool\":\"pay\"} under "
                        + "\"denies\" is matched by it");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Rules.parse(file("""
                        {"name":"secrets","decision":"deny","tools":["*"],"where":{"path":{"paths":["/etc/**"]}},
                         "denies":[{"tool":"read_file","arguments":{"path":"/usr/x"}}]}""")))
                .withMessageContaining("is not matched by it");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Rules.parse(file("""
                        {"name":"all","decision":"deny","tools":["*"],"risks":["FINANCIAL"]},
                        {"name":"small","decision":"allow","tools":["pay"],
                         "allows":[{"tool":"pay","risk":"FINANCIAL"}]}""")))
                .withMessageContaining("is decided by rule 'all'");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '§',
            value = {
                "{}                                                              | has no name",
                "{\"name\":\"a\",\"decision\":\"alow\",\"tools\":[\"*\"]}        | 'alow'",
                "{\"name\":\"a\",\"decision\":\"deny\"}                          | \"tools\" is missing",
                "{\"name\":\"a\",\"decision\":\"deny\",\"tools\":[]}             | \"tools\"",
                "{\"name\":\"a\",\"decision\":\"deny\",\"tools\":[\"rеad\"]}     | no tool can be named",
                "{\"name\":\"a\",\"decision\":\"deny\",\"tools\":[\"*\"],\"were\":{}} | [were]",
                "{\"name\":\"a\",\"decision\":\"deny\",\"tools\":[\"*\"],\"risks\":[\"HUGE\"]} | 'HUGE'",
                "{\"name\":\"a\",\"decision\":\"deny\",\"tools\":[\"*\"],\"where\":{\"p\":{\"path\":[\"x\"]}}} | 'path'",
                "{\"name\":\"a\",\"decision\":\"deny\",\"tools\":[\"*\"],\"where\":{\"p\":{\"paths\":[\"../x\"]}}} | '../x'",
                "{\"name\":\"a\",\"decision\":\"deny\",\"tools\":[\"*\"],\"where\":{\"p\":{\"hosts\":[\"http://x\"]}}} | http://x",
                "{\"name\":\"a\",\"decision\":\"allow\",\"tools\":[\"*\"],\"where\":{\"p\":{\"commands\":[\"*\"]}}} | begins with",
                "{\"name\":\"a\",\"decision\":\"allow\",\"tools\":[\"*\"],\"where\":{\"p\":{\"most\":\"9\"}}} | is a number",
                "{\"name\":\"a\",\"decision\":\"allow\",\"tools\":[\"*\"],\"where\":{\"p\":{\"most\":9,\"paths\":[\"x\"]}}} | an amount",
                "{\"name\":\"a\",\"decision\":\"allow\",\"tools\":[\"*\"],\"tainted\":\"yes\"} | \"tainted\"",
                "{\"name\":\"a\",\"name\":\"b\",\"decision\":\"deny\",\"tools\":[\"*\"]} | stands twice",
            })
    void that_is_not_understood_is_refused(String rule, String words) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Rules.parse(file(rule)))
                .withMessageContaining(words);
    }

    @Test
    void in_the_guide_is_understood() throws Exception {
        String page =
                Files.readString(Path.of(System.getProperty("harness.root")).resolve("docs/guide/permissions.md"));
        int from = page.indexOf("```json\n") + 8;

        assertThat(Rules.parse(page.substring(from, page.indexOf("```", from))).version())
                .isEqualTo("3");
    }

    @Test
    void comes_from_a_file_that_is_named_when_it_is_refused(@TempDir Path folder) throws Exception {
        Path file = folder.resolve("permissions.json");
        Files.writeString(file, file("{\"name\":\"a\",\"decision\":\"deny\"}"));

        assertThatIllegalArgumentException()
                .isThrownBy(() -> Rules.load(file))
                .withMessageContaining("permissions.json: rule 'a'");
        assertThatThrownBy(() -> Rules.load(folder.resolve("none.json")))
                .isInstanceOf(UncheckedIOException.class)
                .hasMessageContaining("none.json");
    }

    private static String file(String rules) {
        return "{\"version\":\"1\",\"rules\":[" + rules + "]}";
    }

    private static boolean isAllowed(String pattern, String value) throws InterruptedException {
        return Cases.decide(Cases.where("allow", "x", pattern), Cases.SHELL, argument(value)) instanceof Decision.Allow;
    }

    private static boolean isDenied(String pattern, String value) throws InterruptedException {
        return Cases.decide(Cases.where("deny", "x", pattern), Cases.SHELL, argument(value)) instanceof Decision.Deny;
    }

    private static String argument(String value) {
        return "{\"x\":" + dev.agentharness.json.Json.quote(value) + "}";
    }
}
