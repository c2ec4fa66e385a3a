package org.rolemesh.docs;

import static org.rolemesh.testing.AgentUnderTest.CHAT;
import static org.rolemesh.testing.AgentUnderTest.chat;
import static org.rolemesh.testing.AgentUnderTest.stream;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.Semaphore;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.rolemesh.testing.AgentUnderTest;
import org.rolemesh.testing.Answers;
import org.rolemesh.testing.Ending;
import org.rolemesh.testing.FaultBackend;
import org.rolemesh.testing.Faults;
import org.rolemesh.testing.GatewayUnderTest;
import org.rolemesh.testing.RawHttp;
import org.rolemesh.testing.Scrape;
import org.rolemesh.testing.Streams;

/** What a gateway and an agent export after everything has happened to them that is counted. */
record Exported(Scrape gateway, Scrape agent) {
    private static final Duration SOON = Duration.ofSeconds(20);
    private static final String INVENTORY = """
            {"node_id":"box","base_url":"http://127.0.0.1:9","roles":["coder"],
             "inventory":{"gpus":[{"index":0,"memory_total_mib":24576,"memory_used_mib":6021,"utilization_pct":3,
                                   "temperature_c":41}],
                          "slots":[{"name":"gpu0","state":"ready","restarts":1,
                                    "process":{"slots_busy":0,"requests_deferred":0}}]}}""";

    /** Runs both in this folder. */
    static Exported in(Path folder) throws Exception {
        return new Exported(gateway(folder), agent(folder.resolve("agent")));
    }

    /** Every name that a query can have. */
    Set<String> names() {
        Set<String> names = new TreeSet<>(gateway.names());
        names.addAll(agent.names());
        return names;
    }

    private static Scrape gateway(Path folder) throws Exception {
        Semaphore permits = new Semaphore(0);
        Path config = folder.resolve("models.yaml");
        Files.createDirectories(folder.resolve("routes"));
        try (FaultBackend well = FaultBackend.start();
                FaultBackend busy = FaultBackend.start(Faults.tooMany429());
                FaultBackend loading = FaultBackend.start(Answers.inTurn(Faults.loading503(), Answers.chat()));
                FaultBackend slow = FaultBackend.start(Answers.held(permits, Answers.chat()));
                FaultBackend dying = FaultBackend.start(Streams.diesAfter(1, Ending.CLOSE))) {
            Files.writeString(config, """
                    version: 1
                    default_model: planner
                    probe: {interval_s: 0.25}
                    models:
                      planner: {type: proxy, proxy_urls: ["%s", "%s"]}
                      loads: {type: proxy, proxy_url: "%s"}
                      waits: {type: proxy, proxy_url: "%s", max_in_flight: 1}
                      dies: {type: proxy, proxy_url: "%s"}
                    """.formatted(
                            busy.baseUrl(), well.baseUrl(), loading.baseUrl(), slow.baseUrl(), dying.baseUrl()));
            try (GatewayUnderTest gateway = GatewayUnderTest.watching(config, folder.resolve("routes"))) {
                List.of("planner", "loads", "waits", "dies").forEach(model -> gateway.awaitListed(model, true));
                ask(gateway, "/v1/nodes/register", INVENTORY);
                ask(gateway, CHAT, chat("planner", "hello"));
                ask(gateway, CHAT, streamWithUsage());
                ask(gateway, CHAT, chat("loads", "hello"));
                ask(gateway, CHAT, stream("dies", "hello"));
                waitAndLeave(gateway, slow, permits);
                System.gc();
                return settled(gateway);
            }
        }
    }

    private static void waitAndLeave(GatewayUnderTest gateway, FaultBackend slow, Semaphore permits)
            throws IOException {
        try (RawHttp leaves = RawHttp.connect(gateway.url()).post(CHAT, chat("waits", "hello"));
                RawHttp waits = RawHttp.connect(gateway.url())) {
            slow.awaitOpen(1, SOON);
            waits.post(CHAT, chat("waits", "hello"));
            Awaitility.await().atMost(SOON).until(() -> Scrape.of(gateway.url()).value("rolemesh_queue_length") == 1);
            leaves.close();
            slow.awaitAborted(1, SOON);
            permits.release(2);
            waits.readAnswer(SOON);
        }
    }

    /** A client may have its answer before the gateway has counted it. */
    private static Scrape settled(GatewayUnderTest gateway) {
        return Awaitility.await()
                .atMost(SOON)
                .until(
                        () -> Scrape.of(gateway.url()),
                        scrape -> scrape.value("rolemesh_requests_total", "alias=waits") == 2
                                && scrape.value("rolemesh_requests_total", "alias=dies") == 1
                                && scrape.has("jvm_gc_pause_seconds_count")
                                && scrape.has("rolemesh_cancel_release_seconds_count")
                                && scrape.has("rolemesh_queue_wait_seconds_count", "reason=place"));
    }

    private static Scrape agent(Path folder) throws Exception {
        Files.createDirectories(folder);
        try (AgentUnderTest agent = AgentUnderTest.start(folder, """
                gateways: [{url: "http://127.0.0.1:9"}]
                slots: {one: {device: cpu}}
                roles: {planner: {model: planner.gguf, slots: [one]}}
                """)) {
            agent.chat("planner");
            return Awaitility.await()
                    .atMost(SOON)
                    .until(
                            () -> Scrape.of(agent.url()),
                            scrape -> scrape.has("rolemesh_requests_total", "alias=planner")
                                    && scrape.has("rolemesh_slot_requests_deferred"));
        }
    }

    private static String streamWithUsage() {
        return "{\"stream_options\":{\"include_usage\":true},"
                + stream("planner", "hello").substring(1);
    }

    private static void ask(GatewayUnderTest gateway, String path, String body) throws IOException {
        try (RawHttp http = RawHttp.connect(gateway.url())) {
            http.post(path, body).readAnswer(SOON);
        }
    }

    /** Both, one after the other. */
    Stream<Scrape> scrapes() {
        return Stream.of(gateway, agent);
    }
}
