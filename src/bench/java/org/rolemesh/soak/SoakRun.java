package org.rolemesh.soak;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import java.util.concurrent.locks.ReadWriteLock;
import java.util.concurrent.locks.ReentrantReadWriteLock;
import org.awaitility.Awaitility;
import org.awaitility.core.ConditionTimeoutException;
import org.rolemesh.testing.OpenSockets;
import org.rolemesh.testing.Scrape;
import org.rolemesh.testing.SeededChat;

/**
 * Clients ask and leave, hosts come and go, files are edited, backends and llama-servers are killed, all at once. Now
 * and then all of that pauses: then nothing may be open any more, and it is counted what the programs hold.
 */
final class SoakRun {
    private static final int MAX_PAUSE_MILLIS = 60;
    private static final Duration BEAT = Duration.ofMillis(500);
    private static final Duration REST = Duration.ofSeconds(10);
    private static final Duration LONG_REST = Duration.ofSeconds(30);
    private static final int KEPT_BY_THE_AGENT = 2;
    /** Those of one alias and of one generation of routes stay open; one for each reload would be more. */
    private static final int KEPT_BY_PROBES = 10;

    private final SoakPlan plan;
    private final Ledger ledger = new Ledger();
    private final AtomicLong nextChat;
    private final CountDownLatch over = new CountDownLatch(1);
    private final CountDownLatch end = new CountDownLatch(1);
    /** Whatever happens has the read lock; a rest has the write lock. */
    private final ReadWriteLock traffic = new ReentrantReadWriteLock(true);

    private final List<Thread> threads = new ArrayList<>();
    private volatile Scene scene;
    private WatchedProgram gateway;
    private WatchedProgram agent;

    SoakRun(SoakPlan plan) {
        this.plan = plan;
        this.nextChat = new AtomicLong(plan.firstChat());
    }

    /** @param folder empty */
    SoakReport run(Path folder) throws IOException, InterruptedException {
        try (Scene started = Scene.start(folder, ledger)) {
            scene = started;
            gateway = new WatchedProgram("gateway", scene.gateway().pid());
            agent = new WatchedProgram("agent", scene.agent().pid());
            Churn churn = new Churn(scene, ledger, plan.seed());
            Thread beats = every("beats", BEAT, end, churn::beat);
            scene.awaitUsable();
            begin(churn);
            rests();
            over.countDown();
            for (Thread thread : threads) {
                thread.join();
            }
            churn.settle();
            lastRest();
            end.countDown();
            beats.join();
            SoakReport report = SoakReport.of(plan, ledger, gateway, agent);
            stopPrograms();
            return report;
        } finally {
            over.countDown();
            end.countDown();
        }
    }

    /** Kills what still runs, at the end of this program. */
    void abandon() {
        Scene started = scene;
        if (started != null) {
            started.close();
        }
    }

    private void begin(Churn churn) throws IOException, InterruptedException {
        Random random = new Random(plan.seed());
        for (int n = 0; n < plan.clients(); n++) {
            SoakClient client = new SoakClient(scene.url(), Scene.ROLES, ledger, random.nextLong());
            threads.add(start("client-" + n, () -> use(client)));
        }
        churn.reloadEveryWay();
        threads.add(every("churn", Duration.ofMillis(400), over, () -> busy(churn::act)));
        ServerKiller killer = new ServerKiller(scene, ledger);
        threads.add(every("kills", plan.betweenServerKills(), over, () -> busy(killer::act)));
    }

    private void use(SoakClient client) throws Exception {
        Random pauses = new Random();
        try (client) {
            while (over.getCount() > 0) {
                busy(() -> client.ask(nextChat.getAndIncrement()));
                LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(pauses.nextInt(MAX_PAUSE_MILLIS)));
            }
        }
    }

    private void busy(Deed deed) throws Exception {
        traffic.readLock().lock();
        try {
            deed.act();
        } finally {
            traffic.readLock().unlock();
        }
    }

    private void rests() throws IOException, InterruptedException {
        long began = System.nanoTime();
        while (since(began).compareTo(plan.time()) < 0
                && !over.await(plan.betweenRests().toMillis(), TimeUnit.MILLISECONDS)) {
            traffic.writeLock().lock();
            try {
                awaitRest("in a pause", REST);
                look(since(began).compareTo(plan.warmUp()) >= 0);
            } finally {
                traffic.writeLock().unlock();
            }
            System.err.printf(
                    "%4d s: %d chats, %d faults, gateway %s%n",
                    since(began).toSeconds(),
                    nextChat.get() - plan.firstChat(),
                    ledger.faultCount(),
                    gateway.inShort());
        }
    }

    private void look(boolean warm) throws IOException, InterruptedException {
        gateway.look(warm);
        agent.look(warm);
    }

    private void awaitRest(String when, Duration atMost) {
        limit("requests open at the gateway " + when, 0, atMost, () -> inFlight(scene.url()));
        limit("requests open at the agent " + when, 0, atMost, () -> inFlight(scene.agentUrl()));
        scene.allBackends()
                .forEach((name, backend) ->
                        limit("requests open at " + name + " " + when, 0, atMost, () -> backend.counts()
                                .open()));
    }

    /** But for the one that asks. */
    private static int inFlight(URI program) {
        return (int) Scrape.of(program).value("rolemesh_requests_in_flight") - 1;
    }

    private void lastRest() throws IOException, InterruptedException {
        awaitRest("at the end", LONG_REST);
        limit("slots taken at llama-servers", 0, LONG_REST, scene::slotsBusy);
        limit("connections at the gateway", KEPT_BY_THE_AGENT, LONG_REST, () ->
                (int) OpenSockets.acceptedAt(scene.url().getPort()));
        scene.allBackends()
                .forEach((name, backend) ->
                        limit("connections at " + name, KEPT_BY_PROBES, LONG_REST, () -> backend.counts()
                                .connections()));
        look(true);
        limit("threads or descriptors more at the gateway", 0, LONG_REST, gateway::more);
        limit("threads or descriptors more at the agent", 0, LONG_REST, agent::more);
        ledger.add(
                "connections kept at a backend",
                scene.allBackends().values().stream()
                        .mapToInt(backend -> backend.counts().connections())
                        .max()
                        .orElseThrow());
        judgeHeap(gateway);
        judgeHeap(agent);
        ledger.add(
                "requests cancelled at backends",
                scene.allBackends().values().stream()
                        .mapToInt(backend -> backend.counts().aborted())
                        .sum());
    }

    private void judgeHeap(WatchedProgram program) {
        double grown = program.heapGrowthIn(plan.heapSeconds());
        if (!plan.isShort() && grown > SoakPlan.HEAP_LIMIT_BYTES) {
            ledger.fault("the live heap of the %s grows by %.0f bytes in %.0f s: %s%n%s"
                    .formatted(program.name(), grown, plan.heapSeconds(), program.heap(), program.largestClasses()));
        }
    }

    /** In this order, so that no stream is cut. */
    private void stopPrograms() throws InterruptedException {
        scene.agent().terminate();
        require("the agent's exit status is 0", scene.agent().awaitExit(LONG_REST) == 0);
        scene.gateway().terminate();
        require("the gateway's exit status is 0", scene.gateway().awaitExit(LONG_REST) == 0);
        try {
            scene.agentFolder().requireNothingLeft();
        } catch (AssertionError e) {
            ledger.fault("after the agent's end " + e.getMessage());
        }
        noteChats(scene.agentFolder().chats());
        complaints("gateway", scene.gateway().stderr());
        complaints("agent", scene.agent().stderr());
    }

    /** What the llama-servers were asked, each of which is to be there once. */
    private void noteChats(List<String> bodies) {
        Set<Long> seen = new HashSet<>();
        for (String body : bodies) {
            SeededChat.seedIn(body)
                    .filter(seed -> !seen.add(seed))
                    .ifPresent(seed -> ledger.fault("chat " + seed + " ran twice at llama-servers"));
        }
    }

    private void complaints(String program, List<String> lines) {
        lines.stream()
                .filter(line -> line.contains("Exception")
                        || (line.contains(" ERROR ") && !line.contains("not reloaded, all stays as it was")))
                .forEach(line -> ledger.fault("the " + program + " says: " + line));
    }

    private void require(String what, boolean holds) {
        if (!holds) {
            ledger.fault("it does not hold that " + what);
        }
    }

    /** Waits until there are no more of something. */
    private void limit(String what, int most, Duration atMost, Callable<Integer> count) {
        AtomicInteger last = new AtomicInteger();
        try {
            Awaitility.await(what)
                    .atMost(atMost)
                    .pollDelay(Duration.ZERO)
                    .pollInterval(Duration.ofMillis(20))
                    .until(() -> {
                        last.set(count.call());
                        return last.get() <= most;
                    });
        } catch (ConditionTimeoutException e) {
            ledger.fault("%d %s, after %d s".formatted(last.get(), what, atMost.toSeconds()));
        }
    }

    private Thread every(String name, Duration pause, CountDownLatch until, Deed deed) {
        return start(name, () -> {
            while (!until.await(pause.toMillis(), TimeUnit.MILLISECONDS)) {
                deed.act();
            }
        });
    }

    private Thread start(String name, Deed deed) {
        Thread thread = new Thread(
                () -> {
                    try {
                        deed.act();
                    } catch (Exception | AssertionError e) {
                        ledger.fault("the soak itself has broken, " + name + ": " + e);
                    }
                },
                "soak-" + name);
        thread.setDaemon(true);
        thread.start();
        return thread;
    }

    private static Duration since(long nanos) {
        return Duration.ofNanos(System.nanoTime() - nanos);
    }

    @FunctionalInterface
    private interface Deed {
        void act() throws Exception;
    }
}
