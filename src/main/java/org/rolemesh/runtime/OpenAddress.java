package org.rolemesh.runtime;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Optional;
import org.rolemesh.config.AuthConfig;

/** Keeps a gateway without keys off the network. */
public final class OpenAddress {
    private OpenAddress() {}

    /**
     * Why a gateway may not listen there; empty where it may.
     *
     * @param setting what the address was given by, as in {@code --host}
     */
    public static Optional<String> objection(String setting, String host, AuthConfig auth) {
        boolean guarded = !auth.clientApiKeys().isEmpty() && !auth.nodeApiKeys().isEmpty();
        if (guarded) {
            return Optional.empty();
        }
        try {
            for (InetAddress address : InetAddress.getAllByName(host)) {
                if (!address.isLoopbackAddress()) {
                    return Optional.of(setting + " " + host + " is open to the network: set auth.client_api_keys and"
                            + " auth.node_api_keys in the config first, or listen on 127.0.0.1");
                }
            }
            return Optional.empty();
        } catch (UnknownHostException e) {
            return Optional.of(
                    setting + " " + host + " is not an address of this machine; use 127.0.0.1 or one of its own");
        }
    }
}
