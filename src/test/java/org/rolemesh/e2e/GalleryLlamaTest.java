package org.rolemesh.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.rolemesh.testing.GatewayUnderTest;
import org.rolemesh.testing.LlamaServer;
import org.rolemesh.testing.RawHttp;
import org.rolemesh.testing.RawHttp.Answer;
import org.rolemesh.testing.RequiresLlamaServer;

/** Every example there is, in front of two real llama-servers. */
@RequiresLlamaServer
class GalleryLlamaTest {
    private static final Duration SOON = Duration.ofSeconds(20);
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String CHAT =
            "{\"model\":\"%s\",\"messages\":[{\"role\":\"user\",\"content\":\"Tell me of the sea.\"}],"
                    + "\"max_tokens\":8,\"ignore_eos\":true,\"stream\":%s,\"stream_options\":%s}";

    private static LlamaServer planner;
    private static LlamaServer writer;

    @TempDir
    private Path routes;

    @TempDir
    private Path folder;

    @BeforeAll
    static void start_servers() {
        planner = LlamaServer.start("planner", "tiny-planner.gguf", 2);
        writer = LlamaServer.start("writer", "tiny-writer.gguf", 2);
    }

    @AfterAll
    static void stop_servers() {
        for (LlamaServer server : new LlamaServer[] {planner, writer}) {
            if (server != null) {
                server.close();
            }
        }
    }

    static List<String> examples() {
        return Gallery.names();
    }

    @ParameterizedTest
    @MethodSource("examples")
    void an_example_answers(String example) throws Exception {
        try (GatewayUnderTest gateway = gateway(example)) {
            for (String role : List.of("planner", "writer")) {
                Answer whole = ask(gateway, CHAT.formatted(role, false, "{}"));
                JsonNode answer = JSON.readTree(whole.body());
                assertThat(whole.status()).as(whole.body()).isEqualTo(200);
                assertThat(answer.at("/choices/0/message/content").asText()).isNotBlank();
                assertThat(answer.at("/usage/completion_tokens").asInt()).isEqualTo(8);

                Answer streamed = ask(gateway, CHAT.formatted(role, true, "{\"include_usage\":true}"));
                assertThat(streamed.status()).as(streamed.body()).isEqualTo(200);
                assertThat(streamed.body())
                        .contains("\"delta\":{\"content\":", "\"completion_tokens\":8")
                        .endsWith("data: [DONE]\n\n");
                assertThat(streamed.end()).isEqualTo(RawHttp.BodyEnd.CLEAN);
            }
        }
    }

    @Test
    void a_file_is_answered_by_a_file() throws Exception {
        Files.createDirectories(folder.resolve("batch/in"));
        try (GatewayUnderTest ignored = gateway("batch-folder")) {
            Path hidden = Files.writeString(folder.resolve("batch/in/.sea"), CHAT.formatted("any", false, "{}"));
            Files.move(hidden, folder.resolve("batch/in/sea.json"), StandardCopyOption.ATOMIC_MOVE);
            Path answer = folder.resolve("batch/out/sea.json");

            await().atMost(SOON).until(() -> Files.exists(answer));

            JsonNode json = JSON.readTree(Files.readString(answer));
            assertThat(json.path("model").asText()).isEqualTo("writer");
            assertThat(json.at("/choices/0/message/content").asText()).isNotBlank();
        }
    }

    @Test
    void a_prompt_that_llama_server_finds_too_long_goes_on() throws Exception {
        String prompt = "word ".repeat(3_000);
        try (GatewayUnderTest gateway = gateway("long-context")) {
            Answer answer = ask(gateway, CHAT.formatted("planner", false, "{}").replace("Tell me of the sea.", prompt));

            // The role for long prompts is as short here: that it was asked is all there is to see.
            assertThat(answer.status()).isEqualTo(400);
            assertThat(answer.body()).contains("exceed_context_size_error");
            assertThat(answer.head().first("X-RoleMesh-Upstream")).contains("long-context");
        }
    }

    @Test
    void account_is_kept_of_what_llama_server_counts() throws Exception {
        try (GatewayUnderTest gateway = gateway("audit")) {
            ask(gateway, CHAT.formatted("planner", false, "{}"));
            Path lines = folder.resolve("audit");

            await().atMost(SOON)
                    .until(() ->
                            Files.isDirectory(lines) && !Gallery.list(lines).isEmpty());

            JsonNode line = JSON.readTree(Files.readString(Gallery.list(lines).get(0)));
            assertThat(line.path("output_tokens").asInt()).isEqualTo(8);
            assertThat(line.path("answered").asBoolean()).isTrue();
        }
    }

    /** With every role that an example has beside planner and writer, and with its folders in a temporary one. */
    private GatewayUnderTest gateway(String example) throws Exception {
        Gallery.copied(example, routes, text -> text.replace("uri: file:", "uri: file:" + folder + "/"));
        return GatewayUnderTest.start(
                """
                default_model: planner
                models:
                  planner: {type: proxy, proxy_url: "%s"}
                  writer: {type: proxy, proxy_url: "%s"}
                """.formatted(planner.baseUrl(), writer.baseUrl())
                        + Gallery.role("small", writer.baseUrl()) + "\n"
                        + Gallery.role("long-context", writer.baseUrl()),
                Map.of(),
                routes);
    }

    private static Answer ask(GatewayUnderTest gateway, String chat) throws Exception {
        try (RawHttp client = RawHttp.connect(gateway.url())) {
            return client.post(Chats.PATH, chat).readAnswer(SOON);
        }
    }
}
