package org.rolemesh.openai;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ScannedRequestTest {

    @Test
    void the_model_is_decoded() {
        assertThat(scan("{\"\\u006dodel\" : \"pl\\u0061nner 日\"}").model()).contains("planner 日");
    }

    @ParameterizedTest
    @ValueSource(strings = {"{}", "{\"model\":null}", "{\"metadata\":{\"model\":\"inner\"}}"})
    void a_request_may_name_no_model(String body) {
        assertThat(scan(body).model()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "7",
                "true",
                "[\"a\"]",
                "{\"a\":1}",
                "\"\"",
                "\"  \"",
                "\"a\\r\\nb\"",
                "\"\\u0000\"",
                "\"a\\u0085\"",
                "\"\\ud800\""
            })
    void a_model_that_is_no_name_is_refused_and_named(String model) {
        assertThat(rejection("{\"model\":" + model + "}"))
                .returns(400, ApiError::status)
                .returns("invalid_value", ApiError::code)
                .returns("model", ApiError::param);
    }

    @Test
    void a_model_of_256_characters_is_taken_and_a_longer_one_is_not() {
        assertThat(scan("{\"model\":\"" + "\\u0061".repeat(256) + "\"}").model())
                .contains("a".repeat(256));
        assertThat(rejection("{\"model\":\"" + "a".repeat(257) + "\"}").param()).isEqualTo("model");
        assertThat(rejection("{\"model\":\"" + "a".repeat(1 << 20) + "\"}").message())
                .contains("256 characters")
                .hasSizeLessThan(200);
    }

    @Test
    void only_true_asks_for_a_stream() {
        assertThat(scan("{\"stream\":true}").stream()).isTrue();
        assertThat(scan("{\"stream\":false}").stream()).isFalse();
        assertThat(scan("{\"stream\":null}").stream()).isFalse();
        assertThat(scan("{}").stream()).isFalse();
    }

    @ParameterizedTest
    @ValueSource(strings = {"1", "\"true\"", "[]", "{}"})
    void a_stream_that_is_no_boolean_is_refused_and_named(String stream) {
        assertThat(rejection("{\"stream\":" + stream + "}"))
                .returns("invalid_value", ApiError::code)
                .returns("stream", ApiError::param);
    }

    @Test
    void missing_messages_are_named() {
        ApiError error = catchThrowableOfType(
                        RequestRejected.class, () -> scan("{\"model\":\"a\"}").requireArray("messages"))
                .error();
        assertThat(error)
                .returns(400, ApiError::status)
                .returns("missing_required_parameter", ApiError::code)
                .returns("messages", ApiError::param);
    }

    @ParameterizedTest
    @ValueSource(strings = {"[]", "[ \n\t\r ]", "{}", "\"hi\"", "null", "7"})
    void messages_must_be_a_list_of_something(String messages) {
        ScannedRequest request = scan("{\"messages\":" + messages + "}");
        assertThat(catchThrowableOfType(RequestRejected.class, () -> request.requireArray("messages"))
                        .error())
                .returns("invalid_value", ApiError::code)
                .returns("messages", ApiError::param);
    }

    @Test
    void a_list_of_anything_will_do() {
        assertThatCode(() -> scan("{\"messages\":[ [] ]}").requireArray("messages"))
                .doesNotThrowAnyException();
    }

    @Test
    void a_required_member_must_be_there_and_not_null() {
        assertThatCode(() -> scan("{\"input\":\"\"}").require("input")).doesNotThrowAnyException();
        assertThat(catchThrowableOfType(RequestRejected.class, () -> scan("{}").require("input"))
                        .error()
                        .code())
                .isEqualTo("missing_required_parameter");
        assertThat(catchThrowableOfType(RequestRejected.class, () -> scan("{\"input\":null}")
                                .require("input"))
                        .error()
                        .code())
                .isEqualTo("invalid_value");
    }

    @Test
    void a_raw_value_is_the_bodys_own_spelling() {
        ScannedRequest request = scan("{ \"t\" : 1.50e+1 , \"s\": \"\\u0041 ,\" ,\"o\":{ \"x\" : [ ] }\n}");
        assertThat(request.rawValue("t")).contains("1.50e+1");
        assertThat(request.rawValue("s")).contains("\"\\u0041 ,\"");
        assertThat(request.rawValue("o")).contains("{ \"x\" : [ ] }");
        assertThat(request.rawValue("x")).isEmpty();
    }

    private static ScannedRequest scan(String body) {
        return new RequestScanner().scan(body.getBytes(StandardCharsets.UTF_8));
    }

    private static ApiError rejection(String body) {
        return catchThrowableOfType(RequestRejected.class, () -> scan(body)).error();
    }
}
