package dev.agentharness.model;

import java.util.Objects;

/** Whether a model may, must or must not call a tool in its next message. */
public sealed interface ToolChoice {

    ToolChoice AUTO = Any.AUTO;
    ToolChoice REQUIRED = Any.REQUIRED;
    ToolChoice NONE = Any.NONE;

    /** It must call this one. Models that cannot be made to call a tool may still do something else. */
    record Tool(String name) implements ToolChoice {
        public Tool {
            Objects.requireNonNull(name, "name");
        }
    }

    /** It has all tools to choose from. */
    enum Any implements ToolChoice {
        AUTO,
        REQUIRED,
        NONE
    }
}
