package org.rolemesh.demo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(30)
class DemoBackendTest {
    private static final String QUESTION = "{\"messages\":[{\"role\":\"user\",\"content\":\"a garden shed\"}]%s}";

    private final Vertx vertx = Vertx.vertx();
    private final HttpClient client = HttpClient.newHttpClient();
    private DemoBackend planner;
    private URI address;

    @BeforeEach
    void listen() throws Exception {
        planner = new DemoBackend(vertx, "planner", Duration.ofMillis(2));
        address = get(planner.listen());
    }

    @AfterEach
    void close() throws Exception {
        get(planner.close());
        get(vertx.close());
    }

    @Test
    void it_is_healthy_and_lists_its_role_as_its_model() throws Exception {
        assertThat(json(send("/health")).getString("status")).isEqualTo("ok");
        JsonArray models = json(send("/v1/models")).getJsonArray("data");
        assertThat(models).hasSize(1);
        assertThat(models.getJsonObject(0).getString("id")).isEqualTo("planner");
    }

    @Test
    void a_planner_plans_for_the_last_thing_the_user_said() throws Exception {
        JsonObject answer = json(post("/v1/chat/completions", QUESTION.formatted("")));

        assertThat(answer.getString("object")).isEqualTo("chat.completion");
        assertThat(answer.getString("model")).isEqualTo("planner");
        JsonObject choice = answer.getJsonArray("choices").getJsonObject(0);
        assertThat(choice.getString("finish_reason")).isEqualTo("stop");
        assertThat(choice.getJsonObject("message").getString("content"))
                .contains("\"a garden shed\"", "1.", "2.", "3.", "no model was asked");
        assertThat(answer.getJsonObject("usage").getInteger("prompt_tokens")).isEqualTo(3);
    }

    @Test
    void a_writer_writes_of_a_message_made_of_parts() throws Exception {
        DemoBackend writer = new DemoBackend(vertx, "writer", Duration.ofMillis(2));
        address = get(writer.listen());

        JsonObject answer = json(post(
                "/v1/chat/completions",
                "{\"messages\":[{\"role\":\"user\",\"content\":[{\"type\":\"text\",\"text\":\"rain\"}]}]}"));

        assertThat(content(answer)).contains("\"rain\"", "no model was asked").doesNotContain("1.");
    }

    @Test
    void a_stream_says_the_same_word_by_word() throws Exception {
        String whole = content(json(post("/v1/chat/completions", QUESTION.formatted(""))));

        HttpResponse<String> response = post(
                "/v1/chat/completions",
                QUESTION.formatted(",\"stream\":true,\"stream_options\":{\"include_usage\":true}"));

        assertThat(response.headers().firstValue("Content-Type")).hasValue("text/event-stream");
        List<String> data = data(response.body());
        assertThat(data.get(data.size() - 1)).isEqualTo("[DONE]");
        JsonObject usage = new JsonObject(data.get(data.size() - 2));
        assertThat(usage.getJsonArray("choices")).isEmpty();
        assertThat(usage.getJsonObject("usage").getInteger("completion_tokens")).isEqualTo(data.size() - 4);
        List<JsonObject> chunks = data.subList(0, data.size() - 2).stream()
                .map(JsonObject::new)
                .map(chunk -> chunk.getJsonArray("choices").getJsonObject(0))
                .toList();
        assertThat(chunks.get(0).getJsonObject("delta").getString("role")).isEqualTo("assistant");
        assertThat(chunks.get(chunks.size() - 1).getString("finish_reason")).isEqualTo("stop");
        assertThat(chunks.stream()
                        .map(chunk -> chunk.getJsonObject("delta").getString("content", ""))
                        .collect(Collectors.joining()))
                .isEqualTo(whole);
    }

    @Test
    void usage_is_streamed_only_where_it_is_asked_for() throws Exception {
        assertThat(post("/v1/chat/completions", QUESTION.formatted(",\"stream\":true"))
                        .body())
                .doesNotContain("usage");
    }

    @Test
    void max_tokens_cuts_the_answer_after_that_many_words() throws Exception {
        JsonObject answer = json(post("/v1/chat/completions", QUESTION.formatted(",\"max_tokens\":3")));

        assertThat(content(answer)).isEqualTo("A plan for");
        assertThat(answer.getJsonArray("choices").getJsonObject(0).getString("finish_reason"))
                .isEqualTo("length");
    }

    @Test
    void a_client_that_leaves_ends_its_stream() throws Exception {
        DemoBackend slow = new DemoBackend(vertx, "planner", Duration.ofHours(1));
        address = get(slow.listen());
        HttpResponse<InputStream> response = client.send(
                request("/v1/chat/completions", QUESTION.formatted(",\"stream\":true")), BodyHandlers.ofInputStream());
        assertThat(response.body().read()).isEqualTo('d');
        assertThat(slow.openStreams()).isOne();

        response.body().close();

        await().atMost(5, TimeUnit.SECONDS)
                .untilAsserted(() -> assertThat(slow.openStreams()).isZero());
    }

    @Test
    void completions_come_whole_and_as_a_stream() throws Exception {
        JsonObject whole = json(post("/v1/completions", "{\"prompt\":\"a garden shed\"}"));
        List<String> streamed = data(post("/v1/completions", "{\"prompt\":\"a garden shed\",\"stream\":true}")
                .body());

        assertThat(whole.getString("object")).isEqualTo("text_completion");
        String text = whole.getJsonArray("choices").getJsonObject(0).getString("text");
        assertThat(text).contains("\"a garden shed\"");
        assertThat(streamed.stream()
                        .filter(data -> data.startsWith("{"))
                        .map(data -> new JsonObject(data)
                                .getJsonArray("choices")
                                .getJsonObject(0)
                                .getString("text"))
                        .collect(Collectors.joining()))
                .isEqualTo(text);
    }

    @Test
    void equal_texts_have_equal_embeddings_of_length_one() throws Exception {
        JsonArray data = json(post("/v1/embeddings", "{\"input\":[\"rain\",\"sun\",\"rain\"]}"))
                .getJsonArray("data");
        JsonArray rain = data.getJsonObject(0).getJsonArray("embedding");

        assertThat(rain)
                .isEqualTo(data.getJsonObject(2).getJsonArray("embedding"))
                .isNotEqualTo(data.getJsonObject(1).getJsonArray("embedding"));
        assertThat(rain.stream()
                        .mapToDouble(number -> ((Number) number).doubleValue())
                        .map(number -> number * number)
                        .sum())
                .isBetween(0.999, 1.001);
    }

    @Test
    void embeddings_in_base64_hold_the_same_numbers() throws Exception {
        JsonObject numbers = json(post("/v1/embeddings", "{\"input\":\"rain\"}"));
        JsonObject base64 = json(post("/v1/embeddings", "{\"input\":\"rain\",\"encoding_format\":\"base64\"}"));

        byte[] bytes = Base64.getDecoder()
                .decode(base64.getJsonArray("data").getJsonObject(0).getString("embedding"));
        float first = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN).getFloat();
        assertThat(numbers.getJsonArray("data")
                        .getJsonObject(0)
                        .getJsonArray("embedding")
                        .getFloat(0))
                .isEqualTo(first);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "{", "[]", "null", "7", "{\"messages\":3}", "{\"messages\":[1]}", "{\"stream\":\"x\"}"})
    void what_is_no_chat_request_is_refused(String body) throws Exception {
        HttpResponse<String> response = post("/v1/chat/completions", body);

        assertThat(response.statusCode()).isEqualTo(400);
        assertThat(json(response).getJsonObject("error").getString("code")).isEqualTo("invalid_json");
    }

    @Test
    void an_unknown_page_is_404_with_an_error_object() throws Exception {
        assertThat(send("/v2").statusCode()).isEqualTo(404);
        assertThat(json(send("/v2")).getJsonObject("error").getString("code")).isEqualTo("not_found");
    }

    private HttpResponse<String> send(String path) throws Exception {
        return client.send(HttpRequest.newBuilder(address.resolve(path)).build(), BodyHandlers.ofString());
    }

    private HttpResponse<String> post(String path, String body) throws Exception {
        return client.send(request(path, body), BodyHandlers.ofString());
    }

    private HttpRequest request(String path, String body) {
        return HttpRequest.newBuilder(address.resolve(path))
                .timeout(Duration.ofSeconds(10))
                .POST(HttpRequest.BodyPublishers.ofString(body))
                .build();
    }

    private static JsonObject json(HttpResponse<String> response) {
        return new JsonObject(response.body());
    }

    private static String content(JsonObject answer) {
        return answer.getJsonArray("choices")
                .getJsonObject(0)
                .getJsonObject("message")
                .getString("content");
    }

    private static List<String> data(String events) {
        assertThat(events).endsWith("\n\n");
        return events.lines()
                .filter(line -> !line.isEmpty())
                .map(line -> line.substring("data: ".length()))
                .toList();
    }

    private static <T> T get(Future<T> future) throws Exception {
        return future.toCompletionStage().toCompletableFuture().get(10, TimeUnit.SECONDS);
    }
}
