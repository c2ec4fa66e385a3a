package org.rolemesh.upstream;

import java.util.function.LongConsumer;
import org.rolemesh.wire.BackendConnection;

/** Gives up a request that nobody waits for any more, and takes the time until its upstream can know. */
final class Abandonment {
    private Abandonment() {}

    /** @param released is told after how many nanoseconds the connection was closed */
    static void of(BackendConnection connection, LongConsumer released) {
        long began = System.nanoTime();
        connection.close(() -> released.accept(System.nanoTime() - began));
    }
}
