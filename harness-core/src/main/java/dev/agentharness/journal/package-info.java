/** Where the events of runs are kept safe: {@link dev.agentharness.journal.Journal}. */
@NullMarked
package dev.agentharness.journal;

import org.jspecify.annotations.NullMarked;
