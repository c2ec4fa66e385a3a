package org.rolemesh.config;

import java.net.InetAddress;

/** The spelling of a network: {@code 10.0.0.0/8}, {@code fd00::/8}. */
final class Cidr {
    private Cidr() {}

    /** @throws IllegalArgumentException if the text is no network */
    static void refuseUnlessValid(String text) {
        int slash = text.indexOf('/');
        boolean valid = slash > 0
                && IpLiteral.parse(text.substring(0, slash))
                        .filter(address -> prefixFits(text.substring(slash + 1), address))
                        .isPresent();
        if (!valid) {
            throw new IllegalArgumentException("allowed_cidrs must hold networks such as 10.0.0.0/8 or fd00::/8");
        }
    }

    private static boolean prefixFits(String prefix, InetAddress address) {
        int bits = address.getAddress().length * 8;
        return prefix.matches("\\d{1,3}") && Integer.parseInt(prefix) <= bits;
    }
}
