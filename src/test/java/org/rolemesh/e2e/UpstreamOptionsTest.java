package org.rolemesh.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.rolemesh.e2e.Invariants.SOON;
import static org.rolemesh.e2e.Invariants.posts;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Semaphore;
import org.awaitility.Awaitility;
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

/** What a route can ask of an {@code upstream:} step besides the alias. */
class UpstreamOptionsTest {
    private static final String TWO_BOXES = "models: {planner: {type: discovered}}";

    @RegisterExtension
    final Invariants world = new Invariants();

    @TempDir
    private Path routes;

    @Test
    void a_step_can_name_the_node() throws Exception {
        GatewayUnderTest gateway = boxes("upstream:planner?node=box-b");

        assertThat(answeredBy(gateway, 6)).containsOnly("box-b");
    }

    @Test
    void a_step_can_name_a_backend_of_the_config() throws Exception {
        FaultBackend one = world.backend(Answers.chat());
        FaultBackend two = world.backend(Answers.chat());
        Topology.write(routes, "- to: { uri: \"upstream:planner\", parameters: { node: \"planner#2\" } }");
        GatewayUnderTest gateway = world.gateway("""
                models: {planner: {type: proxy, proxy_urls: ["%s", "%s"]}}
                """.formatted(one.baseUrl(), two.baseUrl()), routes);
        gateway.awaitListed("planner", true);

        assertThat(answeredBy(gateway, 4)).containsOnly("planner#2");
    }

    @Test
    void a_step_can_ask_for_a_label() throws Exception {
        GatewayUnderTest gateway = boxes("upstream:planner?label=site=attic");

        assertThat(answeredBy(gateway, 6)).containsOnly("box-a");
    }

    @Test
    void a_label_that_no_node_has_is_said_to_be_missing() throws Exception {
        GatewayUnderTest gateway = boxes("upstream:planner?label=huge");

        Answer answer = chat(gateway, Chats.whole("planner"));

        assertThat(answer.status()).isEqualTo(503);
        assertThat(answer.body()).contains("role_unavailable", "no backend with the label huge can answer");
    }

    @Test
    void a_step_can_choose_another_strategy() throws Exception {
        GatewayUnderTest gateway = boxes("upstream:planner?strategy=prefix_affinity");

        assertThat(answeredBy(gateway, 6)).as("one conversation").hasSize(6).satisfies(names -> assertThat(
                        names.stream().distinct())
                .hasSize(1));
    }

    @Test
    void whoever_waits_for_a_node_lets_others_of_the_alias_go() throws Exception {
        Semaphore go = new Semaphore(0);
        FaultBackend full = world.backend(Answers.held(go, Answers.chat()));
        FaultBackend idle = world.backend(Answers.chat());
        Topology.write(routes, """
                - choice:
                    when:
                      - simple: { expression: "${variable.stream}" }
                        steps: [ { to: { uri: "upstream:planner?node=box-a" } } ]
                    otherwise:
                      steps: [ { to: { uri: "upstream:planner" } } ]
                """);
        GatewayUnderTest gateway = world.gateway("models: {planner: {type: discovered, max_in_flight: 1}}", routes);
        register(gateway, "box-a", full, "");
        world.connect(gateway).post(Chats.PATH, Chats.stream("planner"));
        full.awaitOpen(1, SOON);
        RawHttp waiting = world.connect(gateway).post(Chats.PATH, Chats.stream("planner"));
        Explained.awaitWaiting(gateway, "planner", 1);
        register(gateway, "box-b", idle, "");

        assertThat(answeredBy(gateway, 3)).containsOnly("box-b");

        go.release(2);
        assertThat(waiting.readAnswer(SOON).head().first("X-RoleMesh-Upstream")).contains("box-a");
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void an_answer_that_does_not_begin_in_time_is_given_up_and_another_role_asked(boolean stream) throws Exception {
        FaultBackend slow = world.backend(Faults.silentBeforeHeaders());
        FaultBackend writer = world.backend(stream ? Streams.stream(2, Duration.ofMillis(1)) : Answers.chat());
        GatewayUnderTest gateway = withFallback(slow, writer, "upstream:planner?timeout=200ms");

        Answer answer = chat(gateway, Chats.of("planner", stream));

        assertThat(answer.status()).as(answer.body()).isEqualTo(200);
        assertThat(answer.head().first("X-RoleMesh-Alias")).contains("writer");
        slow.awaitAborted(1, SOON);
    }

    @Test
    void the_time_that_a_request_waits_in_the_queue_counts() throws Exception {
        FaultBackend planner = world.backend(Streams.gated(2, new Semaphore(0)));
        FaultBackend writer = world.backend(Answers.chat());
        GatewayUnderTest gateway = withFallback(planner, writer, "upstream:planner?timeout=300");
        RawHttp first = world.connect(gateway).post(Chats.PATH, Chats.stream("planner"));
        assertThat(first.readHead(SOON).status()).isEqualTo(200);

        Answer answer = chat(gateway, Chats.whole("planner"));

        assertThat(answer.head().first("X-RoleMesh-Alias")).contains("writer");
        assertThat(posts(planner)).hasSize(1);
    }

    @Test
    void a_stream_that_has_begun_in_time_may_take_any_time() throws Exception {
        Semaphore next = new Semaphore(1);
        FaultBackend planner = world.backend(Streams.gated(2, next));
        GatewayUnderTest gateway = withFallback(planner, world.backend(), "upstream:planner?timeout=300");
        RawHttp client = world.connect(gateway).post(Chats.PATH, Chats.stream("planner"));
        assertThat(client.readHead(SOON).status()).isEqualTo(200);
        client.nextEvent(SOON);
        long begun = System.nanoTime();
        Awaitility.await().until(() -> System.nanoTime() - begun > 500_000_000L);

        next.release(10);

        assertThat(client.nextEvent(SOON)).isPresent();
    }

    @Test
    void an_optional_step_that_cannot_answer_leaves_the_request_to_the_next() throws Exception {
        FaultBackend gone = world.backend();
        FaultBackend writer = world.backend(Answers.chat());
        Topology.write(routes, """
                - to: { uri: "upstream:planner?optional=true" }
                - to: { uri: "upstream:no-such-alias?optional=true" }
                - setVariable: { name: why, simple: { expression: "${variable.failure}" } }
                - filter:
                    simple: { expression: "${variable.answered} == false" }
                    steps:
                      - to: { uri: "upstream:writer" }
                - setHeader: { name: X-Why, simple: { expression: "${variable.why}" } }
                """);
        GatewayUnderTest gateway = twoRoles(gone, writer);
        gone.stop();

        Answer answer = chat(gateway, Chats.whole("planner"));

        assertThat(answer.status()).as(answer.body()).isEqualTo(200);
        assertThat(answer.head().first("X-RoleMesh-Alias")).contains("writer");
        assertThat(answer.head().first("X-Why")).contains("model_not_found");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"error\":{\"code\":400,\"type\":\"exceed_context_size_error\",\"message\":\"too long\"}}",
                "{\"error\":{\"code\":\"context_length_exceeded\",\"type\":\"x\",\"message\":\"too long\"}}"
            })
    void a_prompt_that_is_too_long_is_a_failure_of_its_own(String refusal) throws Exception {
        FaultBackend small = world.backend(Answers.json(400, refusal));
        FaultBackend large = world.backend(Answers.chat());
        Topology.write(routes, """
                - doTry:
                    steps: [ { to: { uri: "upstream:planner" } } ]
                    doCatch:
                      - exception: [ org.rolemesh.upstream.PromptTooLong ]
                        steps: [ { to: { uri: "upstream:writer" } } ]
                """);

        Answer answer = chat(twoRoles(small, large), Chats.whole("planner"));

        assertThat(answer.head().first("X-RoleMesh-Alias")).contains("writer");
    }

    private GatewayUnderTest boxes(String uri) throws Exception {
        Topology.write(routes, "- to: { uri: \"%s\" }".formatted(uri));
        GatewayUnderTest gateway = world.gateway(TWO_BOXES, routes);
        register(gateway, "box-a", world.backend(Answers.chat()), "\"site=attic\"");
        register(gateway, "box-b", world.backend(Answers.chat()), "\"fast\"");
        return gateway;
    }

    private GatewayUnderTest withFallback(FaultBackend planner, FaultBackend writer, String uri) throws Exception {
        Topology.write(routes, """
                - doTry:
                    steps: [ { to: { uri: "%s" } } ]
                    doCatch:
                      - exception: [ org.rolemesh.upstream.UpstreamTimedOut ]
                        steps: [ { to: { uri: "upstream:writer" } } ]
                """.formatted(uri));
        return twoRoles(planner, writer);
    }

    private GatewayUnderTest twoRoles(FaultBackend planner, FaultBackend writer) {
        GatewayUnderTest gateway = world.gateway("""
                default_model: planner
                models:
                  planner: {type: proxy, proxy_url: "%s", max_in_flight: 1}
                  writer: {type: proxy, proxy_url: "%s"}
                """.formatted(planner.baseUrl(), writer.baseUrl()), routes);
        gateway.awaitListed("writer", true);
        return gateway;
    }

    private static void register(GatewayUnderTest gateway, String id, FaultBackend box, String labels)
            throws IOException {
        String registration = "{\"node_id\":\"%s\",\"base_url\":\"%s\",\"roles\":[\"planner\"],\"labels\":[%s]}"
                .formatted(id, box.baseUrl(), labels);
        try (RawHttp http = RawHttp.connect(gateway.url())) {
            assertThat(http.post("/v1/nodes/register", registration)
                            .readAnswer(SOON)
                            .status())
                    .isEqualTo(200);
        }
    }

    private static List<String> answeredBy(GatewayUnderTest gateway, int chats) throws IOException {
        List<String> names = new ArrayList<>();
        for (int i = 0; i < chats; i++) {
            Answer answer = chat(gateway, Chats.whole("planner"));
            names.add(answer.head().first("X-RoleMesh-Upstream").orElse(answer.body()));
        }
        return names;
    }

    private static Answer chat(GatewayUnderTest gateway, String json) throws IOException {
        try (RawHttp client = RawHttp.connect(gateway.url())) {
            return client.post(Chats.PATH, json).readAnswer(SOON);
        }
    }
}
