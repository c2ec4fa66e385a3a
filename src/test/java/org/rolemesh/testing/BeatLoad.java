package org.rolemesh.testing;

import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/**
 * Many nodes that register with a gateway and beat, each over a connection of its own that it keeps, as agents do. Every
 * beat says something new: slots in use and memory of a GPU. For one thread.
 */
public final class BeatLoad implements AutoCloseable {
    private static final Duration SOON = Duration.ofSeconds(10);
    private static final int SLOTS = 4;
    private static final int ROUNDS_OF_A_STATE = 19;

    private final List<RawHttp> connections = new ArrayList<>();
    private final boolean[] loaded;
    private int beats;

    /** Registers so many nodes, each with a role of its own and one that all have. */
    public BeatLoad(URI gateway, int nodes) throws IOException {
        loaded = new boolean[nodes];
        for (int node = 0; node < nodes; node++) {
            RawHttp connection = RawHttp.connect(gateway);
            connections.add(connection);
            URI backend = URI.create("http://127.0.0.1:" + (20_000 + node));
            send(connection, "/v1/nodes/register", FakeNode.registration(id(node), backend, roles(node)));
        }
    }

    /** So many beats, one after the other, as fast as they are answered; now and then one loads or unloads its model. */
    public void rush(int count) throws IOException {
        for (int n = 0; n < count; n++) {
            beat((beats / connections.size() + beats) % ROUNDS_OF_A_STATE == 0);
        }
    }

    /** So many of the nodes beat, each in its turn, evenly spread over this time; one that is late is not skipped. */
    public void beat(int count, Duration time) throws IOException {
        long start = System.nanoTime();
        for (int n = 0; n < count; n++) {
            sleepUntil(start + time.toNanos() * n / count);
            beat(false);
        }
        sleepUntil(start + time.toNanos());
    }

    @Override
    public void close() throws IOException {
        for (RawHttp connection : connections) {
            connection.close();
        }
    }

    private void beat(boolean changesState) throws IOException {
        int node = beats++ % connections.size();
        if (changesState) {
            loaded[node] = !loaded[node];
        }
        send(connections.get(node), "/v1/nodes/heartbeat", heartbeat(node));
    }

    private String heartbeat(int node) {
        String inventory = "\"inventory\":{\"gpus\":[{\"index\":0,\"name\":\"Tesla P40\",\"memory_total_mib\":24576,"
                + "\"memory_used_mib\":" + (6_000 + beats) + "}]}";
        return FakeNode.heartbeat(id(node), roles(node)).replaceFirst("}$", "," + inventory + "}");
    }

    private Announced[] roles(int node) {
        Announced shared = Announced.role("planner")
                .with("model", "gemma-2b")
                .with("state", "ready")
                .with("slots", SLOTS)
                .with("slots_busy", beats % (SLOTS + 1));
        return new Announced[] {shared, Announced.role("own-" + node).with("state", loaded[node] ? "ready" : "unloaded")
        };
    }

    private static String id(int node) {
        return "box-" + node;
    }

    private static void send(RawHttp connection, String path, String body) throws IOException {
        RawHttp.Answer answer = connection.post(path, body).readAnswer(SOON);
        if (answer.status() != 200) {
            throw new AssertionError("POST %s: %d %s".formatted(path, answer.status(), answer.body()));
        }
    }

    private static void sleepUntil(long nanos) {
        for (long left = nanos - System.nanoTime(); left > 0; left = nanos - System.nanoTime()) {
            LockSupport.parkNanos(Math.min(left, TimeUnit.SECONDS.toNanos(1)));
        }
    }
}
