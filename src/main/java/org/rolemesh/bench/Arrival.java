package org.rolemesh.bench;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.time.Duration;

/** Waits for a server that is being started. */
public final class Arrival {
    private static final int CONNECT_TIMEOUT_MS = 1000;
    private static final long PAUSE_MS = 5;

    private Arrival() {}

    /** Returns as soon as it accepts connections, or after this time at the latest; tells not which. */
    public static void await(Target target, Duration atMost) throws InterruptedException {
        long begun = System.nanoTime();
        while (System.nanoTime() - begun < atMost.toNanos() && !accepts(target)) {
            Thread.sleep(PAUSE_MS);
        }
    }

    private static boolean accepts(Target target) {
        try (Socket socket = new Socket()) {
            socket.connect(
                    new InetSocketAddress(target.url().host(), target.url().port()), CONNECT_TIMEOUT_MS);
            return true;
        } catch (IOException e) {
            return false;
        }
    }
}
