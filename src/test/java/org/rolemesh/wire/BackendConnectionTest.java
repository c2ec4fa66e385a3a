package org.rolemesh.wire;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.impl.ContextInternal;
import io.vertx.core.net.NetClientOptions;
import io.vertx.core.net.PemKeyCertOptions;
import io.vertx.core.net.PemTrustOptions;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.rolemesh.testing.FaultBackend;
import org.rolemesh.testing.TestAuthority;
import org.rolemesh.testing.TestCertificate;

class BackendConnectionTest {
    private static final Duration SOON = Duration.ofSeconds(5);
    private static final Duration KEEP = Duration.ofSeconds(60);
    private static final int MORE_THAN_SOCKETS_HOLD = 32 * 1024 * 1024;

    private final Vertx vertx = Vertx.vertx();
    private final ContextInternal context = (ContextInternal) vertx.getOrCreateContext();
    private final FaultBackend backend = FaultBackend.start();

    @AfterEach
    void leave_nothing_open() throws Exception {
        backend.close();
        await(vertx.close());
    }

    @Test
    void one_that_stands_is_kept_and_not_closed() throws Exception {
        BackendConnections connections = new BackendConnections(context, new NetClientOptions(), KEEP);

        Boolean closed = await(onKept(connections, plain(backend.port()), BackendConnection::isClosed));

        assertThat(closed).isFalse();
        assertThat(backend.counts().accepted()).isEqualTo(1);
    }

    @Test
    void one_that_has_been_idle_for_long_is_closed() throws Exception {
        BackendConnections connections = new BackendConnections(context, new NetClientOptions(), Duration.ofMillis(50));

        await(onLoop(() -> get(connections, plain(backend.port()))));

        backend.awaitNoConnections(SOON);
        assertThat(await(onLoop(() -> Future.succeededFuture(connections.takeKept(plain(backend.port()))))))
                .isNull();
    }

    @Test
    void one_that_may_not_be_used_again_is_not_kept() throws Exception {
        backend.on("/health", exchange -> exchange.answer(200, "{}", "Connection", "close"));
        BackendConnections connections = new BackendConnections(context, new NetClientOptions(), KEEP);

        await(onLoop(() -> get(connections, plain(backend.port()))));

        assertThat(await(onLoop(() -> Future.succeededFuture(connections.takeKept(plain(backend.port()))))))
                .isNull();
    }

    @Test
    void one_whose_answer_ended_while_nobody_listened_serves_the_next_request() throws Exception {
        BackendConnections connections = new BackendConnections(context, new NetClientOptions(), KEEP);
        Address address = plain(backend.port());

        Whole next = await(onLoop(() -> connections.connect(address).compose(connection -> {
            Whole paused = new Whole(connection) {
                @Override
                public void head(AnswerHead head) {
                    connection.pause();
                    vertx.setTimer(50, later -> connection.resume());
                }
            };
            return send(paused, address).compose(over -> {
                assertThat(connections.takeKept(address)).isSameAs(connection);
                return send(new Whole(connection), address);
            });
        })));

        assertThat(next.read.toString()).isEqualTo("{\"status\":\"ok\"}");
        assertThat(backend.counts().accepted()).isEqualTo(1);
    }

    @Test
    void one_that_takes_nothing_is_closed_all_the_same() throws Exception {
        BackendConnections connections = new BackendConnections(context, new NetClientOptions(), KEEP);
        try (ServerSocket deaf = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            Address address = plain(deaf.getLocalPort());

            await(onLoop(() -> connections.connect(address).compose(connection -> {
                Promise<Void> closed = Promise.promise();
                RequestHead head = new RequestHead("POST", "/", "deaf");
                connection.send(
                        head, List.of(ByteBuffer.allocate(MORE_THAN_SOCKETS_HOLD)), context, new Whole(connection));
                vertx.setTimer(50, sent -> connection.close(closed::complete));
                return closed.future();
            })));
        }
    }

    @Test
    void all_are_closed_with_their_loop_s() throws Exception {
        BackendConnections connections = new BackendConnections(context, new NetClientOptions(), KEEP);
        await(onLoop(() -> get(connections, plain(backend.port()))));

        connections.close();

        backend.awaitNoConnections(SOON);
    }

    @Test
    void an_end_is_seen_before_the_event_loop_hears_of_it() throws Exception {
        BackendConnections connections = new BackendConnections(context, new NetClientOptions(), KEEP);

        Boolean closed = await(onKept(connections, plain(backend.port()), connection -> {
            backend.stop();
            return isClosedSoon(connection);
        }));

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
            Address address = new Address("localhost", server.actualPort(), true);
            BackendConnections connections = new BackendConnections(
                    context,
                    new NetClientOptions()
                            .setHostnameVerificationAlgorithm("HTTPS")
                            .setTrustOptions(new PemTrustOptions()
                                    .addCertPath(
                                            TestAuthority.mesh().file(folder).toString())),
                    KEEP);

            assertThat(await(onKept(connections, address, BackendConnection::isClosed)))
                    .isFalse();
            assertThat(await(onKept(connections, address, connection -> {
                        server.close();
                        return isClosedSoon(connection);
                    })))
                    .isTrue();
        } finally {
            await(elsewhere.close());
        }
    }

    private static Address plain(int port) {
        return new Address("127.0.0.1", port, false);
    }

    /** What is seen of a connection that has served a request. */
    private Future<Boolean> onKept(BackendConnections connections, Address address, Look look) {
        return onLoop(() -> get(connections, address).map(answer -> {
            BackendConnection kept = connections.takeKept(address);
            assertThat(kept).isSameAs(answer.connection);
            return look.at(kept);
        }));
    }

    private <T> Future<T> onLoop(Work<T> work) {
        return Future.future(promise -> context.runOnContext(go -> work.begin().onComplete(promise)));
    }

    private Future<Whole> get(BackendConnections connections, Address address) {
        return connections.connect(address).compose(connection -> send(new Whole(connection), address));
    }

    private Future<Whole> send(Whole answer, Address address) {
        String authority = address.host() + ":" + address.port();
        answer.connection.send(new RequestHead("GET", "/health", authority), List.of(), context, answer);
        // The connection is kept after its listener has heard of the end.
        return answer.over
                .future()
                .compose(over ->
                        Future.<Whole>future(promise -> context.runOnContext(nextTurn -> promise.complete(answer))));
    }

    private static boolean isClosedSoon(BackendConnection connection) {
        for (long end = System.nanoTime() + SOON.toNanos(); end - System.nanoTime() > 0; Thread.onSpinWait()) {
            if (connection.isClosed()) {
                return true;
            }
        }
        return false;
    }

    private static <T> T await(Future<T> future) throws Exception {
        return future.toCompletionStage().toCompletableFuture().get(2 * SOON.toSeconds(), TimeUnit.SECONDS);
    }

    private interface Look {
        boolean at(BackendConnection connection);
    }

    private interface Work<T> {
        Future<T> begin();
    }

    private static class Whole implements AnswerListener {
        private final BackendConnection connection;
        private final Promise<Void> over = Promise.promise();
        private final Buffer read = Buffer.buffer();

        Whole(BackendConnection connection) {
            this.connection = connection;
        }

        @Override
        public void piece(Buffer bytes, int chunks) {
            read.appendBuffer(bytes);
        }

        @Override
        public void ended() {
            over.complete();
        }

        @Override
        public void failed(Throwable cause) {
            over.fail(cause);
        }
    }
}
