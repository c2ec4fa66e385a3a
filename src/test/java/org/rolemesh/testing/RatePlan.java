package org.rolemesh.testing;

import java.net.URI;
import java.time.Duration;

/**
 * What {@link RateLoad} is to do.
 *
 * @param url scheme, host and port of the server
 * @param model the model to ask for
 * @param perSecond how many chats to begin each second, whatever becomes of those before
 * @param time how long to go on
 */
public record RatePlan(URI url, String model, int perSecond, Duration time) {
    int requests() {
        return (int) (time.toMillis() * perSecond / 1000);
    }

    /** When to send, after the start. */
    long dueNanos(int request) {
        return request * 1_000_000_000L / perSecond;
    }

    /** By which the backend's requests can be told to be of this load. */
    String user(int request) {
        return "rate-" + request;
    }

    String body(int request) {
        return "{\"model\":\"%s\",\"messages\":[{\"role\":\"user\",\"content\":\"hello\"}],\"user\":\"%s\"}"
                .formatted(model, user(request));
    }
}
