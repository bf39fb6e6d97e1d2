/**
 * What a provider's prompt cache can serve of a request, and what breaks it.
 *
 * <p>A provider serves from its cache the longest beginning that it has seen before, byte for byte. So what a request is
 * made of has a declared {@link dev.agentharness.cache.Stability}, and a {@link dev.agentharness.cache.PrefixGuard} names
 * the part that changed where a request departs from the one before it.
 */
@NullMarked
package dev.agentharness.cache;

import org.jspecify.annotations.NullMarked;
