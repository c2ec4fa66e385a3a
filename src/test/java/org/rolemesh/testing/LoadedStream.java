package org.rolemesh.testing;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientRequest;
import io.vertx.core.http.HttpClientResponse;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.RequestOptions;
import org.HdrHistogram.Histogram;

/** One of the chats of {@link StreamLoad}. Everything happens on one event loop, so the state needs no guard. */
final class LoadedStream {
    private static final String CONTENT = "\"content\":\"";

    private final LoadPlan plan;
    private final int index;
    private final String mark;
    private final Histogram firstEventMicros;
    private final Histogram gapMicros;
    private final Promise<LoadReport.Stream> ended = Promise.promise();
    private HttpClientRequest request;
    private String rest = "";
    private long startedNanos;
    private long lastNanos;
    private int status;
    private int inOrder;
    private int misplaced;
    private boolean done;

    LoadedStream(LoadPlan plan, int index, Histogram firstEventMicros, Histogram gapMicros) {
        this.plan = plan;
        this.index = index;
        this.firstEventMicros = firstEventMicros;
        this.gapMicros = gapMicros;
        mark = CONTENT + plan.user(index) + "#";
    }

    /** Opens the chat; the future never fails, and says how the chat ended. */
    Future<LoadReport.Stream> open(HttpClient client) {
        startedNanos = System.nanoTime();
        RequestOptions options = new RequestOptions()
                .setMethod(HttpMethod.POST)
                .setHost(plan.url().getHost())
                .setPort(plan.url().getPort())
                .setURI("/v1/chat/completions")
                .putHeader("Content-Type", "application/json");
        plan.headers().forEach(options::putHeader);
        client.request(options)
                .compose(opened -> {
                    request = opened;
                    if (ended.future().isComplete()) {
                        opened.reset();
                    }
                    return opened.send(plan.body(index));
                })
                .onSuccess(this::read)
                .onFailure(failure -> end(failure.toString()));
        return ended.future();
    }

    void giveUp(String why) {
        boolean open = !ended.future().isComplete();
        end(why);
        if (open && request != null) {
            request.reset();
        }
    }

    private void read(HttpClientResponse response) {
        status = response.statusCode();
        response.handler(this::bytes);
        response.exceptionHandler(failure -> end(failure.toString()));
        response.endHandler(end -> end(rest.isEmpty() ? "" : "ended inside an event"));
    }

    private void bytes(Buffer buffer) {
        long now = System.nanoTime();
        String text = rest + buffer.toString(UTF_8);
        int from = 0;
        for (int to = text.indexOf("\n\n"); to >= 0; to = text.indexOf("\n\n", from)) {
            event(text.substring(from, to), now);
            from = to + 2;
        }
        rest = text.substring(from);
    }

    private void event(String event, long now) {
        if (event.equals("data: [DONE]")) {
            done = true;
        } else if (event.contains(CONTENT)) {
            content(event, now);
        }
    }

    private void content(String event, long now) {
        if (lastNanos == 0) {
            firstEventMicros.recordValue((now - startedNanos) / 1000);
        } else {
            gapMicros.recordValue((now - lastNanos) / 1000);
        }
        lastNanos = now;
        if (event.contains(mark + inOrder + " ")) {
            inOrder++;
        } else {
            misplaced++;
        }
    }

    private void end(String failure) {
        int lost = Math.max(0, plan.events() - inOrder);
        ended.tryComplete(new LoadReport.Stream(status, inOrder, misplaced, lost, done, failure));
    }
}
