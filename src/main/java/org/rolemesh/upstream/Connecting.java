package org.rolemesh.upstream;

import io.vertx.core.Vertx;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientRequest;
import io.vertx.core.http.RequestOptions;

/**
 * Finds a connection of the pool that still stands, or makes one. Some that have closed are passed over: nothing was written
 * to them, so nothing can have run. Confined to one event loop.
 */
final class Connecting {
    /** One that closes so many before anything is written takes no requests. */
    private static final int MAX_CONNECTIONS = 3;

    private final HttpClient client;
    private final RequestOptions where;
    private final Vertx vertx;
    private final Seeker seeker;
    private final boolean secure;
    private int connections;

    /** Who has something to send. */
    interface Seeker {
        /** Whether nothing is to be sent any more. */
        boolean isOver();

        /** To be sent on this connection. */
        void connected(HttpClientRequest request);

        /**
         * There is no connection.
         *
         * @param cause null: none but that those of the pool closed before anything was sent
         */
        void unreachable(Throwable cause);
    }

    Connecting(HttpClient client, RequestOptions where, Vertx vertx, Seeker seeker) {
        this.client = client;
        this.where = where;
        this.vertx = vertx;
        this.seeker = seeker;
        this.secure = Boolean.TRUE.equals(where.isSsl());
    }

    void begin() {
        if (seeker.isOver()) {
            return;
        }
        connections++;
        try {
            client.request(where).onSuccess(this::use).onFailure(seeker::unreachable);
        } catch (IllegalStateException e) {
            // The gateway has closed its clients, while a route that no client waits for went on.
            seeker.unreachable(e);
        }
    }

    private void use(HttpClientRequest connected) {
        if (seeker.isOver()) {
            expectItsEnd(connected);
            connected.reset();
        } else if (KeptConnection.isClosed(connected.connection(), secure)) {
            expectItsEnd(connected);
            connected.connection().close();
            beginAgain();
        } else {
            seeker.connected(connected);
        }
    }

    /** Nobody waits for it, which Vert.x would otherwise log as an error. */
    private static void expectItsEnd(HttpClientRequest unused) {
        unused.exceptionHandler(expected -> {});
    }

    private void beginAgain() {
        if (connections == MAX_CONNECTIONS) {
            seeker.unreachable(null);
            return;
        }
        // After that the pool has heard of it too.
        vertx.runOnContext(ignored -> begin());
    }
}
