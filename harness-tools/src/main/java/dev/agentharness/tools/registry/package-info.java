/**
 * The registry as an artefact that people review: a manifest says which tools there are and what is said of each, and a tool
 * that differs from it is refused.
 *
 * <p>Start with {@link dev.agentharness.tools.registry.ManifestRegistry}.
 */
@NullMarked
package dev.agentharness.tools.registry;

import org.jspecify.annotations.NullMarked;
