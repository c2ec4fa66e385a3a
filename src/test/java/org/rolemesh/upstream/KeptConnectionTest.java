package org.rolemesh.upstream;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientRequest;
import io.vertx.core.http.HttpClientResponse;
import io.vertx.core.http.HttpConnection;
import io.vertx.core.http.HttpMethod;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.rolemesh.testing.FaultBackend;

class KeptConnectionTest {
    private static final Duration SOON = Duration.ofSeconds(5);

    private final Vertx vertx = Vertx.vertx();
    private final FaultBackend backend = FaultBackend.start();

    @AfterEach
    void leave_nothing_open() throws Exception {
        backend.close();
        vertx.close().toCompletionStage().toCompletableFuture().get(10, TimeUnit.SECONDS);
    }

    @Test
    void one_that_stands_is_not_closed() throws Exception {
        boolean closed = onKeptConnection(KeptConnection::isClosed);

        assertThat(closed).isFalse();
        assertThat(backend.counts().accepted()).isEqualTo(1);
    }

    @Test
    void an_end_is_seen_before_the_event_loop_hears_of_it() throws Exception {
        boolean closed = onKeptConnection(connection -> {
            backend.stop();
            return isClosedSoon(connection);
        });

        assertThat(closed).isTrue();
    }

    /** What is seen of a connection that has served a request, within one turn of its event loop. */
    private boolean onKeptConnection(Look look) throws Exception {
        HttpClient client = vertx.createHttpClient();
        Future<Boolean> seen =
                Future.future(promise -> vertx.getOrCreateContext().runOnContext(go -> request(client)
                        .compose(HttpClientRequest::send)
                        .compose(HttpClientResponse::body)
                        .compose(body -> nextTurn())
                        .compose(nothing -> request(client))
                        .map(kept -> look.at(kept.connection()))
                        .onComplete(promise)));
        return seen.toCompletionStage().toCompletableFuture().get(SOON.toSeconds(), TimeUnit.SECONDS);
    }

    private Future<HttpClientRequest> request(HttpClient client) {
        return client.request(HttpMethod.GET, backend.port(), "127.0.0.1", "/health")
                .onSuccess(request -> request.exceptionHandler(closed -> {}));
    }

    /** By which a connection that has served is back in the pool. */
    private Future<Void> nextTurn() {
        return Future.future(promise -> vertx.runOnContext(promise::complete));
    }

    private static boolean isClosedSoon(HttpConnection connection) {
        for (long end = System.nanoTime() + SOON.toNanos(); end - System.nanoTime() > 0; Thread.onSpinWait()) {
            if (KeptConnection.isClosed(connection)) {
                return true;
            }
        }
        return false;
    }

    private interface Look {
        boolean at(HttpConnection connection);
    }
}
