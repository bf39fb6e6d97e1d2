package dev.agentharness.sandbox;

import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;

/** What a session may use: a workspace, variables, and how much of each command. Immutable. */
public final class SandboxSpec {

    private final Path workspace;
    private final Map<String, String> environment;
    private final Duration timeout;
    private final int maxOutputBytes;

    private SandboxSpec(Builder builder) {
        this.workspace = builder.workspace;
        this.environment = Map.copyOf(builder.environment);
        this.timeout = builder.timeout;
        this.maxOutputBytes = builder.maxOutputBytes;
    }

    /** A workspace, and otherwise what the builder says of itself. */
    public static SandboxSpec of(Path workspace) {
        return builder(workspace).build();
    }

    /**
     * @param workspace the folder in which commands run; it must be there when a session is opened
     */
    public static Builder builder(Path workspace) {
        return new Builder(workspace);
    }

    public Path workspace() {
        return workspace;
    }

    /** The variables that every command sees beside the few a sandbox sets itself. */
    public Map<String, String> environment() {
        return environment;
    }

    /** The most time that one command may take. */
    public Duration timeout() {
        return timeout;
    }

    /** The most bytes of one command's output that are kept. */
    public int maxOutputBytes() {
        return maxOutputBytes;
    }

    /** Without the environment, which may hold secrets. */
    @Override
    public String toString() {
        return workspace + ", " + timeout + " and " + maxOutputBytes + " bytes of output for each command";
    }

    /** Collects what a session may use. Not thread-safe. */
    public static final class Builder {
        private final Path workspace;
        private final Map<String, String> environment = new HashMap<>();
        private Duration timeout = Duration.ofMinutes(10);
        private int maxOutputBytes = 1 << 20;

        private Builder(Path workspace) {
            this.workspace = Objects.requireNonNull(workspace, "workspace");
        }

        /** Grants a variable to every command. Nothing else is taken over from the environment of this JVM. */
        public Builder environment(String name, String value) {
            environment.put(Variables.checked(name, value), value);
            return this;
        }

        /** The most time that one command may take; ten minutes unless told. */
        public Builder timeout(Duration timeout) {
            if (timeout.isNegative() || timeout.isZero()) {
                throw new IllegalArgumentException("the timeout must be positive but is " + timeout);
            }
            this.timeout = timeout;
            return this;
        }

        /** The most bytes of one command's output that are kept; 1 MiB unless told. */
        public Builder maxOutputBytes(int bytes) {
            if (bytes <= 0) {
                throw new IllegalArgumentException("maxOutputBytes must be positive but is " + bytes);
            }
            this.maxOutputBytes = bytes;
            return this;
        }

        public SandboxSpec build() {
            return new SandboxSpec(this);
        }
    }
}
