package org.rolemesh.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.rolemesh.bench.BackendProfile;
import org.rolemesh.bench.BenchBackend;
import org.rolemesh.testing.GatewayProcess;
import org.rolemesh.testing.RawHttp;
import org.rolemesh.testing.Scrape;

/** What long prompts leave behind is no memory: the heap does not grow with how much has passed through. */
class HeapGrowthTest {
    private static final Duration SOON = Duration.ofSeconds(30);
    private static final int PROMPTS = 350;
    /** Less than half of what it comes to on Java 25 where nobody limits it. */
    private static final double MOST_BYTES = 70e6;

    private static final String CHAT = "{\"model\":\"planner\",\"messages\":[{\"role\":\"user\",\"content\":\""
            + "long ".repeat(200_000) + "\"}]}";

    @Test
    void the_old_generation_stays_small_under_long_prompts(@TempDir Path folder) throws Exception {
        try (BenchBackend backend =
                        BenchBackend.start("127.0.0.1", 0, new BackendProfile("planner", 4, Duration.ZERO, 4));
                GatewayProcess gateway = start(folder, backend)) {
            URI url = gateway.awaitListening(SOON);
            try (RawHttp client = RawHttp.connect(url)) {
                for (int prompt = 0; prompt < PROMPTS; prompt++) {
                    assertThat(client.post("/v1/chat/completions", CHAT)
                                    .readAnswer(SOON)
                                    .status())
                            .isEqualTo(200);
                }
            }

            assertThat(Scrape.of(url).value("jvm_memory_committed_bytes", "id=Tenured Gen"))
                    .isLessThan(MOST_BYTES);
        }
    }

    /** From an archive and in the heap that the launcher gives it: then the young generation is small. */
    private static GatewayProcess start(Path folder, BenchBackend backend) throws Exception {
        Path config =
                Files.writeString(folder.resolve("models.yaml"), """
                version: 1
                models:
                  planner: {type: proxy, proxy_url: "%s"}
                """.formatted("http://127.0.0.1:" + backend.port()));
        return GatewayProcess.start(
                config,
                Map.of("ROLE_MESH_STATE_DIR", folder.resolve("state").toString(), "JDK_JAVA_OPTIONS", "-Xms16m -Xmx2g"),
                "--port",
                "0");
    }
}
