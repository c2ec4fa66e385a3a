package org.rolemesh.upstream;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.HttpClientRequest;
import io.vertx.core.http.HttpClientResponse;
import io.vertx.core.http.HttpConnection;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.net.PemKeyCertOptions;
import io.vertx.core.net.PemTrustOptions;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.rolemesh.testing.FaultBackend;
import org.rolemesh.testing.TestAuthority;
import org.rolemesh.testing.TestCertificate;

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
        boolean closed = onKeptConnection(
                vertx.createHttpClient(), backend.port(), connection -> KeptConnection.isClosed(connection, false));

        assertThat(closed).isFalse();
        assertThat(backend.counts().accepted()).isEqualTo(1);
    }

    @Test
    void an_end_is_seen_before_the_event_loop_hears_of_it() throws Exception {
        boolean closed = onKeptConnection(vertx.createHttpClient(), backend.port(), connection -> {
            backend.stop();
            return isClosedSoon(connection, false);
        });

        assertThat(closed).isTrue();
    }

    /** A server says so by TLS before it closes: that may be all that one read finds. */
    @Test
    void the_same_holds_under_tls(@TempDir Path folder) throws Exception {
        TestCertificate certificate = TestAuthority.mesh().issue(folder, "localhost");
        Vertx elsewhere = Vertx.vertx();
        try {
            HttpServer server = await(elsewhere
                    .createHttpServer(new HttpServerOptions()
                            .setSsl(true)
                            .setKeyCertOptions(new PemKeyCertOptions()
                                    .setCertPath(certificate.certificate().toString())
                                    .setKeyPath(certificate.key().toString())))
                    .requestHandler(request -> request.response().end("{}"))
                    .listen(0, "127.0.0.1"));
            HttpClient client = vertx.createHttpClient(new HttpClientOptions()
                    .setSsl(true)
                    .setTrustOptions(new PemTrustOptions()
                            .addCertPath(TestAuthority.mesh().file(folder).toString())));

            assertThat(onKeptConnection(client, server.actualPort(), KeptConnectionTest::isClosedAskedTwice))
                    .isFalse();
            assertThat(onKeptConnection(client, server.actualPort(), connection -> {
                        server.close();
                        return isClosedSoon(connection, true);
                    }))
                    .isTrue();
        } finally {
            await(elsewhere.close());
        }
    }

    /** What is seen of a connection that has served a request, within one turn of its event loop. */
    private boolean onKeptConnection(HttpClient client, int port, Look look) throws Exception {
        return await(
                Future.<Boolean>future(promise -> vertx.getOrCreateContext().runOnContext(go -> request(client, port)
                        .compose(HttpClientRequest::send)
                        .compose(HttpClientResponse::body)
                        .compose(body -> nextTurn())
                        .compose(nothing -> request(client, port))
                        .map(kept -> look.at(kept.connection()))
                        .onComplete(promise))));
    }

    private static <T> T await(Future<T> future) throws Exception {
        return future.toCompletionStage().toCompletableFuture().get(2 * SOON.toSeconds(), TimeUnit.SECONDS);
    }

    private Future<HttpClientRequest> request(HttpClient client, int port) {
        return client.request(HttpMethod.GET, port, "127.0.0.1", "/health")
                .onSuccess(request -> request.exceptionHandler(closed -> {}));
    }

    /** By which a connection that has served is back in the pool. */
    private Future<Void> nextTurn() {
        return Future.future(promise -> vertx.runOnContext(promise::complete));
    }

    /** The first time a connection may be new, and TLS is not asked. */
    private static boolean isClosedAskedTwice(HttpConnection connection) {
        boolean asNew = KeptConnection.isClosed(connection, true);
        return KeptConnection.isClosed(connection, true) || asNew;
    }

    private static boolean isClosedSoon(HttpConnection connection, boolean secure) {
        for (long end = System.nanoTime() + SOON.toNanos(); end - System.nanoTime() > 0; Thread.onSpinWait()) {
            if (KeptConnection.isClosed(connection, secure)) {
                return true;
            }
        }
        return false;
    }

    private interface Look {
        boolean at(HttpConnection connection);
    }
}
