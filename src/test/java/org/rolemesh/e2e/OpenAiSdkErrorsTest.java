package org.rolemesh.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.openai.client.OpenAIClient;
import com.openai.core.http.StreamResponse;
import com.openai.errors.BadRequestException;
import com.openai.errors.InternalServerException;
import com.openai.errors.NotFoundException;
import com.openai.errors.OpenAIServiceException;
import com.openai.errors.PermissionDeniedException;
import com.openai.errors.RateLimitException;
import com.openai.errors.SseException;
import com.openai.errors.UnauthorizedException;
import com.openai.errors.UnexpectedStatusCodeException;
import com.openai.errors.UnprocessableEntityException;
import com.openai.models.chat.completions.ChatCompletionChunk;
import com.openai.models.chat.completions.ChatCompletionCreateParams;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.rolemesh.testing.Answers;
import org.rolemesh.testing.Behaviour;
import org.rolemesh.testing.Ending;
import org.rolemesh.testing.FaultBackend;
import org.rolemesh.testing.Faults;
import org.rolemesh.testing.GatewayUnderTest;
import org.rolemesh.testing.Streams;

/** Each kind of failure as OpenAI's own client tells its caller: the exception, its code, and words a person can use. */
class OpenAiSdkErrorsTest {
    private static final String KEY = "test-client-key";
    private static final String WRITER_KEY = "test-writer-key";

    private static final String ONE_AT_A_TIME = """
            - route:
                id: route-by-alias
                from:
                  uri: direct:route-by-alias
                  steps:
                    - setHeader: {name: CamelHttpResponseCode, constant: {expression: "429"}}
                    - setHeader: {name: Content-Type, constant: {expression: application/json}}
                    - setHeader: {name: Retry-After, constant: {expression: "7"}}
                    - setBody:
                        constant:
                          expression: '{"error":{"message":"One at a time.","type":"rate_limit_error","param":null,"code":"concurrency_limit"}}'
            """;

    private static final String BREAKS = """
            - route:
                id: route-by-alias
                errorHandler: {noErrorHandler: {}}
                from:
                  uri: direct:route-by-alias
                  steps:
                    - throwException: {exceptionType: java.lang.IllegalStateException, message: secret detail}
            """;

    private final List<AutoCloseable> open = new ArrayList<>();
    private final FaultBackend backend = FaultBackend.start();
    private final GatewayUnderTest gateway = GatewayUnderTest.start(config());
    private final OpenAIClient client = client(gateway, KEY);

    @BeforeEach
    void roles_are_there() {
        Awaitility.await()
                .pollInterval(Duration.ofMillis(20))
                .until(() -> client.models().list().data().size() == 3);
    }

    @AfterEach
    void leave_nothing_open() throws Exception {
        for (AutoCloseable each : open) {
            each.close();
        }
        gateway.close();
        backend.close();
    }

    @Test
    void a_chat_without_messages_is_a_bad_request() {
        ChatCompletionCreateParams request = ChatCompletionCreateParams.builder()
                .model("planner")
                .messages(List.of())
                .build();

        BadRequestException refusal = refusal(client, request, BadRequestException.class);

        assertThat(refusal.code()).contains("invalid_value");
        assertThat(refusal.param()).contains("messages");
        assertThat(refusal).hasMessage("400: Invalid 'messages': it must be an array that is not empty.");
    }

    @Test
    void a_wrong_key_is_unauthorized() {
        UnauthorizedException refusal =
                refusal(client(gateway, "test-wrong-key"), chat("planner"), UnauthorizedException.class);

        assertThat(refusal.code()).contains("invalid_api_key");
        assertThat(refusal.type()).contains("authentication_error");
        assertThat(refusal).hasMessageContaining("Authorization: Bearer").hasMessageNotContaining("test-wrong-key");
    }

    @Test
    void another_role_than_the_keys_own_is_denied() {
        PermissionDeniedException refusal =
                refusal(client(gateway, WRITER_KEY), chat("planner"), PermissionDeniedException.class);

        assertThat(refusal.code()).contains("forbidden");
        assertThat(refusal).hasMessage("403: this key may not use the role planner");
    }

    @Test
    void an_unknown_role_is_not_found() {
        NotFoundException refusal = refusal(client, chat("nobody"), NotFoundException.class);

        assertThat(refusal.code()).contains("model_not_found");
        assertThat(refusal.param()).contains("model");
        assertThat(refusal).hasMessageContaining("'nobody'").hasMessageContaining("/v1/models");
        assertThat(catchThrowableOfType(
                        NotFoundException.class, () -> client.models().retrieve("nobody")))
                .hasMessage(refusal.getMessage());
    }

    @Test
    void a_backends_own_refusals_come_through() {
        backend.behave(Answers.inTurn(refusalOf(409), refusalOf(422)));

        UnexpectedStatusCodeException conflict = refusal(client, chat("planner"), UnexpectedStatusCodeException.class);
        UnprocessableEntityException unprocessable =
                refusal(client, chat("planner"), UnprocessableEntityException.class);

        assertThat(conflict.statusCode()).isEqualTo(409);
        assertThat(conflict.code()).contains("fake_409");
        assertThat(conflict).hasMessage("409: the backend says 409");
        assertThat(unprocessable.code()).contains("fake_422");
        assertThat(unprocessable).hasMessage("422: the backend says 422");
    }

    @Test
    void a_limit_that_a_topology_sets_is_a_rate_limit(@TempDir Path topology) throws IOException {
        Files.writeString(topology.resolve("route-by-alias.camel.yaml"), ONE_AT_A_TIME);
        try (GatewayUnderTest limited = GatewayUnderTest.start(config(), Map.of(), topology)) {
            RateLimitException refusal = refusal(client(limited, KEY), chat("planner"), RateLimitException.class);

            assertThat(refusal.code()).contains("concurrency_limit");
            assertThat(refusal.headers().values("Retry-After")).containsExactly("7");
            assertThat(refusal).hasMessage("429: One at a time.");
        }
    }

    @Test
    void A5_a_step_that_breaks_is_an_internal_error_that_tells_no_more(@TempDir Path topology) throws IOException {
        Files.writeString(topology.resolve("route-by-alias.camel.yaml"), BREAKS);
        try (GatewayUnderTest broken = GatewayUnderTest.start(config(), Map.of(), topology)) {
            InternalServerException failure =
                    refusal(client(broken, KEY), chat("planner"), InternalServerException.class);

            assertThat(failure.statusCode()).isEqualTo(500);
            assertThat(failure.code()).contains("internal_error");
            assertThat(failure).hasMessageContaining("X-Request-Id").hasMessageNotContaining("secret detail");
            assertThat(failure.headers().values("X-Request-Id")).hasSize(1);
            assertThat(failure.body().toString())
                    .doesNotContain("secret", "Exception", "org.rolemesh", "route-by-alias");
        }
    }

    @Test
    void a_backend_that_fails_is_a_server_error() {
        backend.behave(Answers.inTurn(Faults.status(500), Faults.closeBeforeHeaders(), Faults.tooMany429()));

        assertServerError("planner", 502, "upstream_bad_answer", "the backend says 500");
        assertServerError("planner", 502, "upstream_closed", "before its answer was complete");
        assertServerError("planner", 503, "role_unavailable", "its backend is busy");
    }

    @Test
    void a_backend_that_stays_silent_is_a_server_error() {
        backend.behave(Faults.silentBeforeHeaders());

        assertServerError("hasty", 504, "upstream_timeout", "did not begin to answer in time");
    }

    @Test
    void a_backend_that_is_gone_is_a_server_error() {
        backend.stop();

        assertServerError("planner", 502, "upstream_connect_failed", "could not be reached");
    }

    @Test
    void a_stream_that_dies_raises_after_its_events() {
        backend.behave(Streams.diesAfter(2, Ending.RESET));
        List<ChatCompletionChunk> events = new ArrayList<>();

        try (StreamResponse<ChatCompletionChunk> stream =
                client.chat().completions().createStreaming(chat("planner"))) {
            SseException failure = catchThrowableOfType(
                    SseException.class, () -> stream.stream().forEach(events::add));

            assertThat(failure.code()).contains("upstream_closed");
            assertThat(failure).hasMessageContaining("before its answer was complete");
        }
        assertThat(events).hasSize(2);
    }

    private void assertServerError(String model, int status, String code, String message) {
        InternalServerException failure = refusal(client, chat(model), InternalServerException.class);
        assertThat(failure.statusCode()).isEqualTo(status);
        assertThat(failure.code()).contains(code);
        assertThat(failure).hasMessageContaining(message);
    }

    private static <T extends OpenAIServiceException> T refusal(
            OpenAIClient client, ChatCompletionCreateParams request, Class<T> type) {
        T refusal = catchThrowableOfType(type, () -> client.chat().completions().create(request));
        assertThat(refusal).as("what the client threw").isNotNull();
        assertThat(refusal.headers().values("X-Request-Id")).hasSize(1);
        return refusal;
    }

    private static ChatCompletionCreateParams chat(String model) {
        return OpenAiClients.chat(model);
    }

    private static Behaviour refusalOf(int status) {
        return Answers.json(
                status,
                "{\"error\":{\"message\":\"the backend says %d\",\"type\":\"fake_error\",\"code\":\"fake_%d\"}}"
                        .formatted(status, status));
    }

    private OpenAIClient client(GatewayUnderTest of, String key) {
        OpenAIClient made = OpenAiClients.of(of.url(), key);
        open.add(made::close);
        return made;
    }

    private String config() {
        return """
                default_model: planner
                auth:
                  client_api_keys: [%s, {name: writers, key: %s, roles: [writer]}]
                probe: {interval_s: 600}
                models:
                  planner: {type: proxy, proxy_url: "%s"}
                  writer: {type: proxy, proxy_url: "%s"}
                  hasty: {type: proxy, proxy_url: "%s", timeouts: {first_byte_s: 0.3}}
                """.formatted(KEY, WRITER_KEY, backend.baseUrl(), backend.baseUrl(), backend.baseUrl());
    }
}
