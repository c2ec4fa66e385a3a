package org.rolemesh.testing;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.time.Duration;
import java.util.Arrays;
import java.util.stream.Collectors;

/**
 * A host as the gateway knows it: registered with a base URL under an id, and heard of when it beats. It runs nothing
 * between two calls, so that a test decides when the gateway hears what. Each call has a connection of its own and fails
 * unless the answer is 200. Safe for use by many threads.
 */
public final class FakeNode {
    private static final Duration SOON = Duration.ofSeconds(10);

    private final URI gateway;
    private final String id;

    private FakeNode(URI gateway, String id) {
        this.gateway = gateway;
        this.id = id;
    }

    /** Registers a backend that is there under {@code baseUrl} with these roles. */
    public static FakeNode register(URI gateway, String id, URI baseUrl, Announced... roles) {
        FakeNode node = new FakeNode(gateway, id);
        node.post("/v1/nodes/register", registration(id, baseUrl, roles));
        return node;
    }

    /** The body of a registration. */
    public static String registration(String id, URI baseUrl, Announced... roles) {
        return "{\"node_id\":\"%s\",\"base_url\":\"%s\",\"roles\":%s}".formatted(id, baseUrl, json(roles));
    }

    /** The body of a heartbeat; without roles it says only that the node lives. */
    public static String heartbeat(String id, Announced... roles) {
        return roles.length == 0
                ? "{\"node_id\":\"%s\"}".formatted(id)
                : "{\"node_id\":\"%s\",\"roles\":%s}".formatted(id, json(roles));
    }

    public String id() {
        return id;
    }

    /** Beats; without roles those that are known stay. */
    public void beat(Announced... roles) {
        post("/v1/nodes/heartbeat", heartbeat(id, roles));
    }

    /** Asks the gateway, as its operator would, to give the node no new work. */
    public void drain() {
        post("/v1/nodes/" + id + "/drain", "{}");
    }

    /** Takes that back. */
    public void endDrain() {
        delete("/v1/nodes/" + id + "/drain");
    }

    /** Has the gateway forget the node. */
    public void remove() {
        delete("/v1/nodes/" + id);
    }

    private void post(String path, String body) {
        call("POST " + path, http -> http.post(path, body, "Connection: close"));
    }

    private void delete(String path) {
        call(
                "DELETE " + path,
                http -> http.send("DELETE " + path + " HTTP/1.1\r\nHost: gateway\r\nConnection: close\r\n\r\n"));
    }

    private void call(String what, Request request) {
        try (RawHttp http = RawHttp.connect(gateway)) {
            request.send(http);
            RawHttp.Answer answer = http.readAnswer(SOON);
            if (answer.status() != 200) {
                throw new AssertionError("%s: %d %s".formatted(what, answer.status(), answer.body()));
            }
        } catch (IOException e) {
            throw new UncheckedIOException(what, e);
        }
    }

    @FunctionalInterface
    private interface Request {
        void send(RawHttp http) throws IOException;
    }

    private static String json(Announced... roles) {
        return Arrays.stream(roles).map(Announced::json).collect(Collectors.joining(",", "[", "]"));
    }
}
