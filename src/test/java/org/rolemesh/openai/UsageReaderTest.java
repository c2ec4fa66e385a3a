package org.rolemesh.openai;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import java.nio.charset.StandardCharsets;
import java.util.Optional;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class UsageReaderTest {

    private static final String USAGE =
            "{\"prompt_tokens\":20,\"completion_tokens\":5,\"total_tokens\":25,\"prompt_tokens_details\":{\"x\":[],\"cached_tokens\":12}}";
    private static final String TIMINGS =
            "{\"cache_n\":12,\"prompt_n\":8,\"prompt_ms\":1.5,\"predicted_n\":5,\"predicted_per_second\":90.1}";

    private final UsageReader reader = new UsageReader();

    @Test
    void usage_is_read_from_a_complete_answer() {
        assertThat(answer("{\"choices\":[{\"usage\":{\"prompt_tokens\":9}}],\"usage\":" + USAGE + "}\n"))
                .contains(new TokenUsage(20, 5, 12));
    }

    @Test
    void timings_of_llama_cpp_say_the_same() {
        assertThat(answer("{\"timings\":" + TIMINGS + "}")).contains(new TokenUsage(20, 5, 12, 90.1));
        assertThat(answer("{\"timings\":{\"prompt_n\":8,\"predicted_n\":5}}")).contains(new TokenUsage(8, 5, -1));
    }

    @Test
    void timings_fill_in_only_what_usage_leaves_out() {
        assertThat(answer("{\"timings\":" + TIMINGS + ",\"usage\":{\"prompt_tokens\":21,\"completion_tokens\":6}}"))
                .contains(new TokenUsage(21, 6, 12, 90.1));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{}",
                "{\"usage\":null}",
                "{\"usage\":[{\"prompt_tokens\":1}]}",
                "{\"usage\":{}}",
                "{\"usage\":{\"prompt_tokens\":\"7\",\"completion_tokens\":-1,\"prompt_tokens_details\":[1]}}",
                "{\"usage\":{\"prompt_tokens\":1.5,\"completion_tokens\":99999999999999999999,\"prompt_tokens_details\":null}}",
                "{\"timings\":{\"prompt_n\":{},\"predicted_n\":[[]]}}"
            })
    void an_answer_may_say_nothing_of_tokens(String json) {
        assertThat(answer(json)).contains(TokenUsage.NONE);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "<html><body>Bad gateway</body></html>",
                "[]",
                "\"x\"",
                "null",
                "{\"a\":1",
                "{\"usage\":{\"prompt_tokens\":1}",
                "{\"a\":1} {}",
                "{\"a\":1}}",
                "{\"a\":nan}",
                "data: {}\n\n"
            })
    void what_is_not_one_json_object_is_no_answer(String body) {
        assertThat(answer(body)).isEmpty();
    }

    @Test
    void utf_16_is_no_answer() {
        assertThat(reader.ofAnswer("{\"a\":1}".getBytes(StandardCharsets.UTF_16LE)))
                .isEmpty();
    }

    @Test
    void the_last_usage_of_a_stream_counts() {
        assertThat(events("data: {\"choices\":[],\"usage\":{\"prompt_tokens\":20,\"completion_tokens\":1}}\n\n"
                        + ": ping\n\n"
                        + "data:{\"choices\":[],\"usage\":" + USAGE + "}\r\n\r\n"
                        + "data: {\"usage\":null}\n\n"
                        + "data: [DONE]\n\n"))
                .isEqualTo(new TokenUsage(20, 5, 12));
    }

    @Test
    void timings_of_the_last_chunk_count_where_no_usage_was_asked_for() {
        assertThat(events("data: {\"choices\":[],\"timings\":" + TIMINGS + "}\n\ndata: [DONE]\n\n"))
                .isEqualTo(new TokenUsage(20, 5, 12, 90.1));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "data",
                "data:",
                "data:\n",
                "d\n\nda\n\n",
                "data: [DONE]\n\n",
                "data: {\"usage\":{\"prompt_tokens\":5\n\n",
                "\"usage\":{\"prompt_tokens\":5}}\n\n",
                "event: {\"usage\":{\"prompt_tokens\":5}}\n\n"
            })
    void events_that_are_cut_or_say_nothing_give_no_counts(String stream) {
        assertThat(events(stream)).isEqualTo(TokenUsage.NONE);
    }

    @Property
    void no_bytes_make_it_fail(@ForAll byte[] bytes) {
        byte[] asData = ("data: {\"usage\":" + new String(bytes, StandardCharsets.ISO_8859_1) + "\n\n")
                .getBytes(StandardCharsets.ISO_8859_1);
        assertThatCode(() -> {
                    reader.ofEvents(bytes);
                    reader.ofEvents(asData);
                    reader.ofAnswer(bytes);
                })
                .doesNotThrowAnyException();
    }

    private Optional<TokenUsage> answer(String json) {
        return reader.ofAnswer(json.getBytes(StandardCharsets.UTF_8));
    }

    private TokenUsage events(String stream) {
        return reader.ofEvents(stream.getBytes(StandardCharsets.UTF_8));
    }
}
