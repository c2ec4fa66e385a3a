package org.rolemesh.upstream;

import io.vertx.core.Context;
import io.vertx.core.http.HttpClient;
import io.vertx.core.impl.ContextInternal;
import org.rolemesh.wire.TurnEnd;

/**
 * An event loop's own HTTP client. Confined to that loop.
 *
 * @param turnEnd when requests are sent: the connections that have closed are known then, and those whose answers have ended
 *     are free
 */
record LoopClient(HttpClient http, TurnEnd turnEnd) {
    /** Runs {@code send} at the end of the turn, in {@code context}. */
    void atTurnEnd(Context context, Runnable send) {
        turnEnd.run(() -> ((ContextInternal) context).dispatch(send));
    }
}
