package dev.agentharness.otel;

import dev.agentharness.budget.Limit;
import dev.agentharness.run.Reflection;
import dev.agentharness.run.RunEvent;
import dev.agentharness.run.Shortening;
import dev.agentharness.run.Verification;
import io.opentelemetry.api.common.Attributes;
import java.util.Locale;
import java.util.Optional;

/**
 * What becomes of an event that is no part of a model call or a tool call: a span of its own. A span and no event of the run's
 * span, for of those an SDK keeps the first 128 and drops the rest, and a run may be long.
 *
 * @param isStep whether it took the time since the event before it, or none
 * @param error what kind of error it is, if it is one
 * @param words what was said, to be recorded with content only
 */
record Moment(String name, boolean isStep, Attributes attributes, Optional<String> error, Optional<String> words) {

    /** Empty if there is nothing to tell. */
    static Optional<Moment> of(RunEvent event, Disclosure disclosure) {
        if (event instanceof RunEvent.Recalled recalled) {
            return Optional.of(recalled(recalled));
        } else if (event instanceof RunEvent.Compacted compacted) {
            return Optional.of(compacted(compacted, disclosure));
        } else if (event instanceof RunEvent.AnswerChecked checked) {
            return Optional.of(checked(checked.verification()));
        } else if (event instanceof RunEvent.Reflected reflected) {
            return reflected(reflected);
        } else if (event instanceof RunEvent.PrefixChanged changed) {
            return Optional.of(moment(
                    "change_prefix",
                    Attributes.of(
                            Ours.SECTION,
                            disclosure.word(changed.section()),
                            Ours.TOKENS_LOST,
                            changed.cachedTokensLost())));
        } else if (event instanceof RunEvent.Drawn drawn) {
            return Optional.of(moment(
                    "draw",
                    Attributes.of(
                            Ours.SCOPE,
                            disclosure.word(drawn.scope()),
                            Ours.TOKENS,
                            drawn.spend().tokens(),
                            Ours.DOLLARS,
                            drawn.spend().dollars().doubleValue())));
        } else if (event instanceof RunEvent.Overdrawn overdrawn) {
            return Optional.of(moment(
                    "overdraw",
                    Attributes.of(
                            Ours.TOKENS,
                            overdrawn.beyond().tokens(),
                            Ours.DOLLARS,
                            overdrawn.beyond().dollars().doubleValue())));
        } else if (event instanceof RunEvent.BudgetWarned warned) {
            return Optional.of(moment(
                    "warn_budget",
                    limit(warned.scope(), warned.limit(), disclosure).toBuilder()
                            .put(Ours.TAKEN, warned.taken().doubleValue())
                            .build()));
        } else if (event instanceof RunEvent.LimitReached reached) {
            return Optional.of(moment("reach_limit", limit(reached.scope(), reached.limit(), disclosure)));
        } else if (event instanceof RunEvent.ClosingBegan closing) {
            return Optional.of(moment(
                    "close_up", Attributes.of(Ours.CLOSING, !closing.text().isEmpty())));
        } else if (event instanceof RunEvent.ToolWithdrawn withdrawn) {
            return Optional.of(moment("withdraw_tool", Attributes.of(GenAi.TOOL, disclosure.word(withdrawn.tool())))
                    .saying(withdrawn.reason()));
        } else if (event instanceof RunEvent.Nudged nudged) {
            return Optional.of(moment("nudge", Attributes.empty()).saying(nudged.text()));
        }
        return Optional.empty();
    }

    private static Moment recalled(RunEvent.Recalled recalled) {
        boolean failed = !recalled.unavailable().isEmpty();
        return step("recall_memory", Attributes.of(Ours.HINTS, (long)
                        recalled.hints().size()))
                .failing(failed ? Optional.of("memory_unavailable") : Optional.empty())
                .saying(recalled.unavailable());
    }

    private static Moment compacted(RunEvent.Compacted compacted, Disclosure disclosure) {
        return step(
                "compact",
                Attributes.builder()
                        .put(Ours.TRIGGER, disclosure.word(compacted.trigger()))
                        .put(
                                Ours.STEPS,
                                compacted.steps().stream()
                                        .map(Shortening::by)
                                        .map(disclosure::word)
                                        .toList())
                        .put(Ours.BEFORE, compacted.before())
                        .put(Ours.AFTER, compacted.after())
                        .put(Ours.CRAMPED, compacted.cramped())
                        .build());
    }

    private static Moment checked(Verification verification) {
        String status = verification.status().name().toLowerCase(Locale.ROOT);
        boolean failed = verification.status() == Verification.Status.FAILED
                || verification.status() == Verification.Status.GAVE_UP_CHECKING;
        return step("check_answer", Attributes.of(Ours.CHECK, status))
                .failing(failed ? Optional.of("check_" + status) : Optional.empty())
                .saying(verification.feedback());
    }

    private static Optional<Moment> reflected(RunEvent.Reflected reflected) {
        Reflection reflection = reflected.reflection();
        if (reflection instanceof Reflection.Continue) {
            return Optional.empty();
        }
        String word = reflection.getClass().getSimpleName().toLowerCase(Locale.ROOT);
        Moment moment = step("reflect", Attributes.of(Ours.REFLECTION, word, Ours.TURN, (long) reflected.turn()));
        return Optional.of(moment.saying(said(reflection)));
    }

    private static String said(Reflection reflection) {
        if (reflection instanceof Reflection.Nudge nudge) {
            return nudge.text();
        } else if (reflection instanceof Reflection.Replan replan) {
            return replan.text();
        } else if (reflection instanceof Reflection.Escalate escalate) {
            return escalate.question();
        }
        return reflection instanceof Reflection.Stop stop ? stop.outcome().reason() : "";
    }

    private static Attributes limit(String scope, Limit limit, Disclosure disclosure) {
        return Attributes.of(
                Ours.SCOPE,
                disclosure.word(scope),
                Ours.METER,
                limit.meter().name().toLowerCase(Locale.ROOT),
                Ours.LIMIT,
                limit.amount().doubleValue());
    }

    private static Moment moment(String name, Attributes attributes) {
        return new Moment(
                name, false, attributes.toBuilder().put(Ours.EVENT, name).build(), Optional.empty(), Optional.empty());
    }

    private static Moment step(String name, Attributes attributes) {
        return new Moment(name, true, moment(name, attributes).attributes, Optional.empty(), Optional.empty());
    }

    private Moment failing(Optional<String> kind) {
        return new Moment(name, isStep, attributes, kind, words);
    }

    private Moment saying(String said) {
        return new Moment(name, isStep, attributes, error, Optional.of(said).filter(text -> !text.isEmpty()));
    }
}
