package org.rolemesh.http;

import org.apache.camel.Message;
import org.apache.camel.component.platform.http.vertx.HttpMessage;

/** Finds the request that a message came in by. */
public final class ClientRequests {
    private ClientRequests() {}

    /** Null: it came in by none, or by an HTTP server that shows none. */
    public static ClientRequest of(Message message) {
        if (message instanceof ClientMessage ours) {
            return ours.request();
        }
        return message instanceof HttpMessage camels ? new VertxRequest(camels.getRequest()) : null;
    }
}
