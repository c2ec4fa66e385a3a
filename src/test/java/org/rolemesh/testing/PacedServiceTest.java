package org.rolemesh.testing;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class PacedServiceTest {
    private static final Duration SOON = Duration.ofSeconds(10);
    private static final Duration TIME = Duration.ofMillis(50);

    @Test
    void more_requests_than_slots_wait_inside_it() throws Exception {
        PacedService service = new PacedService(TIME, 2);
        try (FaultBackend backend = FaultBackend.start(service)) {
            long start = System.nanoTime();
            List<RawHttp> clients = new ArrayList<>();
            for (int n = 0; n < 4; n++) {
                clients.add(RawHttp.connect(backend.baseUrl()).post("/v1/chat/completions", "{}"));
            }

            for (RawHttp client : clients) {
                assertThat(client.readAnswer(SOON).status()).isEqualTo(200);
                client.close();
            }

            assertThat(System.nanoTime() - start).isGreaterThanOrEqualTo(2 * TIME.toNanos());
            assertThat(service.served()).isEqualTo(4);
        }
    }

    @Test
    void a_client_that_leaves_frees_its_slot_unserved() throws Exception {
        PacedService service = new PacedService(Duration.ofMinutes(1), 1);
        try (FaultBackend backend = FaultBackend.start(service)) {
            try (RawHttp client = RawHttp.connect(backend.baseUrl())) {
                client.post("/v1/chat/completions", "{}");
                backend.awaitOpen(1, SOON);
            }

            backend.awaitAborted(1, SOON);
            assertThat(service.served()).isZero();
        }
    }
}
