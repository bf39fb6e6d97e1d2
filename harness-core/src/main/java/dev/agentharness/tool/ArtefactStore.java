package dev.agentharness.tool;

import java.nio.file.Path;
import java.util.Optional;

/**
 * Keeps texts that are too large for the context, each under the SHA-256 of its content, so that equal texts have one id.
 * Thread-safe.
 */
public interface ArtefactStore {

    /** The name of the tool by which a model reads on. */
    String TOOL = "read_back";

    /**
     * Keeps a text.
     *
     * @return its id
     * @throws RuntimeException if it could not be kept
     */
    String put(String text);

    /** The text with this id, or empty if there is none any more. */
    Optional<String> get(String id);

    /** Keeps nothing, and says so to no model. Always the same object. */
    static ArtefactStore none() {
        return NoArtefacts.NONE;
    }

    /**
     * Keeps texts in memory; the least recently used go once there are too many.
     *
     * @param maxChars how many characters all of them may have together
     */
    static ArtefactStore inMemory(long maxChars) {
        return new MemoryArtefacts(maxChars);
    }

    /** Keeps each text in a file of its own in this folder, which is made if it is not there. Nothing is ever deleted. */
    static ArtefactStore in(Path folder) {
        return new FolderArtefacts(folder);
    }
}
