package org.rolemesh.config;

import java.net.InetAddress;
import java.util.Locale;
import java.util.Optional;

/**
 * Where a node agent listens, and where gateways find it.
 *
 * @param host an IP address or a host name
 * @param port 0 for any free one
 * @param advertised what gateways are told in place of host and port
 */
public record AgentAddress(String host, int port, Optional<UpstreamUrl> advertised) {
    static final int PORT = 8091;
    public static final AgentAddress DEFAULT = new AgentAddress(null, PORT, Optional.empty());

    public AgentAddress {
        host = host == null ? "127.0.0.1" : host;
        if (port < 0 || port > 65535) {
            throw new IllegalArgumentException("port must be 1 to 65535");
        }
        if (advertised.isEmpty() && !canBeCalled(host)) {
            throw new IllegalArgumentException("gateways cannot call this host; set advertise_url to where they can");
        }
    }

    /** Whether only this machine can connect, as far as the text tells; no name server is asked. */
    public boolean isLoopback() {
        return isLoopback(host);
    }

    /**
     * What gateways are told.
     *
     * @param tls whether the agent listens with it
     * @throws IllegalArgumentException if the port is 0 and nothing else is advertised
     */
    public UpstreamUrl url(boolean tls) {
        return advertised.orElseGet(() -> at(tls ? "https" : "http", host, port));
    }

    static boolean isLoopback(String host) {
        return host.equalsIgnoreCase("localhost")
                || IpLiteral.parse(host).filter(InetAddress::isLoopbackAddress).isPresent();
    }

    /** Whether the URL of a host may be given to a gateway, by the rules that gateways have for it. */
    static boolean canBeCalled(String host) {
        try {
            return at("http", host, PORT).port() == PORT;
        } catch (IllegalArgumentException e) {
            return false;
        }
    }

    private static UpstreamUrl at(String scheme, String host, int port) {
        return new UpstreamUrl(scheme, host.toLowerCase(Locale.ROOT), port, "");
    }
}
