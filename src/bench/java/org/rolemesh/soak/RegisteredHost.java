package org.rolemesh.soak;

import static org.rolemesh.testing.Announced.role;

import java.net.URI;
import java.util.List;
import java.util.Locale;
import org.rolemesh.testing.FakeNode;

/** A host that registers itself, beats, and gets into every trouble that hosts have. Safe for use by many threads. */
final class RegisteredHost {
    private enum State {
        LIVE,
        SILENT,
        DRAINED,
        REMOVED
    }

    private static final List<State> TROUBLES = List.of(State.SILENT, State.DRAINED, State.REMOVED);
    static final int TROUBLE_COUNT = TROUBLES.size();

    private final URI gateway;
    private final String id;
    private final URI backend;
    private final Ledger ledger;
    private FakeNode node;
    private State state = State.LIVE;

    RegisteredHost(URI gateway, String id, URI backend, Ledger ledger) {
        this.gateway = gateway;
        this.id = id;
        this.backend = backend;
        this.ledger = ledger;
        register();
    }

    private void register() {
        node = FakeNode.register(gateway, id, backend, role("pool"));
        ledger.count("registered");
    }

    synchronized void beat() {
        if (state == State.LIVE || state == State.DRAINED) {
            node.beat(role("pool"));
        }
    }

    /** From live into the trouble of this number, from any trouble back to live. */
    synchronized void change(int trouble) {
        if (state != State.LIVE) {
            comeBack();
            return;
        }
        state = TROUBLES.get(trouble);
        switch (state) {
            case DRAINED -> node.drain();
            case REMOVED -> node.remove();
            default -> {
                // nothing is said by one that falls silent
            }
        }
        ledger.count(state.name().toLowerCase(Locale.ROOT));
    }

    synchronized void comeBack() {
        switch (state) {
            case LIVE -> {}
            case DRAINED -> node.endDrain();
            case SILENT, REMOVED -> register();
        }
        state = State.LIVE;
    }
}
