package org.rolemesh.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.rolemesh.e2e.Invariants.SOON;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.Semaphore;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.rolemesh.testing.Answers;
import org.rolemesh.testing.FaultBackend;
import org.rolemesh.testing.Faults;
import org.rolemesh.testing.GatewayUnderTest;
import org.rolemesh.testing.RawHttp;
import org.rolemesh.testing.RawHttp.Answer;
import org.rolemesh.testing.Streams;

/** Two roles are asked at once, and the first that answers wins. */
class FirstAnswerTest {
    @RegisterExtension
    final Invariants world = new Invariants();

    @TempDir
    private Path routes;

    private FaultBackend planner;
    private FaultBackend writer;
    private GatewayUnderTest gateway;

    @BeforeEach
    void start() throws Exception {
        Topology.write(routes, """
                - loadBalance:
                    customLoadBalancer: { ref: firstAnswer }
                    steps:
                      - to: { uri: "upstream:planner" }
                      - to: { uri: "upstream:writer" }
                """);
        planner = world.backend();
        writer = world.backend();
        gateway = world.gateway("""
                default_model: planner
                probe: {interval_s: 60}
                models:
                  planner: {type: proxy, proxy_url: "%s"}
                  writer: {type: proxy, proxy_url: "%s"}
                """.formatted(planner.baseUrl(), writer.baseUrl()), routes);
        gateway.awaitListed("writer", true);
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void the_faster_one_answers_and_the_other_is_cancelled(boolean stream) throws Exception {
        planner.behave(Faults.silentBeforeHeaders());
        writer.behave(stream ? Streams.stream(3, Duration.ofMillis(1)) : Answers.chat());

        Answer answer = chat(Chats.of("planner", stream));

        assertThat(answer.status()).isEqualTo(200);
        assertThat(answer.head().first("X-RoleMesh-Upstream")).contains("writer");
        assertThat(answer.body()).contains(stream ? "[DONE]" : "chat.completion");
        planner.awaitAborted(1, SOON);
        assertThat(world.log().lines()).anyMatch(line -> line.contains("upstream=writer"));
    }

    @Test
    void each_event_of_the_winner_comes_when_it_is_sent() throws Exception {
        Semaphore next = new Semaphore(0);
        planner.behave(Faults.silentBeforeHeaders());
        writer.behave(Streams.gated(3, next));

        try (RawHttp client = RawHttp.connect(gateway.url()).post(Chats.PATH, Chats.stream("planner"))) {
            assertThat(client.readHead(SOON).status()).isEqualTo(200);
            assertThat(client.nextEvent(SOON).orElseThrow().data()).contains("#0 ");
            next.release();
            assertThat(client.nextEvent(SOON).orElseThrow().data()).contains("#1 ");
        }
        writer.awaitAborted(1, SOON);
    }

    @Test
    void one_that_fails_leaves_it_to_the_other() throws Exception {
        planner.behave(Faults.status(500));
        writer.behave(Answers.chat());

        assertThat(chat(Chats.whole("planner")).head().first("X-RoleMesh-Upstream"))
                .contains("writer");
    }

    @Test
    void where_both_fail_the_client_is_told_why_the_first_did() throws Exception {
        planner.behave(Answers.json(422, "{\"error\":{\"message\":\"of planner\",\"type\":\"x\"}}"));
        writer.behave(Answers.json(400, "{\"error\":{\"message\":\"of writer\",\"type\":\"x\"}}"));

        Answer answer = chat(Chats.whole("planner"));

        assertThat(answer.status()).isEqualTo(422);
        assertThat(answer.body()).contains("of planner");
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void a_client_that_leaves_cancels_both(boolean stream) throws Exception {
        planner.behave(Faults.silentBeforeHeaders());
        writer.behave(Faults.silentBeforeHeaders());

        try (RawHttp client = RawHttp.connect(gateway.url()).post(Chats.PATH, Chats.of("planner", stream))) {
            planner.awaitOpen(1, SOON);
            writer.awaitOpen(1, SOON);
            client.reset();
        }

        planner.awaitAborted(1, SOON);
        writer.awaitAborted(1, SOON);
    }

    private Answer chat(String json) throws IOException {
        try (RawHttp client = RawHttp.connect(gateway.url())) {
            return client.post(Chats.PATH, json).readAnswer(SOON);
        }
    }
}
