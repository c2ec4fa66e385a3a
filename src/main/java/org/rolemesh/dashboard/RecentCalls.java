package org.rolemesh.dashboard;

import java.util.List;
import org.rolemesh.access.CallListener;
import org.rolemesh.access.ClientCall;

/**
 * The last requests, for whoever looks: what their access lines have, and so never a body or a key. What only looks at
 * something and is answered is left out, as are heartbeats. Thread safe; for each request it costs one reference.
 */
public final class RecentCalls implements CallListener {
    static final int KEPT = 200;

    private final Ring<ClientCall> calls = new Ring<>(KEPT);

    @Override
    public void over(ClientCall call) {
        boolean failed = call.outcome() >= 400 && !call.path().startsWith("/ui/");
        boolean asks = !call.isRoutine() && call.method().equals("POST");
        if (failed || asks || call.alias() != null) {
            calls.add(call);
        }
    }

    List<Ring.Entry<ClientCall>> from(long number) {
        return calls.from(number);
    }
}
