package dev.agentharness.permission;

import org.jspecify.annotations.Nullable;

/**
 * What a rule says of one value of an argument. There are two questions, because a rule that allows must be sure and a
 * rule that asks or denies must not be evaded: what cannot be read is possibly anything and surely nothing.
 */
interface ValuePattern {

    /** Whether the value is what the rule means, in every reading. */
    boolean surely(@Nullable Object value);

    /** Whether the value may be what the rule means, in some reading. */
    boolean possibly(@Nullable Object value);
}
