package org.rolemesh.openai;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.function.Predicate;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ApiErrorTest {

    private static final Duration SOON = Duration.ofSeconds(5);

    @Test
    void the_error_object_has_exactly_the_four_members_of_openai() throws IOException {
        assertThat(new String(ApiErrors.unauthorized().toJson(), StandardCharsets.UTF_8))
                .isEqualTo(
                        "{\"error\":{\"message\":\"" + ApiErrors.unauthorized().message()
                                + "\",\"type\":\"authentication_error\",\"param\":null,\"code\":\"invalid_api_key\"}}");
        JsonNode error = new ObjectMapper()
                .readTree(ApiErrors.missingParameter("messages").toJson())
                .path("error");
        assertThat(error.path("param").textValue()).isEqualTo("messages");
    }

    @ParameterizedTest
    @CsvSource({"0,1", "1,1", "999,1", "1000,1", "1001,2", "29999,30", "-5,1"})
    void retry_after_is_whole_seconds_rounded_up_and_never_zero(long millis, long seconds) {
        ApiError error = ApiErrors.draining().withRetryAfter(Duration.ofMillis(millis));
        assertThat(error.retryAfterSeconds()).isEqualTo(seconds);
    }

    @Test
    void a_models_name_is_shown_short_and_on_one_line() throws IOException {
        String name = "a\r\nSet-Cookie: x\u202E\u0000" + "b".repeat(500);
        ApiError error = ApiErrors.modelNotFound(name);
        assertThat(error.message())
                .contains("a\uFFFD\uFFFDSet-Cookie: x\uFFFD\uFFFDb")
                .doesNotContain("b".repeat(100))
                .hasSizeLessThan(200);
        assertThat(new ObjectMapper()
                        .readTree(error.toJson())
                        .at("/error/message")
                        .textValue())
                .isEqualTo(error.message());
    }

    @Test
    void a_name_is_never_cut_inside_a_character() {
        assertThat(ShownText.of("😀".repeat(101))).isEqualTo("😀".repeat(100));
        assertThat(ShownText.of("\ud800")).isEqualTo("\uFFFD");
    }

    @Test
    void even_a_message_with_half_a_character_is_written() throws IOException {
        ApiError error = new ApiError(400, "t", "c", null, "half \ud83d", null);
        assertThat(new ObjectMapper()
                        .readTree(error.toJson())
                        .at("/error/message")
                        .textValue())
                .isEqualTo("half ?");
    }

    @Test
    void each_failure_has_the_status_and_words_that_the_contract_gives_it() {
        assertThat(ApiErrors.modelNotFound("x")).matches(is(404, "invalid_request_error", "model_not_found"));
        assertThat(ApiErrors.roleUnavailable("x", "down.", SOON))
                .matches(is(503, "service_unavailable_error", "role_unavailable"))
                .returns(SOON, ApiError::retryAfter);
        assertThat(ApiErrors.modelLoading("x", SOON))
                .matches(is(503, "service_unavailable_error", "model_loading"))
                .returns(SOON, ApiError::retryAfter);
        assertThat(ApiErrors.concurrencyLimit("x", SOON))
                .matches(is(429, "rate_limit_error", "concurrency_limit"))
                .returns(SOON, ApiError::retryAfter);
        assertThat(ApiErrors.queueTimeout("x", SOON))
                .matches(is(503, "service_unavailable_error", "queue_timeout"))
                .returns(SOON, ApiError::retryAfter);
        assertThat(ApiErrors.forbidden("no")).matches(is(403, "permission_error", "forbidden"));
        assertThat(ApiErrors.bodyTooLarge(7)).matches(is(413, "invalid_request_error", "body_too_large"));
        assertThat(ApiErrors.internal()).matches(is(500, "server_error", "internal_error"));
        assertThat(ApiErrors.upstreamConnectFailed()).matches(is(502, "upstream_error", "upstream_connect_failed"));
        assertThat(ApiErrors.upstreamAuthFailed()).matches(is(502, "upstream_error", "upstream_auth_failed"));
        assertThat(ApiErrors.upstreamTimeout()).matches(is(504, "upstream_error", "upstream_timeout"));
    }

    @Test
    void a_success_is_no_error() {
        assertThatIllegalArgumentException().isThrownBy(() -> new ApiError(200, "t", "c", null, "m", null));
    }

    @Test
    void a_rejection_carries_its_error_and_no_stack() {
        RequestRejected rejected = new RequestRejected(ApiErrors.invalidUtf8());
        assertThat(rejected.error().code()).isEqualTo("invalid_utf8");
        assertThat(rejected.getStackTrace()).isEmpty();
    }

    private static Predicate<ApiError> is(int status, String type, String code) {
        return error -> error.status() == status
                && error.type().equals(type)
                && error.code().equals(code);
    }
}
