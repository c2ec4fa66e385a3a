package org.rolemesh.soak;

import java.io.IOException;
import java.time.Duration;
import org.awaitility.Awaitility;

/** Kills the agent's llama-servers in turn, and waits for the next one in the same slot. One thread. */
final class ServerKiller {
    /** Until the gateway has heard that the role is back. */
    private static final Duration HEARD = Duration.ofSeconds(3);

    private final Scene scene;
    private final Ledger ledger;
    private int turn;

    ServerKiller(Scene scene, Ledger ledger) {
        this.scene = scene;
        this.ledger = ledger;
    }

    void act() throws IOException {
        String slot = turn++ % 2 == 0 ? "one" : "two";
        ProcessHandle server = scene.serverIn(slot).findFirst().orElse(null);
        if (server == null) {
            ledger.fault("no llama-server is ready in slot " + slot);
            return;
        }
        Ledger.Kill kill = ledger.kill(Scene.SLOTS.get(slot));
        server.destroyForcibly();
        Awaitility.await("another llama-server in slot " + slot)
                .atMost(Scene.SOON)
                .pollInterval(Duration.ofMillis(100))
                .until(() -> scene.serverIn(slot).anyMatch(each -> each.pid() != server.pid()));
        kill.isOverIn(HEARD);
        ledger.count("llama-server killed");
    }
}
