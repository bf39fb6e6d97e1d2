/**
 * What the harness costs beside a loop written by hand. {@link dev.agentharness.bench.Bench} is the program,
 * {@link dev.agentharness.bench.Group} the list of all that it measures; start reading there. Each
 * {@linkplain dev.agentharness.bench.Contestant contestant} runs in a {@linkplain dev.agentharness.bench.Worker process} of
 * its own and talks to a {@linkplain dev.agentharness.bench.FakeServer server} in another.
 */
@NullMarked
package dev.agentharness.bench;

import org.jspecify.annotations.NullMarked;
