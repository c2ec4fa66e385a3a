package org.rolemesh.bench;

import io.vertx.core.AbstractVerticle;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.net.NetClient;
import io.vertx.core.net.NetClientOptions;
import io.vertx.core.net.NetSocket;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Queue;
import org.rolemesh.config.UpstreamUrl;

/** The share of one event loop in a round: opens its connections, keeps them at work, and lets what runs finish. */
final class Loader extends AbstractVerticle {
    private static final int CONNECT_TIMEOUT_MS = 10_000;
    /** So that a server which refuses is not asked as fast as it can refuse. */
    private static final int PAUSE_AFTER_FAILURE_MS = 20;

    private final RoundPlan plan;
    private final Tally tally;
    private final Buffer request;
    private final int share;
    private final double rate;
    private final List<Slot> slots = new ArrayList<>();
    private final Deque<Slot> idle = new ArrayDeque<>();
    private final Queue<Long> due = new ArrayDeque<>();
    private final Promise<Tally> ended = Promise.promise();
    private NetClient client;
    private boolean over;
    private int running;
    private long startNanos;
    private long scheduled;

    Loader(RoundPlan plan, int share, Tally tally) {
        this.plan = plan;
        this.share = share;
        this.tally = tally;
        request = plan.chat().bytes(plan.target().url());
        rate = plan.shape().rate() * share / plan.shape().concurrency();
    }

    /** Completes when nothing runs any more. */
    Future<Tally> ended() {
        return ended.future();
    }

    @Override
    public void start() {
        client = vertx.createNetClient(new NetClientOptions()
                .setConnectTimeout(CONNECT_TIMEOUT_MS)
                .setTcpNoDelay(true)
                .setSsl(plan.target().url().isSecure())
                .setHostnameVerificationAlgorithm("HTTPS"));
        after(plan.settling(), tally::open);
        after(plan.settling().plus(plan.duration()), this::finish);
        startNanos = System.nanoTime();
        for (int i = 0; i < share; i++) {
            slots.add(new Slot(this, tally));
        }
        if (rate > 0) {
            idle.addAll(slots);
            vertx.setPeriodic(1, tick -> sendDue());
        } else {
            for (Slot slot : slots) {
                begin(slot, System.nanoTime());
            }
        }
    }

    boolean streams() {
        return plan.chat().stream();
    }

    int events() {
        return plan.shape().events();
    }

    Buffer request() {
        return request;
    }

    Future<NetSocket> connect() {
        UpstreamUrl url = plan.target().url();
        return client.connect(url.port(), url.host(), url.host());
    }

    /** A slot has an answer, or has none and will not get it. */
    void ended(Slot slot, boolean well) {
        running--;
        if (over) {
            endIfQuiet();
        } else if (rate > 0) {
            idle.push(slot);
            sendDue();
        } else if (well) {
            begin(slot, System.nanoTime());
        } else {
            vertx.setTimer(PAUSE_AFTER_FAILURE_MS, again -> {
                if (!over) {
                    begin(slot, System.nanoTime());
                }
            });
        }
    }

    private void begin(Slot slot, long at) {
        running++;
        slot.begin(at);
    }

    private void sendDue() {
        if (over) {
            return;
        }
        long elapsed = System.nanoTime() - startNanos;
        for (long next = nanosOf(scheduled); next <= elapsed; next = nanosOf(scheduled)) {
            due.add(startNanos + next);
            scheduled++;
        }
        while (!due.isEmpty() && !idle.isEmpty()) {
            begin(idle.pop(), due.remove());
        }
    }

    private long nanosOf(long number) {
        return (long) (number * 1e9 / rate);
    }

    private void finish() {
        over = true;
        tally.close();
        for (int i = 0; i < due.size(); i++) {
            tally.failed("not sent: every connection was busy");
        }
        long since = System.nanoTime();
        after(plan.grace(), () -> end(plan.grace().isZero() ? startNanos : since));
        endIfQuiet();
    }

    private void endIfQuiet() {
        if (running == 0) {
            end(startNanos);
        }
    }

    private void end(long heardOfSince) {
        slots.forEach(slot -> slot.cut(heardOfSince));
        ended.tryComplete(tally);
    }

    private void after(Duration time, Runnable action) {
        if (time.isZero()) {
            action.run();
        } else {
            vertx.setTimer(time.toMillis(), due -> action.run());
        }
    }
}
