package org.rolemesh.cli;

import java.util.Optional;
import org.rolemesh.config.AuthConfig;
import org.rolemesh.runtime.OpenAddress;

/** Keeps a gateway without keys off the network. */
final class BindCheck {
    private BindCheck() {}

    static void check(String host, AuthConfig auth) throws Misconfigured {
        Optional<String> objection = OpenAddress.objection("--host", host, auth);
        if (objection.isPresent()) {
            throw new Misconfigured(objection.get());
        }
    }
}
