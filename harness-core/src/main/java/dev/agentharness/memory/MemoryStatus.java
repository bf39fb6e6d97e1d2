package dev.agentharness.memory;

/** Where a version of an entry stands. */
public enum MemoryStatus {
    /** It counts, unless a later version of its key does or it has expired. */
    COMMITTED,
    /** It waits for a person and is shown to no run. */
    QUARANTINED,
    /** A person has looked at it and said no. */
    REJECTED,
    /** It was taken back, alone or with everything of its run. */
    WITHDRAWN;

    /** Whether a version that stands here may come to stand there. */
    boolean mayBecome(MemoryStatus next) {
        return switch (this) {
            case QUARANTINED -> next != QUARANTINED;
            case COMMITTED -> next == WITHDRAWN;
            case REJECTED -> next == WITHDRAWN; // a run whose entries were all rejected can be rolled back, too
            case WITHDRAWN -> false;
        };
    }
}
