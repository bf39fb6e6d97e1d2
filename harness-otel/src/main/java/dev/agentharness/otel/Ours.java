package dev.agentharness.otel;

import io.opentelemetry.api.common.AttributeKey;
import java.util.List;

/** Names for what the conventions have no name for. */
final class Ours {

    static final AttributeKey<String> RUN = AttributeKey.stringKey("harness.run.id");
    static final AttributeKey<String> PARENT_RUN = AttributeKey.stringKey("harness.run.parent.id");
    static final AttributeKey<Boolean> NESTED = AttributeKey.booleanKey("harness.run.nested");
    static final AttributeKey<Boolean> RESUMED = AttributeKey.booleanKey("harness.run.resumed");
    static final AttributeKey<String> EVENT = AttributeKey.stringKey("harness.event");
    static final AttributeKey<String> OUTCOME = AttributeKey.stringKey("harness.outcome");

    static final AttributeKey<String> INSTRUCTIONS = AttributeKey.stringKey("harness.stamps.instructions");
    static final AttributeKey<List<String>> SOURCES = AttributeKey.stringArrayKey("harness.stamps.sources");
    static final AttributeKey<String> TOOLS = AttributeKey.stringKey("harness.stamps.tools");
    static final AttributeKey<String> POLICY = AttributeKey.stringKey("harness.stamps.policy");
    static final AttributeKey<String> MODEL = AttributeKey.stringKey("harness.stamps.model");
    static final AttributeKey<String> HARNESS = AttributeKey.stringKey("harness.stamps.harness");

    static final AttributeKey<Long> TURN = AttributeKey.longKey("harness.turn");
    static final AttributeKey<Long> ATTEMPT = AttributeKey.longKey("harness.attempt");
    static final AttributeKey<Boolean> HEDGE = AttributeKey.booleanKey("harness.hedge");
    static final AttributeKey<Boolean> CLOSING = AttributeKey.booleanKey("harness.closing");
    static final AttributeKey<Boolean> RETRYABLE = AttributeKey.booleanKey("harness.retryable");
    static final AttributeKey<Double> RETRY_AFTER = AttributeKey.doubleKey("harness.retry_after");
    static final AttributeKey<Long> TURNS = AttributeKey.longKey("harness.spend.turns");
    static final AttributeKey<Long> TOOL_CALLS = AttributeKey.longKey("harness.spend.tool_calls");
    static final AttributeKey<Long> TOKENS = AttributeKey.longKey("harness.spend.tokens");
    static final AttributeKey<Double> DOLLARS = AttributeKey.doubleKey("harness.spend.usd");

    static final AttributeKey<String> DECISION = AttributeKey.stringKey("harness.decision");
    static final AttributeKey<String> LAYER = AttributeKey.stringKey("harness.decision.layer");
    static final AttributeKey<String> RULE = AttributeKey.stringKey("harness.decision.rule");
    static final AttributeKey<String> VERDICT = AttributeKey.stringKey("harness.verdict");
    static final AttributeKey<Long> WAITING = AttributeKey.longKey("harness.waiting");
    static final AttributeKey<String> SCOPE = AttributeKey.stringKey("harness.scope");
    static final AttributeKey<String> METER = AttributeKey.stringKey("harness.meter");
    static final AttributeKey<Double> LIMIT = AttributeKey.doubleKey("harness.limit");
    static final AttributeKey<Double> TAKEN = AttributeKey.doubleKey("harness.taken");
    static final AttributeKey<String> SECTION = AttributeKey.stringKey("harness.section");
    static final AttributeKey<Long> TOKENS_LOST = AttributeKey.longKey("harness.cached_tokens_lost");
    static final AttributeKey<String> TRIGGER = AttributeKey.stringKey("harness.trigger");
    static final AttributeKey<List<String>> STEPS = AttributeKey.stringArrayKey("harness.steps");
    static final AttributeKey<Long> BEFORE = AttributeKey.longKey("harness.length.before");
    static final AttributeKey<Long> AFTER = AttributeKey.longKey("harness.length.after");
    static final AttributeKey<Boolean> CRAMPED = AttributeKey.booleanKey("harness.cramped");
    static final AttributeKey<Long> HINTS = AttributeKey.longKey("harness.memory.hints");
    static final AttributeKey<String> REFLECTION = AttributeKey.stringKey("harness.reflection");
    static final AttributeKey<String> CHECK = AttributeKey.stringKey("harness.check");
    static final AttributeKey<String> NOTE = AttributeKey.stringKey("harness.note");

    /** Words that say more than the fact: recorded with content only. */
    static final AttributeKey<String> WORDS = AttributeKey.stringKey("harness.words");

    private Ours() {}
}
