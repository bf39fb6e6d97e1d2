/**
 * A tool that fetches pages from hosts that the application names, and from no address that is not public.
 *
 * <p>Start with {@link dev.agentharness.tools.web.FetchTool}. {@code AllowedHosts} says which addresses a model may write,
 * {@code PublicAddresses} what a name may lead to, {@code Fetcher} goes there, redirect by redirect. Needs OkHttp on the
 * class path, which this module does not bring.
 */
@NullMarked
package dev.agentharness.tools.web;

import org.jspecify.annotations.NullMarked;
