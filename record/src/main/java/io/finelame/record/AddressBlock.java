package io.finelame.record;

import java.net.InetAddress;

/** An IPv4 or IPv6 address, or a block of them in CIDR notation. Names are never resolved. */
public final class AddressBlock {

    private final InetAddress network;
    private final int prefix;

    private AddressBlock(InetAddress network, int prefix) {
        this.network = network;
        this.prefix = prefix;
    }

    /**
     * @param text
     *            such as {@code 192.0.2.7}, {@code 192.0.2.0/24} or {@code 2001:db8::/32}; bits beyond the prefix are
     *            ignored
     * @throws IllegalArgumentException
     *             if it is none of these
     */
    public static AddressBlock parse(String text) {
        int slash = text.indexOf('/');
        InetAddress network = parseAddress(slash < 0 ? text : text.substring(0, slash));
        int bits = network.getAddress().length * Byte.SIZE;
        int prefix = slash < 0 ? bits : Integer.parseInt(text.substring(slash + 1));
        if (prefix < 0 || prefix > bits) {
            throw new IllegalArgumentException("prefix length outside 0 to " + bits);
        }
        return new AddressBlock(network, prefix);
    }

    /**
     * @throws IllegalArgumentException
     *             if the text isn't an address; a shortened IPv4 address such as 10.1 is none
     */
    public static InetAddress parseAddress(String text) {
        if (text.indexOf(':') < 0 && text.chars().filter(c -> c == '.').count() != 3) {
            throw new IllegalArgumentException("not an address: " + text);
        }
        return InetAddress.ofLiteral(text);
    }

    /** The block's only address, or null if it has several. */
    InetAddress single() {
        return prefix == network.getAddress().length * Byte.SIZE ? network : null;
    }

    boolean contains(InetAddress address) {
        byte[] wanted = network.getAddress();
        byte[] given = address.getAddress();
        if (wanted.length != given.length) {
            return false;
        }
        for (int bit = 0; bit < prefix; bit += Byte.SIZE) {
            int mask = prefix - bit >= Byte.SIZE ? 0xff : 0xff << (Byte.SIZE - (prefix - bit));
            if (((wanted[bit / Byte.SIZE] ^ given[bit / Byte.SIZE]) & mask) != 0) {
                return false;
            }
        }
        return true;
    }
}
