/**
 * How a conversation is kept within the context window: when it is due to be made shorter, and by what.
 *
 * <p>Start with {@link dev.agentharness.compaction.Compaction}. What is taken away stays in the journal; what is pinned is
 * never taken away; a summary is checked before it is believed.
 */
@NullMarked
package dev.agentharness.compaction;

import org.jspecify.annotations.NullMarked;
