package org.rolemesh.config;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/** An IP address in its usual spelling: four decimal parts, or IPv6 with colons. Never asks a name server. */
final class IpLiteral {
    private static final String OCTET = "(25[0-5]|2[0-4]\\d|1\\d\\d|[1-9]?\\d)";
    private static final Pattern V4 = Pattern.compile(OCTET + "(\\." + OCTET + "){3}");
    private static final Pattern V6 = Pattern.compile("[0-9A-Fa-f:]*:[0-9A-Fa-f:.]*");

    private static final List<Cidr> WRAPPING_V4_AT_ITS_END =
            List.of(new Cidr(address("::"), 96), new Cidr(address("64:ff9b::"), 96));
    private static final Cidr SIX_TO_FOUR = new Cidr(address("2002::"), 16);

    private IpLiteral() {}

    /**
     * The IPv4 address that packets to an IPv6 one may end at: IPv4-compatible, NAT64 (RFC 6052) and 6to4 (RFC
     * 3056) addresses hold one.
     */
    static Optional<InetAddress> embeddedIn(InetAddress address) {
        if (WRAPPING_V4_AT_ITS_END.stream().anyMatch(network -> network.contains(address))
                && !address.isLoopbackAddress()) {
            return Optional.of(v4(address.getAddress(), 12));
        }
        return SIX_TO_FOUR.contains(address) ? Optional.of(v4(address.getAddress(), 2)) : Optional.empty();
    }

    private static InetAddress v4(byte[] v6, int from) {
        try {
            return InetAddress.getByAddress(Arrays.copyOfRange(v6, from, from + 4));
        } catch (UnknownHostException e) {
            throw new IllegalStateException("four bytes are an address", e);
        }
    }

    private static InetAddress address(String text) {
        return parse(text).orElseThrow();
    }

    /** The address, an IPv4 one where IPv6 only wraps it; empty where the text is none. */
    static Optional<InetAddress> parse(String text) {
        if (!V4.matcher(text).matches() && !V6.matcher(text).matches()) {
            return Optional.empty();
        }
        try {
            // With a colon or four parts in it the text is never looked up as a name.
            return Optional.of(InetAddress.getByName(text));
        } catch (UnknownHostException e) {
            return Optional.empty();
        }
    }
}
