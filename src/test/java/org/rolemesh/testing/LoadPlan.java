package org.rolemesh.testing;

import java.net.URI;
import java.time.Duration;
import java.util.Map;

/**
 * What {@link StreamLoad} is to do.
 *
 * @param url scheme, host and port of the server
 * @param model the model to ask for
 * @param streams how many chats to open at once
 * @param events how many contents each stream must bring, as {@link Streams#stream} sends them
 * @param deadline for the whole load; streams still open then are reset and count as failed
 * @param headers to send with every request
 */
public record LoadPlan(URI url, String model, int streams, int events, Duration deadline, Map<String, String> headers) {

    public LoadPlan(URI url, String model, int streams, int events, Duration deadline) {
        this(url, model, streams, events, deadline, Map.of());
    }

    /** The id by which the backend's events can be told to belong to this stream. */
    String user(int stream) {
        return "load-" + stream;
    }

    String body(int stream) {
        return "{\"model\":\"" + model + "\",\"messages\":[{\"role\":\"user\",\"content\":\"hello\"}],"
                + "\"stream\":true,\"user\":\"" + user(stream) + "\"}";
    }
}
