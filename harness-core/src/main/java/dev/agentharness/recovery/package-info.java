/** What is tried again and what ends the run: {@link dev.agentharness.recovery.RecoveryPolicy}. */
@NullMarked
package dev.agentharness.recovery;

import org.jspecify.annotations.NullMarked;
