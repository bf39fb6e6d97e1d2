package dev.agentharness.tools.web;

import java.net.IDN;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** The hosts that may be asked, each with the one port it may be asked at. Immutable. */
final class AllowedHosts {

    private static final Pattern RULE = Pattern.compile("(?<any>\\*\\.)?(?<name>[^*:/@\\s]+)(?::(?<port>\\d{1,5}))?");

    /** How a name ends that is an IP address in disguise: {@code 127.1}, {@code 2130706433}, {@code 0x7f000001}. */
    private static final Pattern NUMBER_AT_END = Pattern.compile("(?:.*\\.)?(?:\\d+|0[xX]\\p{XDigit}*)\\.?");

    private static final int ANY_DEFAULT = -1;

    private final List<Rule> rules;

    AllowedHosts(List<Rule> rules) {
        this.rules = rules;
    }

    /**
     * @param hosts names, such as {@code docs.example.com}; {@code *.example.org} for all below a name, and not the name
     *     itself; {@code :8443} at the end for a port other than the usual one
     * @throws IllegalArgumentException if one is no name
     */
    static AllowedHosts of(String... hosts) {
        if (hosts.length == 0) {
            throw new IllegalArgumentException("no host is named; without one nothing can be fetched");
        }
        return new AllowedHosts(Stream.of(hosts).map(AllowedHosts::rule).toList());
    }

    private static Rule rule(String host) {
        Matcher rule = RULE.matcher(host);
        if (!rule.matches()) {
            throw new IllegalArgumentException("'" + host + "' is no host: write docs.example.com or *.example.org");
        }
        String name = IDN.toASCII(rule.group("name")).toLowerCase(Locale.ROOT);
        if (NUMBER_AT_END.matcher(name).matches()) {
            throw new IllegalArgumentException("'" + host + "' is an address; hosts are allowed by name");
        }
        String port = rule.group("port");
        return new Rule(name, rule.group("any") != null, port == null ? ANY_DEFAULT : Integer.parseInt(port));
    }

    /**
     * @param host in lower case and in letters that a name server knows, as {@code HttpUrl} gives it
     * @param usualPort whether it is the scheme's own
     */
    boolean allow(String host, int port, boolean usualPort) {
        return rules.stream()
                .anyMatch(rule -> rule.isFor(host) && (rule.port == ANY_DEFAULT ? usualPort : rule.port == port));
    }

    /** As they were given, in short. */
    List<String> names() {
        return rules.stream().map(Rule::toString).toList();
    }

    record Rule(String name, boolean below, int port) {

        boolean isFor(String host) {
            return below ? host.endsWith("." + name) : host.equals(name);
        }

        @Override
        public String toString() {
            return (below ? "*." : "") + name + (port == ANY_DEFAULT ? "" : ":" + port);
        }
    }
}
