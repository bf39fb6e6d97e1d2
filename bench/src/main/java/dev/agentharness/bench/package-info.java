/**
 * What the harness costs beside a loop written by hand. {@link dev.agentharness.bench.Bench} is the program; start reading
 * there. The two {@linkplain dev.agentharness.bench.Contestant contestants} talk to a
 * {@linkplain dev.agentharness.bench.FakeServer server} in a process of its own.
 */
@NullMarked
package dev.agentharness.bench;

import org.jspecify.annotations.NullMarked;
