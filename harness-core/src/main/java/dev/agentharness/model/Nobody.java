package dev.agentharness.model;

/** In the place of a listener where there is none. */
enum Nobody implements ModelListener {
    LISTENS;

    @Override
    public void onText(String delta) {}
}
