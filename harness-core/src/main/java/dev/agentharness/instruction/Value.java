package dev.agentharness.instruction;

/** A text in front matter, and where it stands. */
record Value(String text, Place place) {

    InstructionException refused(String problem) {
        return place.refused(problem);
    }

    @Override
    public String toString() {
        return text;
    }
}
