package org.rolemesh.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestReporter;
import org.rolemesh.testing.Figures;
import org.rolemesh.testing.GatewayUnderTest;
import org.rolemesh.testing.LlamaServer;
import org.rolemesh.testing.RawHttp;
import org.rolemesh.testing.RequiresLlamaServer;

/** A real llama-server while it loads: its 503 "Loading model" is the gateway's to deal with, not a client's. */
@RequiresLlamaServer
class LlamaServerLoadingTest {
    private static final Duration SOON = Duration.ofSeconds(20);
    /** The tiny models load in a few milliseconds; clearing the memory of so long a context takes most of a second. */
    private static final String LONG_CONTEXT = "2097152";

    private static final String CHAT =
            "{\"messages\":[{\"role\":\"user\",\"content\":\"hello\"}],\"max_tokens\":4,\"stream\":%s}";

    @Test
    void a_request_is_held_while_the_model_loads(TestReporter reporter) throws IOException {
        try (LlamaServer server = LlamaServer.start("planner", "tiny-planner.gguf", 1, "--ctx-size", LONG_CONTEXT);
                GatewayUnderTest gateway = GatewayUnderTest.start("""
                        probe: {interval_s: 0.05}
                        models:
                          planner: {type: proxy, proxy_url: "%s"}
                        """.formatted(server.baseUrl()))) {
            server.stop();
            gateway.awaitListed("planner", false);
            server.restartWithoutWaiting();
            awaitLoading(gateway);

            try (RawHttp whole = chat(gateway, false);
                    RawHttp stream = chat(gateway, true)) {
                long asked = System.nanoTime();
                RawHttp.Answer first = whole.readAnswer(SOON);
                Figures.show(
                        reporter,
                        "request held while llama-server loads",
                        TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - asked) + " ms");
                RawHttp.Answer second = stream.readAnswer(SOON);

                assertThat(first.status()).as(first.body()).isEqualTo(200);
                assertThat(second.status()).as(second.body()).isEqualTo(200);
                assertThat(first.head().first("X-RoleMesh-Attempts")).contains("1");
                assertThat(second.body()).endsWith("data: [DONE]\n\n");
            }
        }
    }

    private static RawHttp chat(GatewayUnderTest gateway, boolean stream) throws IOException {
        return RawHttp.connect(gateway.url()).post("/v1/chat/completions", CHAT.formatted(stream));
    }

    private static void awaitLoading(GatewayUnderTest gateway) {
        Awaitility.await()
                .atMost(SOON)
                .pollDelay(Duration.ZERO)
                .pollInterval(Duration.ofMillis(10))
                .until(() -> ready(gateway).contains("the model is loading"));
    }

    private static String ready(GatewayUnderTest gateway) throws IOException {
        try (RawHttp client = RawHttp.connect(gateway.url())) {
            return client.get("/ready").readAnswer(SOON).body();
        }
    }
}
