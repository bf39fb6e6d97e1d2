package dev.agentharness.permission;

import java.net.URI;
import java.net.URISyntaxException;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * An address, or a bare host, at one of some hosts. {@code *.example.org} means all below example.org. A host without a
 * port means the usual ones. An address of numbers may be any host, so it is surely only the one that is named so.
 */
record HostsPattern(List<String> hosts) implements ValuePattern {

    private static final Pattern NAME = Pattern.compile("[a-z0-9*]([a-z0-9.*-]*[a-z0-9])?(:\\d{1,5})?");
    private static final Pattern LAST_LABEL_OF_NAME = Pattern.compile("(.*\\.)?[a-z][a-z0-9-]*");
    private static final Set<Integer> USUAL = Set.of(-1, 80, 443);

    static HostsPattern of(List<String> hosts) {
        List<String> lower =
                hosts.stream().map(host -> host.toLowerCase(Locale.ROOT)).toList();
        lower.stream().filter(host -> !NAME.matcher(host).matches()).forEach(host -> {
            throw new IllegalArgumentException(
                    "a host is a name, with '*.' before it or a port behind it if need be; this is '" + host + "'");
        });
        return new HostsPattern(lower);
    }

    @Override
    public boolean surely(@Nullable Object value) {
        return read(value)
                .filter(place -> place.plain)
                .filter(place -> hosts.stream()
                        .anyMatch(host -> Wildcard.matches(host, place.host + ":" + place.port)
                                || (USUAL.contains(place.port) && Wildcard.matches(host, place.host))))
                .isPresent();
    }

    @Override
    public boolean possibly(@Nullable Object value) {
        return read(value)
                .map(place -> !LAST_LABEL_OF_NAME.matcher(place.host).matches()
                        || hosts.stream().anyMatch(host -> Wildcard.matches(host.replaceAll(":\\d+$", ""), place.host)))
                .orElse(true);
    }

    private static Optional<Place> read(@Nullable Object value) {
        if (!(value instanceof String text)) {
            return Optional.empty();
        }
        try {
            URI uri = new URI(text.contains("://") ? text : "https://" + text);
            String host = uri.getHost();
            String scheme = uri.getScheme();
            if (host == null || !("http".equalsIgnoreCase(scheme) || "https".equalsIgnoreCase(scheme))) {
                return Optional.empty();
            }
            String name = host.toLowerCase(Locale.ROOT);
            return Optional.of(new Place(
                    name.endsWith(".") ? name.substring(0, name.length() - 1) : name,
                    uri.getPort(),
                    uri.getRawUserInfo() == null));
        } catch (URISyntaxException e) {
            return Optional.empty();
        }
    }

    /** Where an address leads; plain where it holds no name or password that could be taken for the host. */
    private record Place(String host, int port, boolean plain) {}
}
