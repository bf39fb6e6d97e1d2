package dev.agentharness.tool;

import java.util.Optional;

/** Keeps nothing. */
enum NoArtefacts implements ArtefactStore {
    NONE;

    @Override
    public String put(String text) {
        throw new IllegalStateException("nothing is kept here");
    }

    @Override
    public Optional<String> get(String id) {
        return Optional.empty();
    }
}
