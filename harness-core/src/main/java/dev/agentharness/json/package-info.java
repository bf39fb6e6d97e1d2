/**
 * A small strict JSON reader, because the core carries no JSON library.
 *
 * <p>Not exported. It reads what models write as arguments and the schemas of tools; whatever needs more uses Jackson in
 * its own module. {@code docs/decisions/0003-json-in-core.md} says why it exists.
 */
@NullMarked
package dev.agentharness.json;

import org.jspecify.annotations.NullMarked;
