package io.finelame.run.labels;

import java.net.InetAddress;
import java.util.Locale;

/** An IPv4 or IPv6 address, or a block of them in CIDR notation. Names are never resolved. */
public final class AddressBlock {
    private static final int V4_BITS = 32;
    /** Of ::ffff:0:0/96, the network of all IPv4-mapped addresses. */
    private static final int MAPPED_BITS = 96;

    private final InetAddress network;
    private final int prefix;

    private AddressBlock(InetAddress network, int prefix) {
        this.network = network;
        this.prefix = prefix;
    }

    /**
     * @param text
     *            such as {@code 192.0.2.7}, {@code 192.0.2.0/24}, {@code 2001:db8::/32} or {@code ::ffff:192.0.2.0/120}, the
     *            same as {@code 192.0.2.0/24}; square brackets around an IPv6 address and bits beyond the prefix are ignored
     * @throws IllegalArgumentException
     *             if it is none of these; {@link #expected} says what would be one
     */
    public static AddressBlock parse(String text) {
        int slash = text.indexOf('/');
        String address = slash < 0 ? text : text.substring(0, slash);
        InetAddress network = parseAddress(address);
        int bits = network.getAddress().length * Byte.SIZE;
        int mapped = bits == V4_BITS && address.indexOf(':') >= 0 ? MAPPED_BITS : 0;
        int prefix = slash < 0 ? bits : number(text.substring(slash + 1)) - mapped;
        if (prefix < 0 || prefix > bits) {
            throw new IllegalArgumentException("prefix length outside " + mapped + " to " + (mapped + bits));
        }
        return new AddressBlock(network, prefix);
    }

    private static int number(String text) {
        if (!text.matches("[0-9]{1,3}")) {
            throw new IllegalArgumentException("not a prefix length: " + text);
        }
        return Integer.parseInt(text);
    }

    /** What to write in place of a text that isn't a block, as the end of a message. */
    static String expected(String text) {
        if (text.indexOf('%') >= 0) {
            return "an address without a scope: a recording doesn't hold the interface; write "
                    + text.substring(0, text.indexOf('%'));
        }
        if (text.toLowerCase(Locale.ROOT).startsWith("::ffff:") && text.indexOf('/') >= 0) {
            return "a prefix length of 96 to 128 after an IPv4-mapped address, such as ::ffff:192.0.2.0/120";
        }
        return "an address or a CIDR block such as 192.0.2.0/24 or 2001:db8::/32";
    }

    /**
     * @param text
     *            an IPv4-mapped IPv6 address is the IPv4 address
     * @throws IllegalArgumentException
     *             if the text isn't an address; a shortened IPv4 address such as 10.1 is none, nor is one with a scope
     */
    public static InetAddress parseAddress(String text) {
        boolean bracketed = text.startsWith("[") && text.endsWith("]") && text.indexOf(':') >= 0;
        String address = bracketed ? text.substring(1, text.length() - 1) : text;
        if (address.indexOf('%') >= 0 || address.indexOf('[') >= 0
                || address.indexOf(':') < 0 && address.chars().filter(c -> c == '.').count() != 3) {
            throw new IllegalArgumentException("not an address: " + text);
        }
        return InetAddress.ofLiteral(address);
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
