package dev.agentharness.tools.registry;

import dev.agentharness.model.ToolSpec;
import dev.agentharness.tool.Tool;
import dev.agentharness.tool.ToolRegistry;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A registry that offers what its manifest says and nothing else. Thread-safe.
 *
 * <p>A tool that is missing, extra, or in any field other than its entry is refused, and named with the field: whoever
 * changes a description, a schema or a risk has to have it reviewed. Another manifest can be accepted, and an older one put
 * back, while the application runs: runs that begin then use it, runs in flight keep the one they began with. Older
 * manifests are kept in a folder beside the file, {@code tools.manifest.history} for {@code tools.manifest.json}.
 *
 * <p>One process at a time may change a manifest file.
 */
public final class ManifestRegistry implements ToolRegistry {

    private final Path file;
    private final Path history;
    private final List<Tool> known = new ArrayList<>();
    private final Map<String, Edition> editions = new LinkedHashMap<>();
    private Edition current;

    private ManifestRegistry(Path file, Edition current, List<Tool> tools) {
        this.file = file;
        String name = file.getFileName().toString();
        this.history = file.resolveSibling(name.replaceFirst("\\.json$", "") + ".history");
        this.current = current;
        this.known.addAll(tools);
        this.editions.put(current.version(), current);
    }

    /**
     * The registry of a manifest file.
     *
     * @param tools what the manifest names, in any order
     * @throws IllegalArgumentException if the tools are not those of the manifest, naming each tool and field
     */
    public static ManifestRegistry load(Path manifest, Tool... tools) {
        ToolManifest read = ToolManifest.read(manifest);
        Edition.check(read, read.diff(List.of(tools)));
        return new ManifestRegistry(manifest, Edition.of(read, List.of(tools)), List.of(tools));
    }

    /** The manifest that holds now. */
    public synchronized ToolManifest manifest() {
        return current.manifest();
    }

    /** Where these tools are not what the manifest that holds now says; what a reviewer looks at before it is accepted. */
    public synchronized List<Difference> diff(Tool... tools) {
        return current.manifest().diff(List.of(tools));
    }

    /**
     * Lets another manifest hold from now on, and keeps the one before.
     *
     * @param tools those of its tools that this registry has not been given before
     * @throws IllegalArgumentException if the tools are not those of the manifest, or another manifest has its version; then
     *     nothing has changed
     */
    public synchronized void accept(ToolManifest next, Tool... tools) {
        Path kept = kept(next.version());
        if (next.version().equals(current.manifest().version())
                || (Files.exists(kept) && !ToolManifest.read(kept).equals(next))) {
            throw new IllegalArgumentException("there is another manifest of version " + next.version());
        }
        Edition.check(
                next,
                next.diff(List.of(tools)).stream()
                        .filter(difference -> !difference.field().equals(Difference.MISSING))
                        .toList());
        List<Tool> candidates = new ArrayList<>(List.of(tools));
        candidates.addAll(known);
        swap(Edition.of(next, candidates));
        known.addAll(List.of(tools));
    }

    /**
     * Puts an older manifest back, with the tools that it names.
     *
     * @throws IllegalArgumentException if there was no manifest of that version, or one of its tools is not at hand; then
     *     nothing has changed
     */
    public synchronized void rollback(String version) {
        ToolManifest older = older(version)
                .orElseThrow(() ->
                        new IllegalArgumentException("no manifest of version " + version + " is kept in " + history));
        swap(Edition.of(older, known));
    }

    private void swap(Edition next) {
        current.manifest().write(kept(current.manifest().version()));
        next.manifest().write(file);
        editions.put(next.version(), next);
        current = next;
    }

    private Optional<ToolManifest> older(String version) {
        return Files.exists(kept(version)) ? Optional.of(ToolManifest.read(kept(version))) : Optional.empty();
    }

    private Path kept(String version) {
        Path kept = history.resolve(version + ".json").normalize();
        if (!history.normalize().equals(kept.getParent())) {
            throw new IllegalArgumentException("'" + version + "' is no version of a manifest");
        }
        return kept;
    }

    @Override
    public synchronized ToolRegistry current() {
        return current;
    }

    /** Also the registry of a manifest that is kept, if its tools are at hand. */
    @Override
    public synchronized Optional<ToolRegistry> at(String version) {
        Edition edition = editions.get(version);
        if (edition != null || version.indexOf('+') < 0) {
            return Optional.ofNullable(edition);
        }
        return older(version.substring(0, version.indexOf('+')))
                .filter(older -> hasAll(older))
                .<ToolRegistry>map(older -> Edition.of(older, known))
                .filter(older -> older.version().equals(version));
    }

    private boolean hasAll(ToolManifest manifest) {
        return manifest.entries().stream()
                .allMatch(entry -> known.stream()
                        .anyMatch(tool -> tool.spec().name().equals(entry.name())
                                && entry.diff(tool.spec()).isEmpty()));
    }

    @Override
    public String version() {
        return current().version();
    }

    @Override
    public List<ToolSpec> specs() {
        return current().specs();
    }

    @Override
    public Optional<Tool> find(String name) {
        return current().find(name);
    }

    @Override
    public String toString() {
        return "registry " + version();
    }
}
