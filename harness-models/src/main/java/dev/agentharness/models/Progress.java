package dev.agentharness.models;

/** How far a call had come when it failed, which says whether it may be made again. */
enum Progress {
    /** Nothing had left: it cost nothing. */
    UNSENT,
    /** The provider may have the request. */
    SENT,
    /** The model had begun to write. */
    BEGUN,
    /** The listener had heard a part, and would hear it again. */
    TOLD
}
