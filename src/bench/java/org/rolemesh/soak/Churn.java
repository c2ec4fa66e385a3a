package org.rolemesh.soak;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.awaitility.Awaitility;

/**
 * What is done to gateway, hosts and backends while clients ask: one deed after the other, by a seed. One thread, but for
 * {@link #beat}.
 */
final class Churn {
    private static final Duration IN_EFFECT = Duration.ofSeconds(20);
    private static final Duration ON_THE_WAY = Duration.ofMillis(200);
    private static final int RELOADS = 5;

    private final Scene scene;
    private final Ledger ledger;
    private final Random random;
    private final List<RegisteredHost> hosts = new ArrayList<>();
    private int edits;

    Churn(Scene scene, Ledger ledger, long seed) {
        this.scene = scene;
        this.ledger = ledger;
        this.random = new Random(seed);
        scene.hosts()
                .forEach(host ->
                        hosts.add(new RegisteredHost(scene.url(), "host-" + hosts.size(), host.baseUrl(), ledger)));
    }

    void beat() {
        hosts.forEach(RegisteredHost::beat);
    }

    /** Does one thing, and waits until it is in effect. */
    void act() throws IOException, InterruptedException {
        switch (random.nextInt(10)) {
            case 0 -> reload(random.nextInt(RELOADS));
            case 1, 2 -> killBackend();
            // The first host always lives, so that nobody is to be refused.
            default ->
                hosts.get(1 + random.nextInt(hosts.size() - 1)).change(random.nextInt(RegisteredHost.TROUBLE_COUNT));
        }
    }

    /** Each way once: what a first reload loads and keeps is not to count as growth. */
    void reloadEveryWay() throws IOException, InterruptedException {
        for (int way = 0; way < RELOADS; way++) {
            reload(way);
        }
    }

    /** Everything is as it was at the start. */
    void settle() {
        hosts.forEach(RegisteredHost::comeBack);
    }

    private void killBackend() {
        Ledger.Kill kill = ledger.kill("shaky");
        scene.mortal().stop();
        // The other of the two lives: only what was there or on its way there is lost.
        kill.isOverIn(ON_THE_WAY);
        LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(random.nextInt(1_000)));
        scene.mortal().restart();
        ledger.count("backend killed");
    }

    private void reload(int way) throws IOException, InterruptedException {
        edits++;
        switch (way) {
            case 0 -> awaitOne("done", () -> scene.editConfig(edits));
            case 1 -> awaitOne("done", () -> scene.editRoutes(edits));
            case 2 -> {
                awaitOne("failed", scene::breakRoutes);
                awaitOne("done", () -> scene.editRoutes(edits));
            }
            case 3 -> {
                scene.gateway().hangUp();
                ledger.count("hung up");
            }
            default ->
                awaitOne("done", () -> {
                    scene.editConfig(edits);
                    int status = scene.post("/v1/admin/reload");
                    if (status != 200) {
                        ledger.fault("POST /v1/admin/reload: " + status);
                    }
                });
        }
    }

    private void awaitOne(String outcome, Edit edit) throws IOException {
        double before = scene.reloads(outcome);
        edit.write();
        Awaitility.await("a reload is " + outcome)
                .atMost(IN_EFFECT)
                .pollInterval(Duration.ofMillis(50))
                .until(() -> scene.reloads(outcome) > before);
        ledger.count("reload " + outcome);
    }

    @FunctionalInterface
    private interface Edit {
        void write() throws IOException;
    }
}
