package org.rolemesh.http;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.rolemesh.access.CallListener;
import org.rolemesh.config.LimitsConfig;
import org.rolemesh.testing.RawHttp;
import org.rolemesh.testing.TestAuthority;
import org.rolemesh.testing.TestCertificate;
import org.rolemesh.tls.Credentials;

@Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class ListenerTlsTest {
    private static final Duration SOON = Duration.ofSeconds(5);
    private static final int CONNECTIONS = 100;

    /** It is renewed all the time, so that each connection comes at another moment of it. */
    @Test
    void T2_no_connection_is_lost_while_certificates_are_renewed(@TempDir Path folder) throws Exception {
        TestCertificate shown = TestAuthority.mesh().issue(folder, "listener");
        Vertx vertx = Vertx.vertx();
        AtomicBoolean over = new AtomicBoolean();
        try {
            Listeners listeners = listeners(vertx, Credentials.read(shown.certificate(), shown.key(), null));
            URI url = URI.create("https://127.0.0.1:" + await(listeners.open("127.0.0.1", 0)));
            Thread renewing = new Thread(() -> {
                while (!over.get()) {
                    listeners.renewCertificates();
                }
            });
            renewing.start();

            for (int i = 0; i < CONNECTIONS; i++) {
                try (RawHttp client = RawHttp.connect(url)) {
                    assertThat(client.get("/").readAnswer(SOON).status()).isEqualTo(404);
                }
            }

            over.set(true);
            renewing.join();
        } finally {
            over.set(true);
            await(vertx.close());
        }
    }

    /** With no routes. */
    private static Listeners listeners(Vertx vertx, Credentials credentials) {
        HttpFrontEngine engine = new HttpFrontEngine(Runnable::run);
        FrontDoor door = new FrontDoor(engine, new Presence(), CallListener.NONE);
        return new Listeners(vertx, door, engine, LimitsConfig.DEFAULT, ListenerTls.askingSome(credentials));
    }

    private static <T> T await(Future<T> future) throws Exception {
        return future.toCompletionStage().toCompletableFuture().get(2 * SOON.toSeconds(), TimeUnit.SECONDS);
    }
}
