package dev.agentharness.run;

/** Which step of the permission order decided on a call. The first six to speak are asked in this order. */
public enum Layer {
    /** Whether the run was offered such a tool. */
    DECLARED,
    /** Whether the tool can read the arguments. */
    ARGUMENTS,
    /** The rules that deny. */
    DENY_RULE,
    /** The most that a call of the run may damage. */
    CEILING,
    /** What the mode forbids. */
    MODE,
    /** The external policy. */
    EXTERNAL,
    /** The rules that demand a person. */
    ASK_RULE,
    /** The rules that allow. */
    ALLOW_RULE,
    /** What holds where nothing else has spoken. */
    DEFAULT,
    /** A policy of one piece, which names no layers. */
    POLICY,
    /** A person who has allowed it for the rest of the run. */
    STANDING,
    /** The policy of the run whose sub-agent this is. */
    CALLER,
    /** None: the tools by which the model ends a run or writes its plan need no permission. */
    CONTROL
}
