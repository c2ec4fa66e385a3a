package org.rolemesh.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.rolemesh.e2e.Invariants.SOON;
import static org.rolemesh.e2e.Invariants.posts;

import java.io.IOException;
import java.util.HashSet;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.rolemesh.testing.Answers;
import org.rolemesh.testing.FaultBackend;
import org.rolemesh.testing.Faults;
import org.rolemesh.testing.GatewayUnderTest;
import org.rolemesh.testing.RawHttp;
import org.rolemesh.testing.RawHttp.Answer;

/** The examples that look at the request: whose key it is, how long its prompt, how many there were before. */
class GalleryRequestTest {
    private static final String TOO_LONG = """
            {"error":{"code":400,"message":"the request exceeds the available context size",\
            "type":"exceed_context_size_error","n_prompt_tokens":9000,"n_ctx":8192}}""";

    @RegisterExtension
    final Invariants invariants = new Invariants();

    private FaultBackend planner;
    private FaultBackend writer;

    @BeforeEach
    void start_backends() {
        planner = invariants.backend();
        writer = invariants.backend();
    }

    @Test
    void a_tenth_of_the_keys_gets_the_canary_and_each_key_always_the_same() throws Exception {
        String keys = IntStream.range(0, 100)
                .mapToObj("{name: client-%1$d, key: test-key-%1$d}"::formatted)
                .collect(Collectors.joining(", ", "auth: {client_api_keys: [", "]}"));
        GatewayUnderTest gateway = gateway("sticky-canary", keys);
        Set<Integer> inCanary = new HashSet<>();
        try (RawHttp client = RawHttp.connect(gateway.url())) {
            for (int i = 0; i < 100; i++) {
                String first = alias(ask(client, "planner", i % 2 == 0, "X-Api-Key: test-key-" + i));
                assertThat(alias(ask(client, "planner", i % 2 == 1, "X-Api-Key: test-key-" + i)))
                        .isEqualTo(first);
                if (first.equals("writer")) {
                    inCanary.add(i);
                }
            }
            assertThat(inCanary).hasSizeBetween(4, 18);

            writer.stop();
            int one = inCanary.iterator().next();
            assertThat(alias(ask(client, "planner", true, "X-Api-Key: test-key-" + one)))
                    .isEqualTo("planner");
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void a_prompt_that_is_plainly_too_long_is_not_tried(boolean stream) throws Exception {
        GatewayUnderTest gateway = gateway("long-context", role("long-context", writer));

        assertThat(alias(ask(gateway, Chats.of("planner", stream)))).isEqualTo("planner");
        String longer = Chats.of("planner", stream).replace(Chats.PROMPT, Chats.PROMPT + " word".repeat(5_000));
        assertThat(alias(ask(gateway, longer))).isEqualTo("long-context");

        assertThat(posts(planner)).hasSize(1);
        assertThat(posts(writer)).hasSize(1);
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void a_prompt_that_the_backend_finds_too_long_goes_on_too(boolean stream) throws Exception {
        GatewayUnderTest gateway = gateway("long-context", role("long-context", writer));
        planner.behave(Answers.json(400, TOO_LONG));

        assertThat(alias(ask(gateway, Chats.of("planner", stream)))).isEqualTo("long-context");

        writer.behave(Answers.json(400, TOO_LONG));
        Answer refused = ask(gateway, Chats.of("planner", stream));
        assertThat(refused.status()).isEqualTo(400);
        assertThat(refused.body()).isEqualTo(TOO_LONG);
    }

    @Test
    void another_refusal_does_not_go_on() throws Exception {
        GatewayUnderTest gateway = gateway("long-context", role("long-context", writer));
        planner.behave(Answers.json(400, "{\"error\":{\"message\":\"no such tool\"}}"));

        assertThat(ask(gateway, Chats.whole("planner")).status()).isEqualTo(400);
        assertThat(posts(writer)).isEmpty();
    }

    @Test
    void more_than_the_limit_is_429_and_other_roles_are_not_counted() throws Exception {
        GatewayUnderTest gateway = gateway("rate-limit");
        try (RawHttp client = RawHttp.connect(gateway.url())) {
            for (int i = 0; i < 30; i++) {
                assertThat(ask(client, "writer", i % 2 == 0).status()).isEqualTo(200);
            }
            for (boolean stream : new boolean[] {false, true}) {
                Answer refused = ask(client, "writer", stream);
                assertThat(refused.status()).isEqualTo(429);
                assertThat(refused.body()).contains("rate_limit_exceeded");
                assertThat(refused.head().first("Retry-After")).isPresent();
            }
            for (int i = 0; i < 40; i++) {
                assertThat(ask(client, "planner", i % 2 == 0).status()).isEqualTo(200);
            }
        }
        assertThat(posts(writer)).hasSize(30);
        assertThat(posts(planner)).hasSize(40);
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void the_first_answer_is_the_one_and_the_other_request_is_broken_off(boolean stream) throws Exception {
        GatewayUnderTest gateway = gateway("first-answer");
        planner.behave(Faults.silentBeforeHeaders());

        Answer answer = ask(gateway, Chats.of("planner", stream));

        assertThat(answer.status()).isEqualTo(200);
        assertThat(answer.body()).contains(stream ? "[DONE]" : "chat.completion");
        assertThat(answer.head().first("X-RoleMesh-Upstream")).contains("writer");
        planner.awaitAborted(1, SOON);
        assertThat(posts(planner)).hasSize(1);
    }

    @Test
    void where_one_of_two_fails_the_other_answers() throws Exception {
        GatewayUnderTest gateway = gateway("first-answer");
        planner.behave(Answers.json(500, "{\"error\":{\"message\":\"broken\"}}"));

        assertThat(ask(gateway, Chats.whole("planner")).status()).isEqualTo(200);
        writer.stop();
        assertThat(ask(gateway, Chats.whole("planner")).status()).isEqualTo(502);
    }

    private GatewayUnderTest gateway(String example, String... moreLines) {
        return invariants.gateway(Gallery.config(planner, writer, moreLines), Gallery.folder(example));
    }

    private static String role(String name, FaultBackend backend) {
        return Gallery.role(name, backend.baseUrl());
    }

    private static Answer ask(GatewayUnderTest gateway, String chat) throws IOException {
        try (RawHttp client = RawHttp.connect(gateway.url())) {
            return client.post(Chats.PATH, chat).readAnswer(SOON);
        }
    }

    private static Answer ask(RawHttp client, String model, boolean stream, String... headers) throws IOException {
        return client.post(Chats.PATH, Chats.of(model, stream), headers).readAnswer(SOON);
    }

    private static String alias(Answer answer) {
        assertThat(answer.status()).as(answer.body()).isEqualTo(200);
        return answer.head().first("X-RoleMesh-Alias").orElseThrow();
    }
}
