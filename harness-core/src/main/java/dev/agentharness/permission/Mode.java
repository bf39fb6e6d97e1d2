package dev.agentharness.permission;

/** How much a run may do by itself. Whatever the mode, what is denied stays denied. */
public enum Mode {
    /** It only reads: everything else is denied, whatever allows it. */
    PLAN,
    /** A person is asked where the rules say so, and where no rule allows what does more than read. */
    DEFAULT,
    /** As {@link #DEFAULT}, but where nothing has spoken, what damages no more than a write is allowed. */
    ACCEPT_EDITS,
    /** Nobody is there: what would be asked is denied. */
    UNATTENDED,
    /** Nobody is there now: at what would be asked the run ends escalated and waits; no approver is asked. */
    UNATTENDED_ESCALATE
}
