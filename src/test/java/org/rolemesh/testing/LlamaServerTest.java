package org.rolemesh.testing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.ConnectException;
import java.time.Duration;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;

@RequiresLlamaServer
class LlamaServerTest {
    private static final Duration SOON = Duration.ofSeconds(10);
    private static final String CHAT = "/v1/chat/completions";

    @Test
    void a_killed_client_frees_the_slot_of_an_endless_stream() throws IOException {
        try (LlamaServer server = LlamaServer.start("planner", "tiny-planner.gguf", 2)) {
            assertThat(server.busySlots()).isZero();
            try (RawHttp client = RawHttp.connect(server.baseUrl()).post(CHAT, server.endlessStream())) {
                client.readHead(SOON);
                for (int i = 0; i < 1100; i++) {
                    assertThat(client.nextEvent(SOON)).isPresent();
                }
                assertThat(server.busySlots()).isEqualTo(1);
                client.reset();
            }
            Awaitility.await().atMost(SOON).until(() -> server.busySlots() == 0);
        }
    }

    @Test
    void a_restarted_server_is_at_the_same_address() throws IOException {
        try (LlamaServer server = LlamaServer.start("writer", "tiny-writer.gguf", 1)) {
            server.stop();
            assertThatThrownBy(() -> RawHttp.connect(server.baseUrl())).isInstanceOf(ConnectException.class);

            server.restart();

            try (RawHttp client = RawHttp.connect(server.baseUrl())) {
                String body = "{\"messages\":[{\"role\":\"user\",\"content\":\"hi\"}],\"max_tokens\":4}";
                RawHttp.Answer answer = client.post(CHAT, body).readAnswer(SOON);
                assertThat(answer.status()).isEqualTo(200);
                assertThat(answer.body()).contains("\"model\":\"writer\"", "\"timings\":");
            }
        }
    }
}
