package org.rolemesh.testing;

import io.vertx.core.CompositeFuture;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.HttpVersion;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.IntStream;
import org.HdrHistogram.Histogram;

/** Opens many streaming chats at once, on one event loop, and checks every event of each. */
public final class StreamLoad {
    private static final int CONNECT_TIMEOUT_MILLIS = 10_000;
    private static final long GRACE_MILLIS = 10_000;

    private final LoadPlan plan;
    private final HttpClient client;
    private final Histogram firstEventMicros = new Histogram(3);
    private final Histogram gapMicros = new Histogram(3);

    private StreamLoad(Vertx vertx, LoadPlan plan) {
        this.plan = plan;
        client = vertx.createHttpClient(new HttpClientOptions()
                .setProtocolVersion(HttpVersion.HTTP_1_1)
                .setMaxPoolSize(plan.streams())
                .setConnectTimeout(CONNECT_TIMEOUT_MILLIS)
                .setTcpNoDelay(true));
    }

    /** Runs the plan on this Vert.x and returns when every stream has ended or the deadline has passed. Not on an event loop. */
    public static LoadReport run(Vertx vertx, LoadPlan plan) throws InterruptedException {
        StreamLoad load = new StreamLoad(vertx, plan);
        CompletableFuture<LoadReport> report = new CompletableFuture<>();
        vertx.getOrCreateContext()
                .runOnContext(
                        go -> load.start(vertx).onSuccess(report::complete).onFailure(report::completeExceptionally));
        try {
            return report.get(plan.deadline().toMillis() + GRACE_MILLIS, TimeUnit.MILLISECONDS);
        } catch (ExecutionException | TimeoutException e) {
            throw new AssertionError("the load did not come to its end", e);
        } finally {
            load.client.close();
        }
    }

    private Future<LoadReport> start(Vertx vertx) {
        List<LoadedStream> streams = IntStream.range(0, plan.streams())
                .mapToObj(i -> new LoadedStream(plan, i, firstEventMicros, gapMicros))
                .toList();
        long timer = vertx.setTimer(
                plan.deadline().toMillis(), late -> streams.forEach(stream -> stream.giveUp("deadline passed")));
        List<Future<LoadReport.Stream>> ends =
                streams.stream().map(stream -> stream.open(client)).toList();
        CompositeFuture all = Future.join(ends);
        return all.map(ended -> new LoadReport(all.list(), firstEventMicros, gapMicros))
                .onComplete(ended -> vertx.cancelTimer(timer));
    }
}
