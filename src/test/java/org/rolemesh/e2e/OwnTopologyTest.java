package org.rolemesh.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Semaphore;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.rolemesh.testing.Answers;
import org.rolemesh.testing.FaultBackend;
import org.rolemesh.testing.GatewayUnderTest;
import org.rolemesh.testing.RawHttp;
import org.rolemesh.testing.RawHttp.Answer;
import org.rolemesh.testing.Streams;

/** Topologies that an owner might write, also ones with steps that block or that answer nonsense. */
class OwnTopologyTest {
    private static final Duration SOON = Duration.ofSeconds(5);

    @TempDir
    private Path routes;

    @Test
    void a_step_that_blocks_holds_up_nobody_else() throws Exception {
        try (FaultBackend backend = FaultBackend.start(Answers.chat());
                FaultBackend slow = FaultBackend.start()) {
            Semaphore go = new Semaphore(0);
            slow.on("/audit", Answers.held(go, Answers.json(200, "{}")));
            topology("""
                            - setProperty: { name: asked, simple: { expression: "${body}" } }
                            - to: { uri: "%s/audit?throwExceptionOnFailure=false" }
                            - setBody: { exchangeProperty: { expression: asked } }
                            - toD: { uri: "upstream:${variable.alias}" }
                    """.formatted(slow.baseUrl()));
            int waiting = 2 * Runtime.getRuntime().availableProcessors() + 1;
            try (GatewayUnderTest gateway = gateway(backend);
                    Clients clients = Clients.asking(gateway, waiting)) {
                slow.awaitOpen(waiting, SOON);
                assertThat(slow.requests()).allMatch(audit -> audit.target().equals("/audit"));

                try (RawHttp other = RawHttp.connect(gateway.url())) {
                    assertThat(other.get("/health")
                                    .readAnswer(Duration.ofSeconds(1))
                                    .status())
                            .isEqualTo(200);
                }

                go.release(waiting);
                assertThat(clients.statuses()).containsOnly(200).hasSize(waiting);
            }
        }
    }

    @Test
    void a_fallback_answers_for_a_role_that_fails() throws Exception {
        try (FaultBackend writer = FaultBackend.start(Answers.chat());
                FaultBackend gone = FaultBackend.start()) {
            topology("""
                            - doTry:
                                steps:
                                  - to: { uri: "upstream:planner" }
                                doCatch:
                                  - exception: [ org.rolemesh.upstream.UpstreamFailure ]
                                    steps:
                                      - to: { uri: "upstream:writer" }
                    """);
            try (GatewayUnderTest gateway = gateway(gone, writer)) {
                gone.stop();

                Answer answer = chat(gateway, Chats.whole("planner"));

                assertThat(answer.status()).isEqualTo(200);
                assertThat(answer.head().first("X-RoleMesh-Alias")).contains("writer");
            }
        }
    }

    @Test
    void a_copy_of_a_stream_leaves_the_clients_own_alone() throws Exception {
        try (FaultBackend planner = FaultBackend.start();
                FaultBackend shadow = FaultBackend.start(Streams.stream(3, Duration.ofMillis(1)))) {
            Semaphore next = new Semaphore(0);
            planner.behave(Streams.gated(2, next));
            topology("""
                            - wireTap: { uri: "direct:shadow" }
                            - to: { uri: "upstream:planner" }
                    - route:
                        id: shadow
                        from:
                          uri: direct:shadow
                          steps:
                            - to: { uri: "upstream:writer" }
                            - log: { message: "shadowed ${body}" }
                    """);
            try (GatewayUnderTest gateway = gateway(planner, shadow);
                    RawHttp client = RawHttp.connect(gateway.url())) {
                client.post(Chats.PATH, Chats.stream("planner")).readHead(SOON);
                assertThat(client.nextEvent(SOON).orElseThrow().data()).contains("#0 ");
                shadow.awaitDone(1, SOON);
                next.release(10);
                String rest = "";
                for (var event = client.nextEvent(SOON); event.isPresent(); event = client.nextEvent(SOON)) {
                    rest += event.get().data();
                }
                assertThat(rest).containsOnlyOnce("#1 ").endsWith("[DONE]");
            }
        }
    }

    @Test
    void an_answer_that_cannot_be_sent_is_an_internal_error_and_leaves_nothing_open() throws Exception {
        try (FaultBackend backend = FaultBackend.start(Answers.chat())) {
            topology("""
                            - setHeader: { name: X-Broken, simple: { expression: "a\\r\\nb" } }
                            - setBody: { constant: { expression: "x" } }
                    """);
            try (GatewayUnderTest gateway = gateway(backend)) {
                Answer answer = chat(gateway, Chats.whole("planner"));

                assertThat(answer.status()).isEqualTo(500);
                assertThat(answer.body()).contains("internal_error");
                assertThat(gateway.inFlight()).isZero();
            }
        }
    }

    /** Writes the steps of {@code route-by-alias}, and whatever follows it. */
    private void topology(String steps) throws IOException {
        Files.writeString(routes.resolve("route-by-alias.camel.yaml"), """
                - route:
                    id: route-by-alias
                    errorHandler:
                      noErrorHandler: {}
                    from:
                      uri: direct:route-by-alias
                      steps:
                """ + steps);
    }

    private GatewayUnderTest gateway(FaultBackend planner) {
        return gateway(planner, planner);
    }

    private GatewayUnderTest gateway(FaultBackend planner, FaultBackend writer) {
        return GatewayUnderTest.start("""
                default_model: planner
                models:
                  planner: {type: proxy, proxy_url: "%s"}
                  writer: {type: proxy, proxy_url: "%s"}
                """.formatted(planner.baseUrl(), writer.baseUrl()), Map.of(), routes);
    }

    private static Answer chat(GatewayUnderTest gateway, String json) throws IOException {
        try (RawHttp client = RawHttp.connect(gateway.url())) {
            return client.post(Chats.PATH, json).readAnswer(SOON);
        }
    }

    /** Clients that have each sent a chat and not yet read its answer. */
    private record Clients(List<RawHttp> connections) implements AutoCloseable {
        static Clients asking(GatewayUnderTest gateway, int count) throws IOException {
            List<RawHttp> connections = new ArrayList<>();
            for (int i = 0; i < count; i++) {
                connections.add(RawHttp.connect(gateway.url()).post(Chats.PATH, Chats.whole("planner")));
            }
            return new Clients(connections);
        }

        List<Integer> statuses() throws IOException {
            List<Integer> statuses = new ArrayList<>();
            for (RawHttp connection : connections) {
                statuses.add(connection.readAnswer(SOON).status());
            }
            return statuses;
        }

        @Override
        public void close() throws IOException {
            for (RawHttp connection : connections) {
                connection.close();
            }
        }
    }
}
