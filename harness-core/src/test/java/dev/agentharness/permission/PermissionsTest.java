package dev.agentharness.permission;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.agentharness.model.Risk;
import dev.agentharness.model.ToolCall;
import dev.agentharness.run.Decision;
import dev.agentharness.run.Layer;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("Layered permissions")
class PermissionsTest {

    private static final Rules RULES = Rules.parse("""
            {"version":"7","rules":[
             {"name":"no-bob","decision":"deny","tools":["pay"],"where":{"to":{"values":["Bob"]}},"reason":"Bob is out"},
             {"name":"ann","decision":"allow","tools":["pay"],"where":{"to":{"values":["Ann","Bob"]}}},
             {"name":"large","decision":"ask","tools":["pay"],"where":{"amount":{"least":1000}},"reason":"a large sum"},
             {"name":"tainted-money","decision":"ask","tools":["*"],"risks":["FINANCIAL","DESTRUCTIVE"],"tainted":true}
            ]}""");

    private static Decision pay(Permissions.Builder permissions, String arguments) throws InterruptedException {
        return Cases.decide(permissions.build(), Cases.PAY, arguments);
    }

    private static Permissions.Builder rules() {
        return Permissions.builder().rules(RULES);
    }

    @Test
    void deny_whatever_else_allows() throws Exception {
        Decision decision = pay(
                rules().external(request -> Optional.of(Decision.allow("fine"))).mode(Mode.ACCEPT_EDITS),
                "{\"to\":\"Bob\"}");

        assertThat(decision).isEqualTo(new Decision.Deny("Bob is out", false, Layer.DENY_RULE, "no-bob"));
    }

    @Test
    void ask_before_they_allow() throws Exception {
        assertThat(pay(rules(), "{\"to\":\"Ann\",\"amount\":5}"))
                .isEqualTo(new Decision.Allow("the rule 'ann'", Layer.ALLOW_RULE, "ann"));
        assertThat(pay(rules(), "{\"to\":\"Ann\",\"amount\":5000}"))
                .isEqualTo(new Decision.Ask("a large sum", false, Layer.ASK_RULE, "large"));
    }

    @Test
    void ask_on_all_grounds_at_once() throws Exception {
        Permissions permissions = rules().external(
                        request -> Optional.of(Decision.ask("new payee").on(Layer.POLICY, "payees")))
                .build();

        Decision decision = permissions.decide(
                Cases.call(Cases.PAY, "{\"to\":\"Ann\",\"amount\":5000}"),
                Cases.PAY,
                Cases.run(true, Risk.DESTRUCTIVE));

        assertThat(decision.rule()).isEqualTo("EXTERNAL payees, large, tainted-money");
        assertThat(decision.reason()).isEqualTo("new payee; a large sum; the rule 'tainted-money'");
    }

    @Test
    void know_when_the_run_is_tainted() throws Exception {
        ToolCall call = Cases.call(Cases.PAY, "{\"to\":\"Ann\"}");

        assertThat(rules().build().decide(call, Cases.PAY, Cases.run(false, Risk.DESTRUCTIVE)))
                .isInstanceOf(Decision.Allow.class);
        assertThat(rules().build().decide(call, Cases.PAY, Cases.run(true, Risk.DESTRUCTIVE)))
                .isInstanceOf(Decision.Ask.class);
    }

    @Test
    void have_a_ceiling_which_the_run_can_only_lower() throws Exception {
        ToolCall call = Cases.call(Cases.PAY, "{\"to\":\"Ann\"}");

        assertThat(pay(rules().ceiling(Risk.WRITE), "{\"to\":\"Ann\"}").layer()).isEqualTo(Layer.CEILING);
        assertThat(rules().build()
                        .decide(call, Cases.PAY, Cases.run(false, Risk.WRITE))
                        .layer())
                .isEqualTo(Layer.CEILING);
        assertThat(rules().ceiling(Risk.WRITE)
                        .build()
                        .decide(call, Cases.PAY, Cases.run(false, Risk.DESTRUCTIVE))
                        .layer())
                .isEqualTo(Layer.CEILING);
    }

    @Test
    void only_read_while_planning() throws Exception {
        assertThat(pay(rules().mode(Mode.PLAN), "{\"to\":\"Ann\"}").layer()).isEqualTo(Layer.MODE);
        assertThat(Cases.decide(rules().mode(Mode.PLAN).build(), Cases.READ, "{}"))
                .isInstanceOf(Decision.Allow.class);
    }

    @Test
    void never_allow_what_nobody_is_there_to_be_asked() throws Exception {
        assertThat(pay(rules().mode(Mode.UNATTENDED), "{\"to\":\"Eve\"}"))
                .isInstanceOfSatisfying(
                        Decision.Deny.class, deny -> assertThat(deny.layer()).isEqualTo(Layer.MODE));
        assertThat(pay(rules().mode(Mode.UNATTENDED_ESCALATE), "{\"to\":\"Eve\"}"))
                .isInstanceOfSatisfying(
                        Decision.Ask.class, ask -> assertThat(ask.endsRun()).isTrue());
        assertThat(pay(rules().mode(Mode.UNATTENDED), "{\"to\":\"Ann\"}")).isInstanceOf(Decision.Allow.class);
    }

    @Test
    void tell_the_external_policy_all_of_the_call() throws Exception {
        List<AccessRequest> requests = new ArrayList<>();

        pay(
                rules().external(request -> {
                    requests.add(request);
                    return Optional.empty();
                }),
                "{ \"to\" : \"Ann\", \"amount\" : 5.0 }");

        assertThat(requests).singleElement().satisfies(request -> {
            assertThat(request.subject()).isEqualTo("ann");
            assertThat(request.runId()).isEqualTo("run-1");
            assertThat(request.tool()).isEqualTo("pay");
            assertThat(request.risk()).isEqualTo(Risk.FINANCIAL);
            assertThat(request.arguments()).isEqualTo("{\"amount\":5,\"to\":\"Ann\"}");
        });
    }

    @Test
    void deny_when_the_external_policy_denies_or_fails_or_is_late() throws Exception {
        CountDownLatch never = new CountDownLatch(1);
        DecisionPoint late = request -> {
            never.await();
            return Optional.of(Decision.allow("too late"));
        };

        List<DecisionPoint> bad = List.of(
                request -> Optional.of(Decision.deny("not you")),
                request -> {
                    throw new IllegalStateException("down");
                },
                request -> {
                    throw new java.io.IOException("no route");
                },
                late.within(Duration.ofMillis(20)));

        for (DecisionPoint point : bad) {
            assertThat(pay(rules().external(point), "{\"to\":\"Ann\"}"))
                    .isInstanceOfSatisfying(
                            Decision.Deny.class,
                            deny -> assertThat(deny.layer()).isEqualTo(Layer.EXTERNAL));
        }
    }

    @Test
    void pass_an_interrupt_on() {
        DecisionPoint waiting = request -> {
            new CountDownLatch(1).await();
            return Optional.empty();
        };
        Thread.currentThread().interrupt();

        assertThatThrownBy(() -> pay(rules().external(waiting.within(Duration.ofMinutes(1))), "{\"to\":\"Ann\"}"))
                .isInstanceOf(InterruptedException.class);
    }

    @Test
    void may_keep_what_the_external_policy_said_for_a_while() throws Exception {
        List<AccessRequest> requests = new ArrayList<>();
        Instant[] now = {Instant.EPOCH};
        Clock clock = new Clock() {
            @Override
            public java.time.ZoneId getZone() {
                return ZoneOffset.UTC;
            }

            @Override
            public Clock withZone(java.time.ZoneId zone) {
                return this;
            }

            @Override
            public Instant instant() {
                return now[0];
            }
        };
        DecisionPoint point = request -> {
            requests.add(request);
            if (request.arguments().contains("fail") && requests.size() < 5) {
                throw new IllegalStateException("down");
            }
            return Optional.of(Decision.allow("fine"));
        };
        Permissions permissions = Permissions.builder()
                .external(point.cached(Duration.ofSeconds(10), 2, clock))
                .build();

        Cases.decide(permissions, Cases.PAY, "{\"to\":\"Ann\"}");
        Cases.decide(permissions, Cases.PAY, "{\"to\":\"Ann\"}");
        assertThat(requests).hasSize(1);

        now[0] = Instant.EPOCH.plusSeconds(10);
        Cases.decide(permissions, Cases.PAY, "{\"to\":\"Ann\"}");
        assertThat(requests).hasSize(2);

        permissions.decide(Cases.call(Cases.PAY, "{\"to\":\"Ann\"}"), Cases.PAY, Cases.run(true, Risk.DESTRUCTIVE));
        Cases.decide(permissions, Cases.PAY, "{\"to\":\"fail\"}");
        Cases.decide(permissions, Cases.PAY, "{\"to\":\"fail\"}");
        assertThat(requests)
                .as("another taint is another request, and no failure is kept")
                .hasSize(5);
    }

    @Test
    void have_another_name_under_other_rules() {
        assertThat(rules().build().name()).startsWith("rules 7 ").contains("mode DEFAULT", "ceiling DESTRUCTIVE");
        assertThat(Permissions.builder()
                        .rules(Rules.parse("{\"version\":\"7\",\"rules\":[]}"))
                        .build()
                        .name())
                .isNotEqualTo(rules().build().name());
    }

    @Test
    void deny_what_they_cannot_read() throws Exception {
        assertThat(Cases.decide(rules().build(), Cases.PAY, "{\"to\":\"Ann\",\"to\":\"Bob\"}"))
                .isInstanceOfSatisfying(
                        Decision.Deny.class, deny -> assertThat(deny.layer()).isEqualTo(Layer.ARGUMENTS));
    }
}
