package org.rolemesh.config;

import java.net.InetAddress;

/**
 * A network such as {@code 10.0.0.0/8} or {@code fd00::/8}.
 *
 * @param network any address in it
 * @param prefix how many leading bits its addresses share
 */
public record Cidr(InetAddress network, int prefix) {

    /** Reads a network, or throws {@link IllegalArgumentException} where the text is none. */
    public static Cidr parse(String text) {
        int slash = text.indexOf('/');
        String bits = text.substring(slash + 1);
        return IpLiteral.parse(text.substring(0, Math.max(slash, 0)))
                .filter(address -> prefixFits(bits, address))
                .map(address -> new Cidr(address, Integer.parseInt(bits)))
                .orElseThrow(() -> new IllegalArgumentException(
                        "allowed_cidrs must hold networks such as 10.0.0.0/8 or fd00::/8"));
    }

    /** Whether the address is in this network; one of the other IP version is not. */
    public boolean contains(InetAddress address) {
        byte[] one = network.getAddress();
        byte[] other = address.getAddress();
        if (one.length != other.length) {
            return false;
        }
        for (int bit = 0; bit < prefix; bit++) {
            int mask = 0x80 >> (bit % 8);
            if (((one[bit / 8] ^ other[bit / 8]) & mask) != 0) {
                return false;
            }
        }
        return true;
    }

    private static boolean prefixFits(String prefix, InetAddress address) {
        int bits = address.getAddress().length * 8;
        return prefix.matches("\\d{1,3}") && Integer.parseInt(prefix) <= bits;
    }
}
