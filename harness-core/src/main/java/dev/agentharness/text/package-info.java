/**
 * What hides in a text: characters that people do not see, and secrets. One rule each, for memory, instructions, servers'
 * descriptions, file names and redaction.
 *
 * <p>Exported to sibling modules only. Start with {@link dev.agentharness.text.Unseen}.
 */
@NullMarked
package dev.agentharness.text;

import org.jspecify.annotations.NullMarked;
