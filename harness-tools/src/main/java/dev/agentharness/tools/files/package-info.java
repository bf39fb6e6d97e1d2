/**
 * Tools for the files below one folder: reading, writing, editing, listing and searching, and no way out of the folder.
 *
 * <p>Start with {@link dev.agentharness.tools.files.FileTools}. Behind it, {@code Root} leads from the folder to a file name
 * by name, {@code Folder} is one open folder, {@code SecureFolder} is why a link swapped in between look and use leads
 * nowhere. The tools are {@code ReadFile}, {@code ListFiles}, {@code GlobFiles}, {@code GrepFiles}, {@code WriteFile} and
 * {@code EditFile}.
 */
@NullMarked
package dev.agentharness.tools.files;

import org.jspecify.annotations.NullMarked;
