/**
 * What outlives the process, in files of JSON lines: {@link dev.agentharness.journals.FileMemoryStore}.
 *
 * <p>Journals of runs, in files and in a database, are to come here.
 */
@NullMarked
package dev.agentharness.journals;

import org.jspecify.annotations.NullMarked;
