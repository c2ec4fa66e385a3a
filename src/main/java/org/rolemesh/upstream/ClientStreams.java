package org.rolemesh.upstream;

import io.vertx.core.Context;
import java.util.Map;
import java.util.concurrent.Executor;
import java.util.function.Consumer;
import org.apache.camel.Exchange;
import org.rolemesh.access.ClientCall;
import org.rolemesh.http.ClientRequest;
import org.rolemesh.http.ClientRequests;

/** Finds out whom an exchange answers. */
final class ClientStreams {
    private ClientStreams() {}

    /**
     * The client's own connection where this exchange came in on one; a copy of such an exchange, and any other, gets a
     * pipe to read from.
     */
    static ClientStream of(
            Exchange exchange,
            ClientCall call,
            Context context,
            Consumer<Map<String, String>> beginPiped,
            Executor blocking) {
        ClientRequest client = call == null ? null : ClientRequests.of(exchange.getMessage());
        return client != null
                ? new HttpClientStream(client.answer(), call)
                : new PipedClientStream(context, call, beginPiped, blocking);
    }
}
