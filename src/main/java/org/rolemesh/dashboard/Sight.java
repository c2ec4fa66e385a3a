package org.rolemesh.dashboard;

import org.rolemesh.access.ClientCall;
import org.rolemesh.auth.Caller;

/** What a viewer gets to see: everything, or the roles of a key and what was asked with it. */
record Sight(Caller caller) {
    boolean ofEverything() {
        return caller.administers();
    }

    boolean ofAlias(String alias) {
        return ofEverything() || caller.roles().allow(alias);
    }

    boolean ofCall(ClientCall call) {
        return ofEverything()
                || (caller.keyName() != null
                        && caller.keyName().equals(call.keyName())
                        && (call.alias() == null || ofAlias(call.alias())));
    }
}
