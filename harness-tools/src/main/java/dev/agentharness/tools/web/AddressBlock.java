package dev.agentharness.tools.web;

import java.net.InetAddress;
import java.net.UnknownHostException;

/** Neighbouring IP addresses: those that begin with the same bits. */
record AddressBlock(InetAddress first, int bits) {

    /** From the usual notation, such as {@code 10.0.0.0/8}. */
    static AddressBlock of(String notation) {
        int slash = notation.indexOf('/');
        try {
            return new AddressBlock(
                    InetAddress.getByName(notation.substring(0, slash)),
                    Integer.parseInt(notation.substring(slash + 1)));
        } catch (UnknownHostException e) {
            throw new IllegalArgumentException(notation + " is no block of addresses", e);
        }
    }

    boolean contains(InetAddress address) {
        byte[] one = first.getAddress();
        byte[] other = address.getAddress();
        if (one.length != other.length) {
            return false;
        }
        for (int bit = 0; bit < bits; bit++) {
            int mask = 0x80 >> (bit % 8);
            if (((one[bit / 8] ^ other[bit / 8]) & mask) != 0) {
                return false;
            }
        }
        return true;
    }

    @Override
    public String toString() {
        return first.getHostAddress() + "/" + bits;
    }
}
