/**
 * What runs remember for one another, and who lets them.
 *
 * <p>Start with {@link dev.agentharness.memory.Memory}. A write is a proposal that a
 * {@link dev.agentharness.memory.MemoryGate} commits, quarantines or refuses; {@link dev.agentharness.memory.MemoryReview}
 * is for persons. A {@link dev.agentharness.memory.MemoryStore} only keeps and finds: an index of vectors can be one.
 */
@NullMarked
package dev.agentharness.memory;

import org.jspecify.annotations.NullMarked;
