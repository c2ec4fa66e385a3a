package org.rolemesh.http;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;

/** How many requests are being served, and whether the house is closing. Thread safe. */
public final class Presence {
    private final AtomicInteger inside = new AtomicInteger();
    private final CompletableFuture<Void> empty = new CompletableFuture<>();
    private volatile boolean draining;

    /** From now on new work is refused. */
    public CompletableFuture<Void> drain() {
        draining = true;
        completeIfEmpty();
        return empty;
    }

    public boolean isDraining() {
        return draining;
    }

    public int inFlight() {
        return inside.get();
    }

    /** A request is there; {@link #left} comes once when it is over. */
    public void entered() {
        inside.incrementAndGet();
    }

    public void left() {
        inside.decrementAndGet();
        completeIfEmpty();
    }

    private void completeIfEmpty() {
        if (draining && inside.get() == 0) {
            empty.complete(null);
        }
    }
}
