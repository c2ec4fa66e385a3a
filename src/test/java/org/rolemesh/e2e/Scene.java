package org.rolemesh.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import org.rolemesh.testing.Behaviour;
import org.rolemesh.testing.FaultBackend;
import org.rolemesh.testing.GatewayUnderTest;
import org.rolemesh.testing.RawHttp;
import org.rolemesh.testing.Streams;

/** A gateway with some hosts and some traffic, as one may look in the middle of a day: for pictures. */
record Scene(GatewayUnderTest gateway, FaultBackend backend) implements AutoCloseable {
    private static final Duration SOON = Duration.ofSeconds(10);
    private static final String PLAN = """
            1. List what has to move, and give away what does not.
            2. Pack room by room, and write on each box where it goes.
            3. Book a van for one day, and keep the kettle for last.""";
    /** Milliseconds to the first token, and tokens a second. */
    private static final double[][] PACES = {
        {31, 41.2}, {28, 40.1}, {44, 41.9}, {30, 38.5}, {26, 40.8}, {61, 35.1}, {33, 39.9}, {29, 41.3}, {38, 42.0}
    };

    static Scene start() throws IOException {
        FaultBackend backend = FaultBackend.start();
        GatewayUnderTest gateway = GatewayUnderTest.start("""
                default_model: planner
                nodes: {stale_after_s: 600}
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
        for (int n = 0; n < 2 * PACES.length; n++) {
            String role = n % 3 == 2 ? "writer" : "planner";
            double[] pace = PACES[n % PACES.length];
            backend.behave(
                    answer("Done.", (long) pace[0], role.equals("writer") ? pace[1] / 2 : pace[1], 180 + 37 * n));
            post(Chats.PATH, Chats.stream(role));
        }
        backend.behave(answer(PLAN, 35, 40.6, 43));
    }

    /** Streams this text, word by word, and then says how much it was and how fast. */
    private static Behaviour answer(String text, long firstMs, double perSecond, int tokens) {
        return x -> {
            Streams.head(x);
            x.pause(Duration.ofMillis(firstMs));
            for (String word : text.split("(?<= )")) {
                x.chunk("data: {\"choices\":[{\"index\":0,\"delta\":{\"content\":\"%s\"}}]}\n\n"
                        .formatted(word.replace("\n", "\\n")));
            }
            x.chunk("data: {\"choices\":[],\"usage\":{\"prompt_tokens\":%d,\"completion_tokens\":%d},"
                            .formatted(3 * tokens + 11, tokens)
                    + "\"timings\":{\"predicted_per_second\":%s}}\n\n".formatted(perSecond));
            x.chunk("data: [DONE]\n\n");
            x.lastChunk();
        };
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
