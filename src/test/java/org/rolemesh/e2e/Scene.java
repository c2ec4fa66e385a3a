package org.rolemesh.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import org.rolemesh.testing.FaultBackend;
import org.rolemesh.testing.GatewayUnderTest;
import org.rolemesh.testing.RawHttp;
import org.rolemesh.testing.Streams;

/** A gateway with some hosts and some traffic, as one may look in the middle of a day: for pictures. */
record Scene(GatewayUnderTest gateway, FaultBackend backend) implements AutoCloseable {
    private static final Duration SOON = Duration.ofSeconds(10);
    private static final int[] GAPS_MS = {3, 5, 4, 6, 3, 4, 7, 5, 4, 3, 5, 4};

    static Scene start() throws IOException {
        FaultBackend backend = FaultBackend.start();
        GatewayUnderTest gateway = GatewayUnderTest.start("""
                default_model: planner
                models:
                  planner: {type: discovered}
                  writer: {type: discovered}
                  coder: {type: discovered}
                  embedder: {type: proxy, proxy_url: "%s"}
                """.formatted(backend.baseUrl()));
        Scene scene = new Scene(gateway, backend);
        scene.register("gpu-box-1", """
                [{"role": "planner", "model": "planner-32b-q4.gguf", "slots": 4},
                 {"role": "coder", "model": "coder-24b-q5.gguf", "state": "loading", "progress": 0.62}]""", """
                {"gpus": [%s, %s], "slots": [
                  {"name": "gpu0", "device": "cuda:0", "state": "ready", "role": "planner", "restarts": 0, "process":
                    {"model": "planner-32b-q4.gguf", "slots": 4, "slots_busy": 1, "n_ctx": 32768, "tokens_per_second": 41}},
                  {"name": "gpu1", "device": "cuda:1", "state": "loading", "role": "coder", "restarts": 1, "process":
                    {"model": "coder-24b-q5.gguf", "progress": 0.62}}]}""".formatted(gpu(0, 30_400, 97, 71), gpu(1, 9_200, 12, 48)));
        scene.register("gpu-box-2", """
                [{"role": "writer", "model": "writer-70b-q4.gguf", "slots": 2},
                 {"role": "planner", "model": "planner-32b-q4.gguf", "state": "unloaded"}]""", """
                {"gpus": [%s], "slots": [
                  {"name": "gpu0", "device": "cuda:0", "state": "ready", "role": "writer", "restarts": 0, "process":
                    {"model": "writer-70b-q4.gguf", "slots": 2, "slots_busy": 0, "n_ctx": 16384}}]}""".formatted(gpu(0, 46_900, 64, 66)));
        scene.traffic();
        return scene;
    }

    private static String gpu(int index, int used, int utilization, int temperature) {
        return """
                {"index": %d, "device": "cuda:%d", "name": "RTX 6000", "memory_total_mib": 49140, "memory_used_mib": %d,
                 "utilization_pct": %d, "temperature_c": %d}""".formatted(index, index, used, utilization, temperature);
    }

    private void register(String id, String roles, String inventory) throws IOException {
        URI base = backend.baseUrl();
        post(
                "/v1/nodes/register",
                "{\"node_id\":\"%s\",\"base_url\":\"%s\",\"roles\":%s,\"inventory\":%s}"
                        .formatted(id, base, roles, inventory));
    }

    private void traffic() throws IOException {
        for (int n = 0; n < GAPS_MS.length; n++) {
            backend.behave(Streams.stream(8 + n % 5, Duration.ofMillis(GAPS_MS[n])));
            post(Chats.PATH, Chats.stream(n % 3 == 2 ? "planner" : "writer"));
        }
        for (int gap : GAPS_MS) {
            backend.behave(Streams.stream(9, Duration.ofMillis(gap)));
            post(Chats.PATH, Chats.stream("planner"));
        }
        backend.behave(Streams.stream(24, Duration.ofMillis(8)));
    }

    private void post(String path, String body) throws IOException {
        try (RawHttp http = RawHttp.connect(gateway.url())) {
            RawHttp.Answer answer = http.post(path, body).readAnswer(SOON);
            assertThat(answer.status()).as(answer.body()).isEqualTo(200);
        }
    }

    @Override
    public void close() {
        gateway.close();
        backend.close();
    }
}
