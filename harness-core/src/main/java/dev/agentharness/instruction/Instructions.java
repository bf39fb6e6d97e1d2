package dev.agentharness.instruction;

import dev.agentharness.json.Fingerprint;
import dev.agentharness.run.Stamps;
import dev.agentharness.tool.ToolRegistry;
import java.nio.file.Path;
import java.security.PublicKey;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * What a model is told before any task: a text, or files that make one prompt. Immutable and thread-safe; files are read
 * once, when it is built, and a change to them later has no effect on it.
 *
 * <pre>{@code
 * Instructions.builder(Path.of("instructions"))
 *         .trust(publicKey)
 *         .policy("policy.md")       // above all else; must be signed
 *         .agents("services/billing") // each AGENTS.md from the root down to there; the nearer wins
 *         .spec("billing.md")        // what the agent is for, and which tools it may use
 *         .skills("skills")          // offered by their descriptions, read on demand
 *         .build()
 * }</pre>
 */
public final class Instructions {

    private final String text;
    private final String sha256;
    private final List<Stamps.Source> sources;
    private final Terms terms;

    private Instructions(String text, String sha256, List<Stamps.Source> sources, Terms terms) {
        this.text = text;
        this.sha256 = sha256;
        this.sources = List.copyOf(sources);
        this.terms = terms;
    }

    /** Instructions that are this text, as it is: no stamp, no demands. */
    public static Instructions of(String text) {
        return new Instructions(Objects.requireNonNull(text, "text"), Fingerprint.of(text), List.of(), Terms.NONE);
    }

    /** Starts with the folder that all files lie in; no file beyond it is read. */
    public static Builder builder(Path root) {
        return new Builder(root);
    }

    /** Adds the stamp, which is what the hash cannot be over. */
    static Instructions composed(String text, List<Stamps.Source> sources, Terms terms) {
        String sha256 = Fingerprint.of(List.of(
                text,
                sources.stream()
                        .flatMap(source -> Stream.of(
                                source.kind(), source.name(), source.version(), source.file(), source.sha256()))
                        .toList()));
        return new Instructions(text + "\n[Instructions " + sha256 + "]\n", sha256, sources, terms);
    }

    /** The system prompt. */
    public String text() {
        return text;
    }

    /** A SHA-256 over all of it: the text, and the names, versions and hashes of the files, skills included. */
    public String sha256() {
        return sha256;
    }

    /** The files it is made of, in the order of the prompt. */
    public List<Stamps.Source> sources() {
        return sources;
    }

    /** What a task has to give, by name, and what that is. */
    public Map<String, String> inputs() {
        return terms.inputs();
    }

    /**
     * The tools that a harness with these instructions has: of the registry those that the instructions allow, and one to
     * load skills where there are any.
     *
     * @throws InstructionException if a file allows a tool that the registry lacks
     * @throws IllegalArgumentException if there are skills, and the registry has a tool named as the one to load them
     */
    public ToolRegistry tools(ToolRegistry registry) {
        return AllowedTools.of(registry, terms);
    }

    /**
     * Throws if a harness cannot do what the files rely on.
     *
     * @param harnessVersion of this library
     * @param canEscalate whether the model is given a way to ask for a person
     * @throws InstructionException if a file requires a later version, or says when to escalate where nobody can
     */
    public void checkFits(String harnessVersion, boolean canEscalate) {
        terms.check(harnessVersion, canEscalate);
    }

    /** Equal instructions have the same text and the same files. */
    @Override
    public boolean equals(Object other) {
        return other instanceof Instructions that && sha256.equals(that.sha256) && text.equals(that.text);
    }

    @Override
    public int hashCode() {
        return sha256.hashCode();
    }

    @Override
    public String toString() {
        return "instructions " + sha256.substring(0, 12) + " " + sources;
    }

    /** Collects files. The order of the prompt is: policy, AGENTS.md, specs, skills. Not thread-safe. */
    public static final class Builder {
        private final Path root;
        private final List<PublicKey> trusted = new ArrayList<>();
        private final List<String> specs = new ArrayList<>();
        private final Map<String, String> variables = new LinkedHashMap<>();
        private Optional<String> policy = Optional.empty();
        private Optional<String> agents = Optional.empty();
        private Optional<String> skills = Optional.empty();
        private boolean allSigned;
        private int maxFileBytes = 65_536;

        private Builder(Path root) {
            this.root = Objects.requireNonNull(root, "root");
        }

        /** The policy: above all else, and to be signed once a key is trusted. Paths are below the root, with {@code /}. */
        public Builder policy(String file) {
            this.policy = Optional.of(file);
            return this;
        }

        /** Each {@code AGENTS.md} from the root down to this folder, in this order. */
        public Builder agents(String folder) {
            this.agents = Optional.of(folder);
            return this;
        }

        /** What the agent is for. Several add up; a tool must then be allowed by each that lists any. */
        public Builder spec(String file) {
            this.specs.add(Objects.requireNonNull(file, "file"));
            return this;
        }

        /** The skills in this folder: each a folder with a {@code SKILL.md}. */
        public Builder skills(String folder) {
            this.skills = Optional.of(folder);
            return this;
        }

        /** What stands for {@code {{name}}} in the files that declare it. */
        public Builder variable(String name, String value) {
            if (variables.put(Objects.requireNonNull(name, "name"), Objects.requireNonNull(value, "value")) != null) {
                throw new IllegalArgumentException("the variable '" + name + "' has two values");
            }
            return this;
        }

        /**
         * Trusts the owner of an Ed25519 key. From then on the policy and what it includes must be signed, and every
         * signature that lies beside another file must fit.
         *
         * @throws IllegalArgumentException if it is a key for something else
         */
        public Builder trust(PublicKey key) {
            this.trusted.add(Ed25519.checked(key));
            return this;
        }

        /** As {@link #trust(PublicKey)}, with a key as {@code openssl pkey -pubout} writes it. */
        public Builder trust(String pem) {
            return trust(Ed25519.publicKey(pem));
        }

        /** Has every file signed, not only the policy. */
        public Builder allSigned() {
            this.allSigned = true;
            return this;
        }

        /** The most that one file may have; 65,536 unless told. */
        public Builder maxFileBytes(int bytes) {
            if (bytes < 1) {
                throw new IllegalArgumentException("a file must be allowed a byte at least, not " + bytes);
            }
            this.maxFileBytes = bytes;
            return this;
        }

        /**
         * Reads the files.
         *
         * @throws InstructionException if one of them is refused, with the file and the line
         * @throws IllegalArgumentException if the root is no folder, there is no file at all, a value is given for a
         *     variable that no file has, or all are to be signed and nobody is trusted
         */
        public Instructions build() {
            if (allSigned && trusted.isEmpty()) {
                throw new IllegalArgumentException("all files are to be signed, but no key is trusted");
            }
            Composition composition = new Composition(new Root(root, maxFileBytes, trusted), variables, allSigned);
            policy.ifPresent(composition::policy);
            agents.ifPresent(composition::agents);
            specs.forEach(composition::spec);
            skills.ifPresent(composition::skills);
            return composition.done();
        }
    }
}
