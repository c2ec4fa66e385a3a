package org.rolemesh.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.rolemesh.bench.BackendProfile;
import org.rolemesh.bench.BenchBackend;
import org.rolemesh.testing.GatewayProcess;
import org.rolemesh.testing.Installation;
import org.rolemesh.testing.RawHttp;
import org.rolemesh.testing.Scrape;

/** What long prompts leave behind is no memory: the heap does not grow with how much has passed through. */
class HeapGrowthTest {
    private static final Duration SOON = Duration.ofSeconds(30);
    private static final int PROMPTS = 350;
    /** Less than half of what it comes to with the serial collector of Java 25 where nobody limits it. */
    private static final double MOST_BYTES = 70e6;

    private static final String CHAT = "{\"model\":\"planner\",\"messages\":[{\"role\":\"user\",\"content\":\""
            + "long ".repeat(200_000) + "\"}]}";

    @ParameterizedTest
    @CsvSource({"'', PS Old Gen", "-Xmx48m, PS Old Gen", "-XX:+UseSerialGC, Tenured Gen"})
    void the_old_generation_stays_small_under_long_prompts(
            String jvmOptions, String oldGeneration, @TempDir Path folder) throws Exception {
        try (BenchBackend backend =
                        BenchBackend.start("127.0.0.1", 0, new BackendProfile("planner", 4, Duration.ZERO, 4));
                GatewayProcess gateway = start(folder, backend, jvmOptions)) {
            URI url = gateway.awaitListening(SOON);
            try (RawHttp client = RawHttp.connect(url)) {
                for (int prompt = 0; prompt < PROMPTS; prompt++) {
                    assertThat(client.post("/v1/chat/completions", CHAT)
                                    .readAnswer(SOON)
                                    .status())
                            .isEqualTo(200);
                }
            }

            assertThat(Scrape.of(url).value("jvm_memory_committed_bytes", "id=" + oldGeneration))
                    .isBetween(1e6, MOST_BYTES);
        }
    }

    private static GatewayProcess start(Path folder, BenchBackend backend, String jvmOptions) throws Exception {
        Path config =
                Files.writeString(folder.resolve("models.yaml"), """
                version: 1
                models:
                  planner: {type: proxy, proxy_url: "%s"}
                """.formatted("http://127.0.0.1:" + backend.port()));
        Installation installed = Installation.in(Files.createDirectory(folder.resolve("installed")));
        return GatewayProcess.start(installed, config, jvmOptions);
    }
}
