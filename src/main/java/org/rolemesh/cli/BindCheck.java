package org.rolemesh.cli;

import java.net.InetAddress;
import java.net.UnknownHostException;
import org.rolemesh.config.AuthConfig;

/** Keeps a gateway without keys off the network. */
final class BindCheck {
    private BindCheck() {}

    static void check(String host, AuthConfig auth) throws Misconfigured {
        boolean guarded = !auth.clientApiKeys().isEmpty() && !auth.nodeApiKeys().isEmpty();
        if (!guarded && !isLoopback(host)) {
            throw new Misconfigured("--host " + host + " is open to the network: set auth.client_api_keys and"
                    + " auth.node_api_keys in the config first, or listen on 127.0.0.1");
        }
    }

    private static boolean isLoopback(String host) throws Misconfigured {
        try {
            for (InetAddress address : InetAddress.getAllByName(host)) {
                if (!address.isLoopbackAddress()) {
                    return false;
                }
            }
            return true;
        } catch (UnknownHostException e) {
            throw new Misconfigured(
                    "--host " + host + " is not an address of this machine; use 127.0.0.1 or one of its own");
        }
    }
}
