package org.rolemesh.testing;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.HttpClientRequest;
import io.vertx.core.http.HttpClientResponse;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpVersion;
import io.vertx.core.http.RequestOptions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.Collectors;

/**
 * Sends whole chats at a constant rate over connections that are kept, on one event loop, however long the answers take:
 * a slow server gets more requests at once, not fewer. It begins when it is started and ends by itself.
 */
public final class RateLoad {
    private static final int MAX_CONNECTIONS = 2_000;
    private static final int ANSWER_TIMEOUT_MILLIS = 20_000;
    private static final long TICK_MILLIS = 1;

    private final Vertx vertx;
    private final RatePlan plan;
    private final HttpClient client;
    private final List<Future<RateReport.Request>> sent = new ArrayList<>();
    private final CompletableFuture<RateReport> report = new CompletableFuture<>();
    private long startNanos;

    private RateLoad(Vertx vertx, RatePlan plan) {
        this.vertx = vertx;
        this.plan = plan;
        client = vertx.createHttpClient(new HttpClientOptions()
                .setProtocolVersion(HttpVersion.HTTP_1_1)
                .setMaxPoolSize(MAX_CONNECTIONS)
                .setTcpNoDelay(true));
    }

    public static RateLoad start(Vertx vertx, RatePlan plan) {
        RateLoad load = new RateLoad(vertx, plan);
        vertx.getOrCreateContext().runOnContext(go -> {
            load.startNanos = System.nanoTime();
            vertx.setPeriodic(TICK_MILLIS, load::sendDue);
        });
        return load;
    }

    /** The same, to its end. */
    public static RateReport run(Vertx vertx, RatePlan plan) throws InterruptedException {
        return start(vertx, plan).await();
    }

    /** Waits until every request has its answer or has failed. Not on an event loop. */
    public RateReport await() throws InterruptedException {
        Duration atMost = plan.time().plusMillis(2 * ANSWER_TIMEOUT_MILLIS);
        try {
            return report.get(atMost.toMillis(), TimeUnit.MILLISECONDS);
        } catch (ExecutionException | TimeoutException e) {
            throw new AssertionError("the load did not come to its end", e);
        } finally {
            client.close();
        }
    }

    private void sendDue(long timer) {
        long elapsed = System.nanoTime() - startNanos;
        while (sent.size() < plan.requests() && plan.dueNanos(sent.size()) <= elapsed) {
            sent.add(send(sent.size()));
        }
        if (sent.size() == plan.requests()) {
            vertx.cancelTimer(timer);
            Future.join(sent)
                    .onComplete(ended -> report.complete(new RateReport(
                            sent.stream().map(Future::result).collect(Collectors.toUnmodifiableList()))));
        }
    }

    /** Never fails: a failure is an entry. */
    private Future<RateReport.Request> send(int number) {
        RequestOptions options = new RequestOptions()
                .setMethod(HttpMethod.POST)
                .setHost(plan.url().getHost())
                .setPort(plan.url().getPort())
                .setURI("/v1/chat/completions")
                .setTimeout(ANSWER_TIMEOUT_MILLIS)
                .putHeader("Content-Type", "application/json");
        return client.request(options)
                .compose(request -> answer(request, number))
                .otherwise(failure -> entry(number, 0, "", 0, failure.toString()));
    }

    private Future<RateReport.Request> answer(HttpClientRequest request, int number) {
        return request.send(plan.body(number))
                .compose(response -> response.body().map(body -> answered(number, response, body)));
    }

    private RateReport.Request answered(int number, HttpClientResponse response, Buffer body) {
        String upstream =
                response.headers().contains("X-RoleMesh-Upstream") ? response.getHeader("X-RoleMesh-Upstream") : "";
        String attempts =
                response.headers().contains("X-RoleMesh-Attempts") ? response.getHeader("X-RoleMesh-Attempts") : "0";
        String failure = response.statusCode() == 200 ? "" : body.toString();
        return entry(number, response.statusCode(), upstream, Integer.parseInt(attempts), failure);
    }

    private RateReport.Request entry(int number, int status, String upstream, int attempts, String failure) {
        long due = startNanos + plan.dueNanos(number);
        long micros = (System.nanoTime() - due) / 1000;
        return new RateReport.Request(plan.user(number), due, micros, status, upstream, attempts, failure);
    }
}
