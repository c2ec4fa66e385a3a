package org.rolemesh.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.rolemesh.testing.Announced;
import org.rolemesh.testing.Answers;
import org.rolemesh.testing.Behaviour;
import org.rolemesh.testing.Ending;
import org.rolemesh.testing.FakeNode;
import org.rolemesh.testing.FaultBackend;
import org.rolemesh.testing.Faults;
import org.rolemesh.testing.GatewayProcess;
import org.rolemesh.testing.ProcessHoldings;
import org.rolemesh.testing.ProcessUse;
import org.rolemesh.testing.RawHttp;
import org.rolemesh.testing.Scrape;
import org.rolemesh.testing.Streams;

/** What can be seen of a gateway only where it is a process of its own: threads, descriptors, memory, files, words. */
@Timeout(value = 120, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class ProcessInvariantsTest {
    private static final Duration SOON = Duration.ofSeconds(30);
    private static final Duration AT_REST = Duration.ofSeconds(5);
    private static final String CLIENT_KEY = "test-client-key";
    private static final String NODE_KEY = "test-node-key";
    private static final String UPSTREAM_KEY = "test-upstream-key";
    private static final String WITH_KEY = "Authorization: Bearer " + CLIENT_KEY;
    private static final int READERS = 20;
    private static final int MEMORY_MIB = 20;

    @TempDir
    private static Path folder;

    private static FaultBackend backend;
    private static GatewayProcess gateway;
    private static URI url;
    /** Connections of the probes. */
    private static int kept;

    @BeforeAll
    static void start() throws Exception {
        backend = FaultBackend.start();
        Path config = Files.writeString(folder.resolve("models.yaml"), """
                version: 1
                default_model: planner
                probe: {interval_s: 60}
                limits: {header_timeout_s: 1, body_timeout_s: 1, stalled_reader_s: 12}
                auth:
                  client_api_keys: [{name: one, key_env: TEST_CLIENT_KEY}]
                  node_api_keys: [{name: two, key_env: TEST_NODE_KEY}]
                models:
                  planner:
                    type: proxy
                    proxy_url: "%s"
                    api_key_env: TEST_UPSTREAM_KEY
                    timeouts: {first_byte_s: 0.2, idle_s: 0.1}
                """.formatted(backend.baseUrl()));
        gateway = GatewayProcess.start(
                config,
                Map.of(
                        "ROLE_MESH_STATE_DIR",
                        folder.resolve("state").toString(),
                        "TEST_CLIENT_KEY",
                        CLIENT_KEY,
                        "TEST_NODE_KEY",
                        NODE_KEY,
                        "TEST_UPSTREAM_KEY",
                        UPSTREAM_KEY),
                "--port",
                "0");
        url = gateway.awaitListening(SOON);
        Awaitility.await("probed").atMost(SOON).until(() -> get("/v1/models").contains("\"planner\",\"object\""));
        kept = backend.counts().connections();
    }

    @AfterAll
    static void stop() {
        gateway.close();
        backend.close();
    }

    @AfterEach
    void nothing_is_left() throws Exception {
        Invariants.assertAtRest(url, () -> (int) scrape().value("rolemesh_requests_in_flight") - 1);
        backend.awaitOpen(0, AT_REST);
        assertThat(gateway.stderr())
                .noneMatch(line -> line.contains(Chats.PROMPT))
                .noneMatch(line -> line.contains("Exception"))
                .noneMatch(line -> Stream.of(CLIENT_KEY, NODE_KEY, UPSTREAM_KEY).anyMatch(line::contains));
    }

    @Test
    void no_fault_leaves_a_thread_or_a_descriptor_behind() throws Exception {
        everyFault();
        Awaitility.await("kept connections have ended").atMost(AT_REST).untilAsserted(() -> assertThat(
                        backend.counts().connections())
                .as(backend.counts().toString())
                .isLessThanOrEqualTo(kept));
        ProcessHoldings before = ProcessHoldings.of(gateway.pid());

        for (int round = 0; round < 3; round++) {
            everyFault();
        }

        Awaitility.await("back at the baseline").atMost(AT_REST).untilAsserted(() -> {
            ProcessHoldings now = ProcessHoldings.of(gateway.pid());
            assertThat(now.threads()).as("threads").isLessThanOrEqualTo(before.threads());
            assertThat(now.descriptors()).as("descriptors").isLessThanOrEqualTo(before.descriptors());
        });
    }

    @Test
    void C5_L9_twenty_readers_that_never_read_cost_less_than_20_mb_and_are_cut() throws Exception {
        backend.behave(flood());
        stall(READERS / 4);
        long before = ProcessUse.of(gateway.pid()).residentMebibytes();
        int aborted = backend.counts().aborted();
        int requests = backend.counts().requests();
        List<RawHttp> readers = stalled(READERS);
        backend.awaitRequests(requests + READERS, SOON);

        long most = 0;
        while (backend.counts().aborted() < aborted + READERS) {
            most = Math.max(most, ProcessUse.of(gateway.pid()).residentMebibytes());
        }

        assertThat(most - before).as("MiB").isLessThan(MEMORY_MIB);
        closeAll(readers);
    }

    @Test
    void A3_keys_and_prompts_are_nowhere_but_where_they_belong() throws Exception {
        backend.behave(Answers.chat());
        assertThat(ask(Chats.stream("planner"), WITH_KEY).status()).isEqualTo(200);
        assertThat(ask(Chats.stream("planner"), "Authorization: Bearer test-wrong-key")
                        .status())
                .isEqualTo(401);
        assertThat(ask("{\"model\":\"" + Chats.PROMPT + "\"", WITH_KEY).status())
                .isEqualTo(400);
        try (RawHttp client = RawHttp.connect(url)) {
            assertThat(client.post(
                                    "/v1/nodes/register",
                                    FakeNode.registration("box", backend.baseUrl(), Announced.role("coder")),
                                    "X-Api-Key: " + NODE_KEY)
                            .readAnswer(SOON)
                            .status())
                    .isEqualTo(200);
        }
        Path state = folder.resolve("state/nodes.json");
        Awaitility.await("state")
                .atMost(SOON)
                .until(() -> Files.exists(state) && Files.readString(state).contains("box"));

        List<String> shown = new ArrayList<>(gateway.stderr());
        shown.add(scrape().text());
        shown.add(get("/ready?verbose=1") + get("/v1/models") + get("/health"));
        shown.add(Files.readString(Path.of("/proc", "" + gateway.pid(), "cmdline"), StandardCharsets.ISO_8859_1));
        try (Stream<Path> files = Files.walk(folder.resolve("state"))) {
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                shown.add(Files.readString(file, StandardCharsets.ISO_8859_1));
            }
        }
        assertThat(String.join("\n", shown))
                .contains("key=one", "rolemesh_requests", "box")
                .doesNotContain(Chats.PROMPT, CLIENT_KEY, NODE_KEY, UPSTREAM_KEY, "test-wrong-key");
        assertThat(backend.lastRequest().headText()).contains("Bearer " + UPSTREAM_KEY);
    }

    /** One request after the other, so that what is at rest does not depend on how many were at once. */
    private static void everyFault() throws Exception {
        for (Behaviour fault : List.<Behaviour>of(
                Answers.chat(),
                Faults.resetBeforeHeaders(),
                Faults.silentBeforeHeaders(),
                Faults.halfJson(),
                Faults.brokenChunking(),
                Faults.garbage(),
                Faults.unasked101(),
                Faults.html200(),
                Faults.hugeErrorBody(1_000_000),
                Faults.tooMany429(),
                Faults.status(401),
                Streams.diesAfter(2, Ending.RESET),
                Streams.hangsAfter(2))) {
            backend.behave(fault);
            ask(Chats.stream("planner"), WITH_KEY);
            ask(Chats.whole("planner"), WITH_KEY);
            leave();
        }
        ask("{", WITH_KEY);
        ask("[".repeat(100_000), WITH_KEY);
        ask(Chats.whole("planner"), "X-Api-Key: " + NODE_KEY);
        try (RawHttp slowHead = RawHttp.connect(url).send("GET /health HTTP/1.1\r\nX-");
                RawHttp slowBody = RawHttp.connect(url)
                        .send("POST " + Chats.PATH + " HTTP/1.1\r\nHost: g\r\n" + WITH_KEY
                                + "\r\nContent-Type: application/json\r\nContent-Length: 99\r\n\r\n{")) {
            assertThat(slowHead.readAnswer(SOON).status()).isEqualTo(408);
            assertThat(slowBody.readAnswer(SOON).status()).isEqualTo(408);
        }
    }

    /** A client that is gone before the answer is. */
    private static void leave() throws IOException {
        int requests = backend.counts().requests();
        try (RawHttp client = RawHttp.connect(url).post(Chats.PATH, Chats.stream("planner"), WITH_KEY)) {
            backend.awaitRequests(requests + 1, SOON);
            client.reset();
        }
    }

    private static RawHttp.Answer ask(String body, String credential) throws IOException {
        try (RawHttp client = RawHttp.connect(url)) {
            return client.post(Chats.PATH, body, credential).readAnswer(SOON);
        }
    }

    private static String get(String path) throws IOException {
        try (RawHttp client = RawHttp.connect(url)) {
            return client.get(path, WITH_KEY).readAnswer(SOON).body();
        }
    }

    private static Behaviour flood() {
        String event = "data: " + "x".repeat(64 * 1024) + "\n\n";
        return x -> {
            Streams.head(x);
            while (true) {
                x.chunk(event);
            }
        };
    }

    /** Has some of them once, so that what they cost for the first time does not count. */
    private static void stall(int count) throws IOException {
        int aborted = backend.counts().aborted();
        List<RawHttp> readers = stalled(count);
        backend.awaitAborted(aborted + count, SOON);
        closeAll(readers);
    }

    private static List<RawHttp> stalled(int count) throws IOException {
        List<RawHttp> readers = new ArrayList<>();
        for (int n = 0; n < count; n++) {
            RawHttp reader = RawHttp.connect(url).post(Chats.PATH, Chats.stream("planner"), WITH_KEY);
            reader.readHead(SOON);
            readers.add(reader);
        }
        return readers;
    }

    private static void closeAll(List<RawHttp> clients) throws IOException {
        for (RawHttp client : clients) {
            client.close();
        }
    }

    private static Scrape scrape() {
        try (RawHttp http = RawHttp.connect(url)) {
            return new Scrape(http.get("/metrics", WITH_KEY, "Connection: close")
                    .readAnswer(SOON)
                    .body());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
