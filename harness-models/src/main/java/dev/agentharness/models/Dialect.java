package dev.agentharness.models;

import dev.agentharness.model.ModelRequest;

/** How one provider wants to be asked and how it answers. Stateless; {@link HttpModel} does everything else. */
interface Dialect {

    /** The body of a request. */
    RequestJson encode(ModelRequest request, boolean streaming);

    /** A reader for one answer. */
    Answer answer(Assembly assembly);
}
