package org.rolemesh.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.vertx.core.Vertx;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Semaphore;
import org.apache.camel.CamelContext;
import org.apache.camel.Exchange;
import org.apache.camel.impl.DefaultCamelContext;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.rolemesh.catalog.Catalog;
import org.rolemesh.catalog.Observation;
import org.rolemesh.catalog.Roster;
import org.rolemesh.catalog.Thresholds;
import org.rolemesh.config.ConfigLoader;
import org.rolemesh.nodes.Moment;
import org.rolemesh.selection.Admission;
import org.rolemesh.testing.Answers;
import org.rolemesh.testing.Ending;
import org.rolemesh.testing.FaultBackend;
import org.rolemesh.testing.Streams;
import org.rolemesh.upstream.Measures;
import org.rolemesh.upstream.OpenCalls;
import org.rolemesh.upstream.UpstreamClients;
import org.rolemesh.upstream.UpstreamComponent;
import org.rolemesh.upstream.UpstreamFailure;
import org.rolemesh.upstream.UpstreamServices;
import org.rolemesh.upstream.UpstreamUnreachable;
import org.rolemesh.upstream.Witness;

/** The upstream component in a plain Camel context, where no HTTP server of Vert.x is: answers are read as a stream. */
class PipedStreamTest {
    private static final Duration SOON = Duration.ofSeconds(5);
    private static final String CHAT =
            "{\"model\": \"planner\", \"stream\": true, \"messages\": [{\"role\": \"user\", \"content\": \"x\"}]}";

    private final Vertx vertx = Vertx.vertx();
    private final ExecutorService pool = Executors.newCachedThreadPool();
    private final CamelContext context = new DefaultCamelContext();
    private FaultBackend backend;

    @BeforeEach
    void start() throws Exception {
        backend = FaultBackend.start();
        var config = new ConfigLoader(Map.of())
                .parse(
                        "test.yaml",
                        "version: 1\nmodels: {planner: {type: proxy, proxy_url: \"%s\"}}".formatted(backend.baseUrl()));
        Clock clock = Clock.systemUTC();
        Catalog catalog = new Catalog(new Roster(config, clock.instant()), new Thresholds(1, 1), Moment::now);
        catalog.dueForProbe().forEach(upstream -> catalog.observe(upstream, Observation.answered()));
        context.addComponent(
                "upstream",
                new UpstreamComponent(
                        context,
                        new UpstreamServices(
                                catalog,
                                Admission.of(catalog),
                                new UpstreamClients(vertx),
                                new OpenCalls(),
                                Witness.NONE,
                                Measures.NONE,
                                SOON,
                                pool)));
        context.start();
    }

    @AfterEach
    void stop() throws Exception {
        context.close();
        vertx.close().toCompletionStage().toCompletableFuture().join();
        pool.shutdownNow();
        backend.close();
    }

    @Test
    void an_event_can_be_read_while_the_backend_holds_the_next_one_back() throws Exception {
        Semaphore next = new Semaphore(0);
        backend.behave(Streams.gated(3, next));

        try (InputStream events = ask(CHAT).getMessage().getBody(InputStream.class)) {
            assertThat(readSome(events)).contains("#0 ");
            next.release();
            assertThat(readSome(events)).contains("#1 ").doesNotContain("#2 ");
            next.release(10);
            assertThat(new String(events.readAllBytes(), StandardCharsets.UTF_8))
                    .contains("#2 ")
                    .endsWith("data: [DONE]\n\n");
        }
    }

    @Test
    void closing_the_stream_early_aborts_the_backend() throws Exception {
        backend.behave(Streams.gated(3, new Semaphore(0)));

        try (InputStream events = ask(CHAT).getMessage().getBody(InputStream.class)) {
            readSome(events);
        }

        backend.awaitAborted(1, SOON);
    }

    @Test
    void a_stream_that_breaks_off_ends_with_an_error_event_and_then_a_failure() throws Exception {
        backend.behave(Streams.diesAfter(2, Ending.RESET));

        try (InputStream events = ask(CHAT).getMessage().getBody(InputStream.class)) {
            StringBuilder seen = new StringBuilder();
            assertThatThrownBy(() -> {
                        while (true) {
                            seen.append(readSome(events));
                        }
                    })
                    .isInstanceOf(IOException.class);
            assertThat(seen).contains("#1 ", "\"error\"").doesNotContain("[DONE]");
        }
    }

    @Test
    void an_answer_that_is_no_stream_is_the_body() {
        backend.behave(Answers.chat());

        Exchange answer = ask(CHAT.replace("true", "false"));

        assertThat(answer.getMessage().getBody(String.class)).contains("chat.completion");
        assertThat(answer.getMessage().getHeader("X-RoleMesh-Upstream")).isEqualTo("planner");
    }

    @Test
    void failures_before_the_first_byte_are_typed() throws Exception {
        backend.stop();

        assertThat(ask(CHAT).getException())
                .isInstanceOf(UpstreamUnreachable.class)
                .isInstanceOf(UpstreamFailure.class);
    }

    private Exchange ask(String json) {
        return context.createProducerTemplate()
                .request("upstream:planner", exchange -> exchange.getMessage().setBody(json));
    }

    /** What one read returns, which waits for the first byte only. */
    private static String readSome(InputStream events) throws IOException {
        byte[] bytes = new byte[64 * 1024];
        int read = events.read(bytes);
        assertThat(read).as("bytes before the end of the stream").isPositive();
        return new String(bytes, 0, read, StandardCharsets.UTF_8);
    }
}
