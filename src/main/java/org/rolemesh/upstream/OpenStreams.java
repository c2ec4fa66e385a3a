package org.rolemesh.upstream;

import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.rolemesh.openai.ApiError;

/** The streams that are running, so that a shutdown can end those that do not end by themselves. Thread safe. */
public final class OpenStreams {
    private final Set<Relay> running = ConcurrentHashMap.newKeySet();

    void began(Relay relay) {
        running.add(relay);
    }

    void ended(Relay relay) {
        running.remove(relay);
    }

    public int count() {
        return running.size();
    }

    /** Ends every running stream with {@code error} as its last event. */
    public void cutAll(ApiError error) {
        List.copyOf(running).forEach(relay -> relay.cutFromOutside(error));
    }
}
