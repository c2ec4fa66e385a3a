package org.rolemesh.upstream;

import java.util.ArrayList;
import java.util.List;
import org.apache.camel.Exchange;

/** Tells the {@code upstream:} steps of an exchange that another one has answered in its place. Thread safe. */
final class Race {
    private static final String PROPERTY = "RoleMeshRace";

    private final List<Runnable> listeners = new ArrayList<>();
    private boolean lost;

    /** From now on {@code exchange} is in this race. */
    void enter(Exchange exchange) {
        exchange.setProperty(PROPERTY, this);
    }

    /** Calls {@code listener} once if {@code exchange} is in a race and has lost it; on any thread. */
    static void onLost(Exchange exchange, Runnable listener) {
        Race race = exchange.getProperty(PROPERTY, Race.class);
        if (race != null && race.hasLostAfterAdding(listener)) {
            listener.run();
        }
    }

    void lose() {
        List<Runnable> told;
        synchronized (this) {
            lost = true;
            told = List.copyOf(listeners);
            listeners.clear();
        }
        told.forEach(Runnable::run);
    }

    private synchronized boolean hasLostAfterAdding(Runnable listener) {
        if (!lost) {
            listeners.add(listener);
        }
        return lost;
    }
}
