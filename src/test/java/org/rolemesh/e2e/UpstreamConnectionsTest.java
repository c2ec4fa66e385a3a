package org.rolemesh.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.rolemesh.testing.FaultBackend;
import org.rolemesh.testing.GatewayUnderTest;
import org.rolemesh.testing.RawHttp;

/** How many connections a backend sees. */
class UpstreamConnectionsTest {
    private static final Duration SOON = Duration.ofSeconds(10);
    private static final String CHAT = "{\"messages\":[{\"role\":\"user\",\"content\":\"hello\"}],\"stream\":%s}";

    private final FaultBackend backend = FaultBackend.start();
    private final GatewayUnderTest gateway = GatewayUnderTest.start("""
            probe: {interval_s: 600}
            models:
              planner: {type: proxy, proxy_url: "%s"}
            """.formatted(backend.baseUrl()));

    @AfterEach
    void leave_nothing_open() {
        gateway.close();
        backend.close();
    }

    @Test
    void one_client_after_the_other_is_served_over_the_same_few_connections() throws IOException {
        int before = backend.counts().accepted();

        for (int i = 0; i < 20; i++) {
            chat(i % 2 == 0);
        }

        assertThat(backend.counts().accepted() - before)
                .isBetween(1, Runtime.getRuntime().availableProcessors());
    }

    private void chat(boolean stream) throws IOException {
        try (RawHttp client = RawHttp.connect(gateway.url())) {
            RawHttp.Answer answer =
                    client.post("/v1/chat/completions", CHAT.formatted(stream)).readAnswer(SOON);
            assertThat(answer.status()).isEqualTo(200);
            assertThat(answer.end()).isEqualTo(RawHttp.BodyEnd.CLEAN);
        }
    }
}
