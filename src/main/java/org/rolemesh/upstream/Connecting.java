package org.rolemesh.upstream;

import io.vertx.core.impl.ContextInternal;
import org.rolemesh.wire.Address;
import org.rolemesh.wire.BackendConnection;
import org.rolemesh.wire.BackendConnections;

/**
 * Finds a kept connection that still stands, or makes one. Those that have closed are passed over: nothing was written to
 * them, so nothing can have run. Confined to one event loop.
 */
final class Connecting {
    /** A backend that closes so many before anything is written takes no requests. */
    private static final int MAX_CONNECTIONS = 3;

    private final BackendConnections connections;
    private final Address where;
    private final ContextInternal context;
    private final Seeker seeker;
    private int made;

    /** Who has something to send. */
    interface Seeker {
        /** Whether nothing is to be sent any more. */
        boolean isOver();

        /** To be sent on this connection. */
        void connected(BackendConnection connection);

        /**
         * There is no connection.
         *
         * @param cause null: none but that those which were made closed before anything was sent
         */
        void unreachable(Throwable cause);
    }

    /** @param context in which the seeker is told */
    Connecting(BackendConnections connections, Address where, ContextInternal context, Seeker seeker) {
        this.connections = connections;
        this.where = where;
        this.context = context;
        this.seeker = seeker;
    }

    void begin() {
        if (seeker.isOver()) {
            return;
        }
        BackendConnection kept = connections.takeKept(where);
        while (kept != null && kept.isClosed()) {
            kept.close();
            kept = connections.takeKept(where);
        }
        if (kept == null) {
            connect();
        } else {
            seeker.connected(kept);
        }
    }

    private void connect() {
        made++;
        try {
            connections
                    .connect(where)
                    .onSuccess(connection -> context.dispatch(() -> use(connection)))
                    .onFailure(cause -> context.dispatch(() -> seeker.unreachable(cause)));
        } catch (IllegalStateException e) {
            // The gateway has closed its clients, while a route that no client waits for went on.
            seeker.unreachable(e);
        }
    }

    private void use(BackendConnection connection) {
        if (seeker.isOver()) {
            connections.keep(connection);
        } else if (!connection.isClosed()) {
            seeker.connected(connection);
        } else {
            connection.close();
            if (made < MAX_CONNECTIONS) {
                connect();
            } else {
                seeker.unreachable(null);
            }
        }
    }
}
