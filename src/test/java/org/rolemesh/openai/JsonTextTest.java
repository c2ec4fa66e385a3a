package org.rolemesh.openai;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.rolemesh.openai.JsonFault.What;

class JsonTextTest {
    private static final int LEVELS = 8;

    private final JsonMapper jackson = new JsonMapper();

    @Test
    void any_byte_at_any_place_of_a_string_is_taken_or_refused_as_jackson_does() {
        for (int length = 1; length <= 24; length++) {
            for (int at = 0; at < length; at++) {
                for (char odd = 0; odd < 128; odd++) {
                    StringBuilder text = new StringBuilder("x".repeat(length));
                    text.setCharAt(at, odd);
                    String json = "\"" + text + "\"";
                    assertThat(isValid(json)).as(json).isEqualTo(jacksonTakes(json));
                }
            }
        }
    }

    @ParameterizedTest
    @MethodSource("spellings")
    void numbers_words_escapes_and_brackets_are_taken_or_refused_as_jackson_does(String json) {
        assertThat(isValid(json)).isEqualTo(jacksonTakes(json));
    }

    static Stream<String> spellings() {
        return """
                0 -0 00 - --1 1. .1 1.5 -1.05e0 1e 1e+ 1E-7 1e5.5 0x1 1_0 12a
                tru trues True null nul falsy false
                "\\u00e9" "\\u00g9" "\\u00 "\\ "\\a" "\\ud83d" "é" é "a
                [1,[]] [,] [1,,2] [1,] [ ] [1}
                { } {,} {"a"} {"a":} {"a":1,} {1:1} {"a":1] {"a":[],"b":{}}
                {"\\ud83d":1} {"\\ud83dx":1} {"\\ude00":1} {"\\ud83d\\ude00":1} {"\\uee00":1}
                """.lines().flatMap(line -> Stream.of(line.split(" ")));
    }

    @ParameterizedTest
    @ValueSource(strings = {" 1 ", "[1 2]", "\f1", " {\"a\" :\t[ ]\r\n, \"b\": { } } ", "1 2"})
    void white_space_is_what_jackson_takes_for_it(String json) {
        assertThat(isValid(json)).isEqualTo(jacksonTakes(json));
    }

    @Test
    void what_is_cut_off_anywhere_is_told_from_what_is_wrong() {
        String json = "{\"a\\u0041\":[1.5e-3,true,false,null,\"b\\n\"]}";
        for (int end = 0; end < json.length(); end++) {
            assertThat(fault(json.substring(0, end))).as(json.substring(0, end)).isEqualTo(What.CUT_OFF);
        }
        assertThat(fault("{\"a\" 1}")).isEqualTo(What.MALFORMED);
    }

    @Test
    void a_fault_knows_where_it_is() {
        assertThat(faultIn("{\"a\":[1,\n x]}").offset()).isEqualTo(11);
        assertThat(faultIn("[\"" + "y".repeat(20) + "\t\"]").offset()).isEqualTo(23);
    }

    @ParameterizedTest
    @ValueSource(ints = {2, 16, 17, 18, 100})
    void a_key_that_comes_twice_is_found_among_few_and_among_many(int count) {
        for (int twice = 0; twice < count - 1; twice++) {
            assertThat(faultIn(keys(count - 1) + ",\"k" + twice + "\":1}").key())
                    .isEqualTo("k" + twice);
            assertThat(faultIn(keys(count - 1) + ",\"\\u006b" + twice + "\":1}").key())
                    .isEqualTo("k" + twice);
        }
        assertThat(isValid(keys(count) + "}")).isTrue();
    }

    @Test
    void keys_with_one_checksum_are_two_keys() {
        // In String.hashCode, too, these are alike.
        assertThat(isValid("{\"Aa\":1,\"BB\":2}")).isTrue();
        assertThat(faultIn("{\"Aa\":1,\"BB\":2,\"BB\":3}").key()).isEqualTo("BB");
    }

    @Test
    void an_object_does_not_remember_the_keys_of_the_one_before_it() {
        String inner = keys(20) + "}";
        assertThat(isValid("[{\"\\u0061\":1},{\"a\":1}," + inner + "," + inner + "]"))
                .isTrue();
        assertThat(isValid("{\"a\":" + inner + ",\"b\":" + inner + "}")).isTrue();
        assertThat(faultIn("{\"a\":" + inner + ",\"a\":1}").key()).isEqualTo("a");
    }

    @Test
    void two_hundred_thousand_keys_take_no_longer_than_their_number() {
        String json = keys(200_000) + "}";
        long start = System.nanoTime();
        assertThat(isValid(json)).isTrue();
        assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(5));
    }

    @Test
    void what_is_too_deep_or_too_long_is_named() {
        assertThat(isValid("[".repeat(LEVELS) + "]".repeat(LEVELS))).isTrue();
        assertThat(fault("[".repeat(LEVELS + 1))).isEqualTo(What.TOO_DEEP);
        assertThat(isValid("1".repeat(JsonText.MAX_NUMBER))).isTrue();
        assertThat(fault("1".repeat(JsonText.MAX_NUMBER + 1))).isEqualTo(What.TOO_LONG);
        assertThat(isValid("{\"" + "k".repeat(JsonText.MAX_KEY) + "\":1}")).isTrue();
        assertThat(fault("{\"" + "k".repeat(JsonText.MAX_KEY + 1) + "\":1}")).isEqualTo(What.TOO_LONG);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"", "plain", "\\\"\\\\\\/\\b\\f\\n\\r\\t", "a\\u00e9b\\ud83d\\ude00", "\\ud800", "é\\\\u0041"})
    void a_string_is_decoded_as_jackson_does(String spelled) throws Exception {
        byte[] json = ("[\"" + spelled + "\"]").getBytes(StandardCharsets.UTF_8);
        JsonText text = JsonText.of(json, 0, json.length, LEVELS);
        text.enter();
        assertThat(text.nextElement()).isTrue();
        assertThat(text.kind()).isEqualTo(JsonKind.STRING);
        assertThat(text.string()).isEqualTo(jackson.readTree(json).get(0).asText());
        assertThat(text.nextElement()).isFalse();
        assertThat(text.isOver()).isTrue();
    }

    private static String keys(int count) {
        return IntStream.range(0, count).mapToObj(i -> "\"k" + i + "\":" + i).collect(Collectors.joining(",", "{", ""));
    }

    private static boolean isValid(String json) {
        return Stream.of(true, false).allMatch(strict -> read(json, strict) == null);
    }

    private static What fault(String json) {
        return faultIn(json).what();
    }

    private static JsonFault faultIn(String json) {
        return read(json, true);
    }

    private static JsonFault read(String json, boolean strict) {
        byte[] framed = ("?" + json + "?").getBytes(StandardCharsets.UTF_8);
        int end = framed.length - 1;
        JsonText text = strict ? JsonText.strict(framed, 1, end, LEVELS) : JsonText.of(framed, 1, end, LEVELS);
        return catchThrowableOfType(JsonFault.class, () -> {
            text.skip();
            if (!text.isOver()) {
                throw new JsonFault(What.MALFORMED, text.at());
            }
        });
    }

    private boolean jacksonTakes(String json) {
        try {
            return jackson.reader()
                            .with(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
                            .readTree(json)
                    != null;
        } catch (JsonProcessingException e) {
            return false;
        }
    }
}
