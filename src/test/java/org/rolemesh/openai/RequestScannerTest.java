package org.rolemesh.openai;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import java.lang.management.ManagementFactory;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class RequestScannerTest {

    private final RequestScanner scanner = new RequestScanner();

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "  \n",
                "{",
                "[]",
                "\"x\"",
                "7",
                "null",
                "{} {}",
                "{} x",
                "{},",
                "{\"a\":NaN}",
                "{\"a\":Infinity}",
                "{\"a\":01}",
                "{\"a\":+1}",
                "{\"a\":.5}",
                "{'a':1}",
                "{a:1}",
                "{\"a\":1,}",
                "{\"a\":[1,]}",
                "{\"a\":1 \"b\":2}",
                "{\"a\":\"\n\"}",
                "{\"a\":\"\\x\"}",
                "{\"a\":\"\\u12\"}",
                "{\"a\":tru}",
                "{\"a\":1}//",
                "{\"a\"",
                "{\"a\":",
                "{\"a\":\"b",
                "\uFEFF{}"
            })
    void B1_L5_what_is_not_one_json_object_is_invalid_json(String body) {
        assertThat(rejection(body))
                .returns(400, ApiError::status)
                .returns("invalid_request_error", ApiError::type)
                .returns("invalid_json", ApiError::code);
    }

    @Test
    void a_fault_is_located_and_the_users_text_is_not_repeated() {
        assertThat(rejection("{\"a\": 1,\n  \"b\": secret}").message())
                .contains("line 2, column")
                .doesNotContain("secret");
        assertThat(rejection("{\n} secret").message()).contains("line 2").doesNotContain("secret");
    }

    @Test
    void B2_L5_depth_64_is_read_and_depth_65_is_not() {
        assertThat(scanner.scan(bytes(nested(64))).has("a")).isTrue();
        assertThat(rejection(nested(65)).code()).isEqualTo("json_limits");
        assertThat(rejection(nested(65)).message()).contains("64 levels");
    }

    @ParameterizedTest
    @ValueSource(strings = {"[", "{\"a\":"})
    void B2_a_hundred_thousand_levels_are_refused_within_50_ms(String opening) {
        byte[] body = bytes(opening.repeat(100_000));
        rejection(body);
        long start = System.nanoTime();
        ApiError error = rejection(body);
        assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofMillis(50));
        assertThat(error.code()).isEqualTo("json_limits");
    }

    @Test
    void a_number_of_thousands_of_digits_is_beyond_the_limits() {
        assertThat(rejection("{\"a\":" + "1".repeat(5000) + "}"))
                .returns("json_limits", ApiError::code)
                .extracting(ApiError::message)
                .asString()
                .contains("a number may have");
    }

    @ParameterizedTest
    @MethodSource("notUtf8")
    void B3_L5_what_is_not_utf_8_is_named_so(byte[] body) {
        assertThat(rejection(body)).returns(400, ApiError::status).returns("invalid_utf8", ApiError::code);
    }

    static Stream<byte[]> notUtf8() {
        return Stream.of(
                bytesWith(0xC0, 0xAF),
                bytesWith(0xE0, 0x80, 0xAF),
                bytesWith(0xED, 0xA0, 0x80),
                bytesWith(0xF4, 0x90, 0x80, 0x80),
                bytesWith(0xFF),
                bytesWith(0x80),
                bytesWith(0xE2, 0x82),
                bytesWith(0x00),
                "{\"a\":1}".getBytes(StandardCharsets.UTF_16),
                "{\"a\":1}".getBytes(StandardCharsets.UTF_16LE),
                "{\"a\":1}".getBytes(StandardCharsets.UTF_16BE),
                "{\"a\":1}".getBytes(Charset.forName("UTF-32")),
                "{\"a\":1}".getBytes(Charset.forName("UTF-32LE")));
    }

    @ParameterizedTest
    @MethodSource("duplicates")
    void B4_L5_a_key_that_is_there_twice_is_a_duplicate_however_it_is_spelled(String body, String key) {
        assertThat(rejection(body))
                .returns(400, ApiError::status)
                .returns("duplicate_key", ApiError::code)
                .returns(key, ApiError::param);
    }

    static Stream<Arguments> duplicates() {
        return Stream.of(
                arguments("{\"model\":\"a\",\"model\":\"b\"}", "model"),
                arguments("{\"model\":\"a\",\"x\":[{}],\"\\u006dodel\":\"a\"}", "model"),
                arguments("{\"a\":1,\"b\":2,\"c\":3,\"c\":{}}", "c"),
                arguments("{\"messages\":[{\"role\":1,\"content\":2,\"role\":3}]}", "role"),
                arguments("{\"😀\":1,\"\\ud83d\\ude00\":2}", "😀"),
                arguments("{\"a\\n\":1,\"a\\u000a\":2}", "a\uFFFD"));
    }

    @Test
    void the_same_key_in_different_objects_is_no_duplicate() {
        assertThat(scanner.scan(bytes("{\"a\":{\"a\":{\"a\":1}},\"b\":[{\"a\":1},{\"a\":2}]}"))
                        .has("b"))
                .isTrue();
    }

    @Test
    void a_prompt_of_a_mebibyte_is_scanned_without_a_copy_or_a_tree() {
        String turn = "{\"role\":\"user\",\"content\":\"" + "Tell me é more. ".repeat(600) + "\\n\",\"n\":[1.5,true]},";
        byte[] body = bytes("{\"model\":\"planner\",\"prompt\":\"" + "word ".repeat(100_000) + "\",\"messages\":["
                + turn.repeat(60) + "{}],\"stream\":true}");
        assertThat(body.length).isGreaterThan(1 << 20);
        for (int i = 0; i < 20; i++) {
            scanner.scan(body);
        }
        long before = allocated();
        ScannedRequest request = scanner.scan(body);
        assertThat(allocated() - before).isLessThan(64 << 10);
        assertThat(request.model()).contains("planner");
    }

    private static long allocated() {
        return ((com.sun.management.ThreadMXBean) ManagementFactory.getThreadMXBean()).getCurrentThreadAllocatedBytes();
    }

    private ApiError rejection(String body) {
        return rejection(bytes(body));
    }

    private ApiError rejection(byte[] body) {
        return catchThrowableOfType(RequestRejected.class, () -> scanner.scan(body))
                .error();
    }

    private static String nested(int depth) {
        return "{\"a\":".repeat(depth - 1) + "{\"a\":1}" + "}".repeat(depth - 1);
    }

    private static byte[] bytesWith(int... odd) {
        byte[] body = bytes("{\"a\":\"" + "x".repeat(odd.length) + "\"}");
        for (int i = 0; i < odd.length; i++) {
            body[6 + i] = (byte) odd[i];
        }
        return body;
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
