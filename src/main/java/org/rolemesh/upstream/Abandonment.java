package org.rolemesh.upstream;

import io.vertx.core.http.HttpClientRequest;
import java.util.function.LongConsumer;

/** Gives up a request that nobody waits for any more, and takes the time until its upstream can know. */
final class Abandonment {
    private Abandonment() {}

    /** @param released is told after how many nanoseconds the connection was closed */
    static void of(HttpClientRequest request, LongConsumer released) {
        long began = System.nanoTime();
        request.connection().closeHandler(ignored -> released.accept(System.nanoTime() - began));
        request.reset();
    }
}
