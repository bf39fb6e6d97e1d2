package dev.agentharness.tools.web;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.List;

/** Says which addresses a name has. Thread-safe. */
@FunctionalInterface
interface Resolver {

    /** What the machine asks. */
    Resolver SYSTEM = host -> List.of(InetAddress.getAllByName(host));

    List<InetAddress> addresses(String host) throws UnknownHostException;
}
