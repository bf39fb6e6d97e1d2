package dev.agentharness.tools.web;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.List;
import java.util.stream.Stream;

/**
 * Lets a name lead to public addresses only: not to this machine, its network, or what a cloud tells its machines. A name
 * that also has another address leads nowhere. Whoever connects to what it gives, and does not ask again, has no second
 * answer to fear.
 */
final class PublicAddresses implements Resolver {

    /** What is not the public Internet, from IANA's registries of special addresses. */
    static final List<AddressBlock> NOT_PUBLIC = Stream.of(
                    "0.0.0.0/8", // this network
                    "10.0.0.0/8", // private
                    "100.64.0.0/10", // behind a provider's translation (CGNAT)
                    "127.0.0.0/8", // this machine
                    "168.63.129.16/32", // what Azure tells its machines
                    "169.254.0.0/16", // this link; what most clouds tell their machines
                    "172.16.0.0/12", // private
                    "192.0.0.0/24", // protocols
                    "192.0.2.0/24", // examples
                    "192.88.99.0/24", // 6to4
                    "192.168.0.0/16", // private
                    "198.18.0.0/15", // measurements
                    "198.51.100.0/24", // examples
                    "203.0.113.0/24", // examples
                    "224.0.0.0/4", // multicast
                    "240.0.0.0/4", // reserved, broadcast
                    // Only 2000::/3 is given out. What follows is the rest: this machine, IPv4 in IPv6 (mapped,
                    // compatible, NAT64); then private (unique local), this link, multicast.
                    "::/3",
                    "4000::/2",
                    "8000::/1",
                    "2001::/23", // protocols, Teredo
                    "2001:db8::/32", // examples
                    "2002::/16", // IPv4 in IPv6 (6to4)
                    "3fff::/20") // examples
            .map(AddressBlock::of)
            .toList();

    private final Resolver resolver;
    private final List<AddressBlock> notPublic;

    PublicAddresses(Resolver resolver) {
        this(resolver, NOT_PUBLIC);
    }

    /** With another idea of what is not public: for tests, whose servers are all on this machine. */
    PublicAddresses(Resolver resolver, List<AddressBlock> notPublic) {
        this.resolver = resolver;
        this.notPublic = notPublic;
    }

    @Override
    public List<InetAddress> addresses(String host) throws UnknownHostException {
        List<InetAddress> addresses = resolver.addresses(host);
        for (InetAddress address : addresses) {
            if (notPublic.stream().anyMatch(block -> block.contains(address))) {
                // which address stays unsaid: whoever reads it may be mapping a network
                throw new NotPublic("'" + host + "' does not lead to the public Internet");
            }
        }
        return addresses;
    }

    /** The name leads to what is not public. */
    static final class NotPublic extends UnknownHostException {
        private static final long serialVersionUID = 1L;

        NotPublic(String message) {
            super(message);
        }
    }
}
