package org.rolemesh.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Semaphore;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.rolemesh.testing.Answers;
import org.rolemesh.testing.FaultBackend;
import org.rolemesh.testing.GatewayUnderTest;
import org.rolemesh.testing.RawHttp;
import org.rolemesh.testing.Streams;

/** Files that are edited while a gateway runs. */
class ReloadTest {
    private static final Duration SOON = Duration.ofSeconds(10);
    private static final String CHAT = "{\"model\":\"%s\",\"messages\":[{\"role\":\"user\",\"content\":\"hi\"}]}";

    private static final String STREAM =
            "{\"model\":\"planner\",\"messages\":[{\"role\":\"user\",\"content\":\"hi\"}],\"stream\":true}";

    @RegisterExtension
    final Invariants world = new Invariants();

    @TempDir
    private Path folder;

    private FaultBackend planner;
    private FaultBackend writer;
    private GatewayUnderTest gateway;

    @BeforeEach
    void start() throws Exception {
        planner = world.backend(Answers.json(200, "{\"choices\":[],\"id\":\"from-planner\"}"));
        writer = world.backend(Answers.json(200, "{\"choices\":[],\"id\":\"from-writer\"}"));
        config("planner", "writer");
        Files.createDirectories(folder.resolve("routes"));
        gateway = world.gateway(folder.resolve("models.yaml"), folder.resolve("routes"));
        gateway.awaitListed("planner", true);
        gateway.awaitListed("writer", true);
    }

    @Test
    void an_edited_topology_takes_effect_by_itself() throws Exception {
        assertThat(chat("planner")).contains("from-planner");

        topology("writer");

        await().atMost(SOON).untilAsserted(() -> assertThat(chat("planner")).contains("from-writer"));
        topology("${variable.alias}");
        await().atMost(SOON).untilAsserted(() -> assertThat(chat("planner")).contains("from-planner"));
    }

    @Test
    void an_added_alias_is_there_and_a_removed_one_is_not() throws Exception {
        config("planner", "reviewer");

        gateway.awaitListed("reviewer", true);
        assertThat(chat("reviewer")).contains("from-writer");
        await().atMost(SOON).untilAsserted(() -> assertThat(chat("writer")).contains("model_not_found"));
        assertThat(chat("planner")).contains("from-planner");
    }

    @Test
    void D3_a_broken_file_changes_nothing_and_is_reported_with_its_line() throws Exception {
        Files.writeString(topologyFile(), "- route:\n    id: route-by-alias\n    frm: {}\n");

        await().atMost(SOON).untilAsserted(() -> assertThat(ready()).contains("\"status\":\"not_in_effect\""));
        assertThat(ready())
                .contains("\"file\":\"mine.camel.yaml\"", "\"line\":")
                .doesNotContain(folder.toString());
        assertThat(chat("planner")).contains("from-planner");
        assertThat(reload())
                .contains("422", "reload_failed", "mine.camel.yaml:")
                .doesNotContain(folder.toString());
        assertThat(metrics()).contains("rolemesh_files_in_effect 0.0", "rolemesh_reloads_total{outcome=\"failed\"}");

        topology("writer");

        await().atMost(SOON).untilAsserted(() -> assertThat(ready()).contains("\"status\":\"in_effect\""));
        assertThat(chat("planner")).contains("from-writer");
        assertThat(metrics()).contains("rolemesh_files_in_effect 1.0", "rolemesh_reloads_total{outcome=\"done\"} 1.0");
    }

    @Test
    void D3_a_fault_that_comes_back_after_it_was_mended_is_reported_again() throws Exception {
        for (String mended : List.of("writer", "planner")) {
            Files.writeString(topologyFile(), "- route:\n    id: route-by-alias\n    frm: {}\n");
            await().atMost(SOON).untilAsserted(() -> assertThat(ready()).contains("\"status\":\"not_in_effect\""));

            topology(mended);
            await().atMost(SOON).untilAsserted(() -> assertThat(ready()).contains("\"status\":\"in_effect\""));
        }

        assertThat(metrics())
                .contains(
                        "rolemesh_reloads_total{outcome=\"failed\"} 2.0",
                        "rolemesh_reloads_total{outcome=\"done\"} 2.0");
    }

    @Test
    void every_fault_that_only_a_request_would_show_is_reported_before_it() throws Exception {
        topology("plannr?tmeout=3s");

        assertThat(reload())
                .contains(
                        "422",
                        "no alias is called 'plannr'; did you mean 'planner'?",
                        "upstream has no option 'tmeout'")
                .doesNotContain(folder.toString());
        assertThat(chat("planner")).contains("from-planner");
    }

    @Test
    void D3_a_stream_ends_by_the_routes_that_it_began_with_and_they_with_it() throws Exception {
        Semaphore permits = new Semaphore(1);
        planner.behave(Streams.gated(3, permits));
        try (RawHttp stream = RawHttp.connect(gateway.url()).post("/v1/chat/completions", STREAM)) {
            assertThat(stream.readHead(SOON).status()).isEqualTo(200);
            assertThat(stream.nextEvent(SOON)).isPresent();

            topology("writer");
            await().atMost(SOON).untilAsserted(() -> assertThat(metrics()).contains("rolemesh_generations 2.0"));
            assertThat(chat("planner")).contains("from-writer");
            permits.release(10);

            await().atMost(SOON)
                    .until(() -> stream.nextEvent(SOON).orElseThrow().data().contains("[DONE]"));
            await().atMost(SOON).untilAsserted(() -> assertThat(metrics()).contains("rolemesh_generations 1.0"));
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "to: { uri: \"seda:notes?waitForTaskToComplete=Never\" }",
                "wireTap: { uri: \"direct:notes\", executorService: \"one\" }"
            })
    void what_waits_in_a_queue_of_the_old_routes_is_done_by_them(String handOver) throws Exception {
        Semaphore go = new Semaphore(0);
        FaultBackend notes = writer.on("/notes", Answers.held(go, Answers.json(200, "{}")));
        String from = handOver.startsWith("to") ? "seda:notes" : "direct:notes";
        Files.writeString(topologyFile(), """
                - beans:
                    - name: one
                      type: java.util.concurrent.Executors
                      factoryMethod: newSingleThreadExecutor
                - route:
                    id: route-by-alias
                    errorHandler: {noErrorHandler: {}}
                    from:
                      uri: direct:route-by-alias
                      steps:
                        - %s
                        - to: {uri: "upstream:planner"}
                - route:
                    id: notes
                    from:
                      uri: %s
                      steps:
                        - to: {uri: "%s/notes"}
                """.formatted(handOver, from, notes.baseUrl()));
        await().atMost(SOON).untilAsserted(() -> assertThat(metrics()).contains("outcome=\"done\"} 1.0"));
        for (int i = 0; i < 3; i++) {
            chat("planner");
        }
        notes.awaitOpen(1, SOON);

        topology("writer");
        await().atMost(SOON).untilAsserted(() -> assertThat(metrics()).contains("rolemesh_generations 2.0"));
        go.release(3);

        await().atMost(SOON).untilAsserted(() -> assertThat(metrics()).contains("rolemesh_generations 1.0"));
        assertThat(notes.requests())
                .filteredOn(request -> request.target().equals("/notes"))
                .hasSize(3);
    }

    @Test
    void D4_a_key_that_is_taken_away_is_refused_within_a_second() throws Exception {
        config("planner", "writer", "auth: {client_api_keys: [test-key-a, test-key-b], admin_api_keys: [test-admin]}");
        await().atMost(SOON).untilAsserted(() -> assertThat(chat("planner")).contains("invalid_api_key"));
        assertThat(chat("planner", "test-key-b")).contains("from-planner");

        long removed = System.nanoTime();
        config("planner", "writer", "auth: {client_api_keys: [test-key-a], admin_api_keys: [test-admin]}");

        await().pollInterval(Duration.ofMillis(10))
                .atMost(SOON)
                .untilAsserted(() -> assertThat(chat("planner", "test-key-b")).contains("invalid_api_key"));
        assertThat(Duration.ofNanos(System.nanoTime() - removed)).isLessThan(Duration.ofSeconds(1));
        assertThat(chat("planner", "test-key-a")).contains("from-planner");
    }

    @Test
    void D3_a_broken_config_changes_nothing() throws Exception {
        Files.writeString(folder.resolve("models.yaml"), "version: 1\nmodel: {}\n");

        await().atMost(SOON).untilAsserted(() -> assertThat(ready()).contains("\"file\":\"models.yaml\""));
        assertThat(chat("writer")).contains("from-writer");

        config("planner", "writer");

        await().atMost(SOON).untilAsserted(() -> assertThat(ready()).contains("\"status\":\"in_effect\""));
    }

    @Test
    void a_reload_on_demand_says_what_has_changed() throws Exception {
        assertThat(reload()).contains("\"status\":\"unchanged\"");
        // The watch may be faster than the request: what counts is that it was told once.
        config("planner", "reviewer");

        String answer = reload();

        assertThat(answer)
                .containsAnyOf("\"added\":[\"reviewer\"],\"removed\":[\"writer\"]", "\"status\":\"unchanged\"");
        assertThat(chat("reviewer")).contains("from-writer");
    }

    private Path topologyFile() {
        return folder.resolve("routes/mine.camel.yaml");
    }

    private void topology(String upstream) throws Exception {
        Files.writeString(topologyFile(), """
                - route:
                    id: route-by-alias
                    errorHandler: {noErrorHandler: {}}
                    from:
                      uri: direct:route-by-alias
                      steps:
                        - toD: {uri: "upstream:%s"}
                """.formatted(upstream));
    }

    private void config(String first, String second) throws Exception {
        config(first, second, "auth: {}");
    }

    private void config(String first, String second, String auth) throws Exception {
        Files.writeString(folder.resolve("models.yaml"), """
                version: 1
                default_model: %s
                probe: {interval_s: 0.25}
                %s
                models:
                  %s: {type: proxy, proxy_url: "%s"}
                  %s: {type: proxy, proxy_url: "%s"}
                """.formatted(
                        first, auth, first, planner.baseUrl(), second, writer.baseUrl()));
    }

    private String chat(String model) throws Exception {
        try (RawHttp http = RawHttp.connect(gateway.url())) {
            return http.post("/v1/chat/completions", CHAT.formatted(model))
                    .readAnswer(SOON)
                    .body();
        }
    }

    private String chat(String model, String key) throws Exception {
        try (RawHttp http = RawHttp.connect(gateway.url())) {
            return http.post("/v1/chat/completions", CHAT.formatted(model), "Authorization: Bearer " + key)
                    .readAnswer(SOON)
                    .body();
        }
    }

    private String metrics() throws Exception {
        try (RawHttp http = RawHttp.connect(gateway.url())) {
            return http.get("/metrics").readAnswer(SOON).body();
        }
    }

    private String ready() throws Exception {
        try (RawHttp http = RawHttp.connect(gateway.url())) {
            return http.get("/ready?verbose=1").readAnswer(SOON).body();
        }
    }

    private String reload() throws Exception {
        try (RawHttp http = RawHttp.connect(gateway.url())) {
            RawHttp.Answer answer = http.post("/v1/admin/reload", "").readAnswer(SOON);
            return answer.status() + " " + answer.body();
        }
    }
}
