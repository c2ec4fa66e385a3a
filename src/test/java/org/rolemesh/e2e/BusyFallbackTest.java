package org.rolemesh.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.rolemesh.e2e.Invariants.SOON;
import static org.rolemesh.e2e.Invariants.posts;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Semaphore;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.rolemesh.testing.Answers;
import org.rolemesh.testing.FaultBackend;
import org.rolemesh.testing.GatewayUnderTest;
import org.rolemesh.testing.RawHttp;
import org.rolemesh.testing.RawHttp.Answer;
import org.rolemesh.testing.RawHttp.BodyEnd;
import org.rolemesh.testing.RawHttp.Event;

/** A topology in which another role answers for one that is busy. */
@Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class BusyFallbackTest {
    private static final String TOPOLOGY = """
            - route:
                id: route-by-alias
                errorHandler:
                  noErrorHandler: {}
                from:
                  uri: direct:route-by-alias
                  steps:
                    - doTry:
                        steps:
                          - to: { uri: "upstream:planner" }
                        doCatch:
                          - exception: [ org.rolemesh.upstream.RoleBusy ]
                            steps:
                              - to: { uri: "upstream:writer" }
            """;

    @RegisterExtension
    final Invariants world = new Invariants();

    @TempDir
    private Path routes;

    private final Semaphore permits = new Semaphore(0);
    private FaultBackend planner;
    private FaultBackend writer;

    @BeforeEach
    void write_the_topology() throws IOException {
        Files.writeString(routes.resolve("route-by-alias.camel.yaml"), TOPOLOGY);
        planner = world.backend(Answers.held(permits, Answers.chat()));
        writer = world.backend();
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void the_other_role_answers_where_the_queue_is_full(boolean stream) throws Exception {
        GatewayUnderTest gateway = gateway("queue: {length: 0}");
        RawHttp running = running(gateway);

        Answer answer = ask(gateway, stream).readAnswer(SOON);

        assertAnsweredByWriter(answer);
        assertAnswered(running);
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void the_other_role_answers_where_the_wait_was_too_long(boolean stream) throws Exception {
        GatewayUnderTest gateway = gateway("queue: {length: 8, timeout_s: 0.3}");
        RawHttp running = running(gateway);

        Answer answer = ask(gateway, stream).readAnswer(SOON);

        assertAnsweredByWriter(answer);
        assertAnswered(running);
    }

    @Test
    void after_the_first_comment_the_failure_comes_in_the_stream_and_the_other_role_is_not_tried() throws Exception {
        GatewayUnderTest gateway = gateway("queue: {length: 8, timeout_s: 0.5}, keep_alive_s: 0.1");
        RawHttp running = running(gateway);

        RawHttp waiting = ask(gateway, true);

        assertThat(waiting.readHead(SOON).status()).isEqualTo(200);
        List<Event> events = new ArrayList<>();
        for (var next = waiting.nextEvent(SOON); next.isPresent(); next = waiting.nextEvent(SOON)) {
            events.add(next.get());
        }
        assertThat(events.get(0).block()).startsWith(":");
        assertThat(events.get(events.size() - 1).data()).contains("\"error\":{", "\"code\":\"queue_timeout\"");
        assertThat(waiting.end()).isNotIn(BodyEnd.CLEAN, BodyEnd.OPEN);
        assertThat(posts(writer)).isEmpty();
        assertAnswered(running);
    }

    @Test
    void a_queue_that_is_full_at_once_hands_on_a_stream_that_would_have_had_comments() throws Exception {
        GatewayUnderTest gateway = gateway("queue: {length: 0}, keep_alive_s: 0.1");
        RawHttp running = running(gateway);

        Answer answer = ask(gateway, true).readAnswer(SOON);

        assertAnsweredByWriter(answer);
        assertThat(answer.body()).endsWith("data: [DONE]\n\n");
        assertAnswered(running);
    }

    @Test
    void another_failure_of_the_role_is_not_caught() throws Exception {
        GatewayUnderTest gateway = gateway("queue: {length: 0}");
        planner.stop();

        Answer answer = ask(gateway, false).readAnswer(SOON);

        assertThat(answer.status()).isEqualTo(502);
        assertThat(posts(writer)).isEmpty();
    }

    private GatewayUnderTest gateway(String queue) {
        return world.gateway("""
                default_model: planner
                probe: {interval_s: 60}
                models:
                  planner: {type: proxy, proxy_url: "%s", max_in_flight: 1, %s}
                  writer: {type: proxy, proxy_url: "%s"}
                """.formatted(planner.baseUrl(), queue, writer.baseUrl()), routes);
    }

    /** A request that has the one place of the planner. */
    private RawHttp running(GatewayUnderTest gateway) throws Exception {
        RawHttp running = ask(gateway, false);
        planner.awaitOpen(1, SOON);
        return running;
    }

    private RawHttp ask(GatewayUnderTest gateway, boolean stream) throws Exception {
        return world.connect(gateway).post(Chats.PATH, Chats.of("planner", stream));
    }

    private void assertAnsweredByWriter(Answer answer) {
        assertThat(answer.status()).as(answer.body()).isEqualTo(200);
        assertThat(answer.head().first("X-RoleMesh-Alias")).contains("writer");
        assertThat(posts(writer)).hasSize(1);
        assertThat(posts(planner)).hasSize(1);
    }

    private void assertAnswered(RawHttp running) throws IOException {
        permits.release();
        assertThat(running.readAnswer(SOON).status()).isEqualTo(200);
    }
}
