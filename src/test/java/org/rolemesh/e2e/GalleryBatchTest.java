package org.rolemesh.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.rolemesh.e2e.Invariants.SOON;
import static org.rolemesh.e2e.Invariants.posts;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.concurrent.Semaphore;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.rolemesh.testing.Answers;
import org.rolemesh.testing.FaultBackend;
import org.rolemesh.testing.GatewayUnderTest;
import org.rolemesh.testing.RawHttp;

/** The example that answers files. */
class GalleryBatchTest {
    private static final String REQUEST = Chats.whole("any");

    @RegisterExtension
    final Invariants invariants = new Invariants();

    @TempDir
    private Path batch;

    @TempDir
    private Path routes;

    private FaultBackend writer;

    @BeforeEach
    void start() throws IOException {
        writer = invariants.backend();
        Files.createDirectories(batch.resolve("in"));
        Gallery.edited("batch-folder", routes, text -> text.replace("file:batch/", "file:" + batch + "/")
                .replace("redeliveryDelay: \"10000\"", "redeliveryDelay: \"10\""));
    }

    private GatewayUnderTest gateway() {
        return invariants.gateway(Gallery.config(writer, writer), routes);
    }

    @Test
    void a_file_is_answered_by_a_file() throws Exception {
        gateway();

        put("hello.json", REQUEST);
        put("streamed.json", Chats.stream("any"));

        awaitFile("out/hello.json");
        awaitFile("out/streamed.json");
        assertThat(read("out/hello.json")).contains("chat.completion", "choices");
        assertThat(read("out/streamed.json")).endsWith("data: [DONE]\n\n");
        awaitFile("done/hello.json");
        awaitFile("done/streamed.json");
        assertThat(batch.resolve("in")).isEmptyDirectory();
        assertThat(batch.resolve("working")).isEmptyDirectory();
        assertThat(posts(writer)).hasSize(2).allMatch(request -> request.bodyText()
                .contains(Chats.PROMPT));
    }

    @Test
    void a_file_that_cannot_be_answered_is_kept_with_the_reason() throws Exception {
        gateway();
        writer.behave(Answers.json(400, "{\"error\":{\"message\":\"no such tool\"}}"));

        put("torn.json", "{\"messages\": [");
        put("refused.json", REQUEST);

        awaitFile("failed/torn.json");
        awaitFile("failed/refused.json");
        assertThat(read("failed/torn.json.reason.txt")).startsWith("RequestRejected: ");
        assertThat(read("failed/refused.json.reason.txt")).startsWith("UpstreamRejected: ");
        assertThat(batch.resolve("working")).isEmptyDirectory();
        assertThat(batch.resolve("out")).doesNotExist();
    }

    @Test
    void a_role_that_is_busy_is_asked_again() throws Exception {
        gateway();
        writer.behave(Answers.inTurn(
                Answers.json(429, "{\"error\":{\"message\":\"busy\"}}"),
                Answers.json(429, "{\"error\":{\"message\":\"busy\"}}"),
                Answers.chat()));

        put("patient.json", REQUEST);

        awaitFile("out/patient.json");
        assertThat(posts(writer)).hasSize(3);
    }

    @Test
    void no_file_is_answered_twice_while_the_routes_are_edited() throws Exception {
        Semaphore go = new Semaphore(0);
        writer.behave(Answers.held(go, Answers.chat()));
        Path config = Files.writeString(batch.resolve("models.yaml"), "version: 1\n" + Gallery.config(writer, writer));
        try (GatewayUnderTest gateway = GatewayUnderTest.watching(config, routes)) {
            for (int i = 0; i < 20; i++) {
                put("file-" + i + ".json", REQUEST);
            }
            await().atMost(SOON).until(() -> posts(writer).size() == 1);
            Path file = routes.resolve("batch-folder.camel.yaml");
            Files.writeString(file, Files.readString(file) + "# edited\n");
            awaitGenerations(gateway);
            go.release(100);

            for (int i = 0; i < 20; i++) {
                awaitFile("done/file-" + i + ".json");
            }
        }
        assertThat(posts(writer)).hasSize(20);
        assertThat(batch.resolve("failed")).doesNotExist();
    }

    private static void awaitGenerations(GatewayUnderTest gateway) {
        await().atMost(SOON).until(() -> {
            try (RawHttp client = RawHttp.connect(gateway.url())) {
                return client.get("/metrics").readAnswer(SOON).body().contains("rolemesh_generations 2.0");
            }
        });
    }

    /** Moves it in whole, as the example asks. */
    private void put(String name, String content) throws IOException {
        Path hidden = Files.writeString(batch.resolve("in/." + name), content);
        Files.move(hidden, batch.resolve("in/" + name), StandardCopyOption.ATOMIC_MOVE);
    }

    private void awaitFile(String name) {
        await(name).atMost(SOON).until(() -> Files.exists(batch.resolve(name)));
    }

    private String read(String name) throws IOException {
        return Files.readString(batch.resolve(name));
    }
}
