package org.rolemesh.fuzz;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import java.util.Set;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.rolemesh.testing.Answers;
import org.rolemesh.testing.Ending;
import org.rolemesh.testing.FaultBackend;
import org.rolemesh.testing.GatewayProcess;
import org.rolemesh.testing.OpenSockets;
import org.rolemesh.testing.RawHttp;
import org.rolemesh.testing.RawHttp.Answer;
import org.rolemesh.testing.RawHttp.BodyEnd;
import org.rolemesh.testing.ReceivedRequest;
import org.rolemesh.testing.Scrape;

/**
 * Requests and answers that were damaged at random. Whatever comes, no more requests go upstream than well-formed ones
 * came in, each is answered by a status that is known or by a close, and afterwards the gateway is as it was.
 */
@Order(1)
@Timeout(value = 300, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class HttpFuzzTest {
    private static final Path SEEDS = Path.of("src/test/resources/fuzz");
    private static final Duration SOON = Duration.ofSeconds(30);
    private static final Duration AT_REST = Duration.ofSeconds(5);
    /** The JVM's compilers, and the gateway's probes; of a thousand cases each that leaks would be more. */
    private static final int COME_AND_GO = 8;

    private static final String PROMPT = "canary-prompt-7f3a";
    private static final Set<Integer> OF_REQUESTS =
            Set.of(200, 400, 403, 404, 405, 408, 409, 413, 414, 415, 429, 431, 502, 503);
    private static final Set<Integer> OF_ANSWERS = Set.of(200, 502, 503, 504);
    private static final Set<String> TO_UPSTREAM = Set.of(
            "accept",
            "content-length",
            "content-type",
            "host",
            "traceparent",
            "tracestate",
            "user-agent",
            "x-request-id");
    private static final Set<String> TO_CLIENT = Set.of(
            "cache-control",
            "connection",
            "content-length",
            "content-type",
            "retry-after",
            "transfer-encoding",
            "x-accel-buffering",
            "x-request-id",
            "x-rolemesh-alias",
            "x-rolemesh-attempts",
            "x-rolemesh-upstream");

    @TempDir
    private static Path folder;

    private static FaultBackend backend;
    private static GatewayProcess gateway;
    private static URI url;

    private final Corpus requests = Corpus.of(SEEDS.resolve("requests"), ".http");
    private final Corpus answers = Corpus.of(SEEDS.resolve("answers"), ".http");
    /** Well-formed requests whose client left before all were answered: they may still be on their way. */
    private int pending;

    @BeforeAll
    static void start() throws Exception {
        backend = FaultBackend.start();
        Path config = Files.writeString(folder.resolve("models.yaml"), """
                version: 1
                default_model: planner
                probe: {interval_s: 0.5}
                nodes: {allowed_cidrs: [127.0.0.1/32]}
                models:
                  planner:
                    type: proxy
                    proxy_url: "%s"
                    load_timeout_s: 0.1
                    timeouts: {first_byte_s: 2, idle_s: 2}
                """.formatted(backend.baseUrl()));
        gateway = GatewayProcess.start(config, "--port", "0");
        url = gateway.awaitListening(SOON);
    }

    @AfterAll
    static void stop() {
        gateway.close();
        backend.close();
    }

    @Test
    void no_request_and_no_answer_is_too_strange() throws Exception {
        FuzzRun.run("requests", 0.1, this::request);
        FuzzRun.run("answers", 0.1, this::answer);
        assertAtRest();
        int threads = entriesOf("task");
        int descriptors = entriesOf("fd");

        FuzzRun.run("requests", 0.4, this::request);
        FuzzRun.run("answers", 0.4, this::answer);

        assertAtRest();
        Awaitility.await("what there was before").atMost(AT_REST).untilAsserted(() -> {
            assertThat(entriesOf("task")).as("threads").isLessThanOrEqualTo(threads + COME_AND_GO);
            assertThat(entriesOf("fd")).as("descriptors").isLessThanOrEqualTo(descriptors + COME_AND_GO);
        });
    }

    private FuzzRun.Tried request(Random random) {
        byte[] bytes = requests.next(random);
        backend.behave(Answers.chat());
        return tried(bytes, () -> {
            StrictRequests wellFormed = StrictRequests.in(bytes);
            int before = posts();
            try (Wire wire = new Wire(url)) {
                wire.send(bytes);
                assertThat(wire.awaitAnswers(wellFormed.whole(), 3_000))
                        .as("an answer or a close for each of %d in %s", wellFormed.whole(), wire.text())
                        .isTrue();
                wire.endOutput();
                assertThat(wire.awaitClose(3_000)).as("closes").isTrue();
                assertAnswers(wire, wellFormed.heads());
            }
            int upstream = posts() - before;
            assertThat(upstream).as("requests upstream").isLessThanOrEqualTo(wellFormed.forModels() + pending);
            pending = Math.max(0, wellFormed.forModels() - upstream);
            assertUpstreamSane();
        });
    }

    private static void assertAnswers(Wire wire, int heads) {
        List<Integer> statuses = wire.statuses();
        assertThat(OF_REQUESTS).as(wire.text()).containsAll(statuses);
        assertThat(statuses).as(wire.text()).hasSizeLessThanOrEqualTo(heads + 1);
        assertThat(statuses.stream().filter(status -> status == 200))
                .as(wire.text())
                .hasSizeLessThanOrEqualTo(heads);
        if (!statuses.isEmpty()) {
            assertThat(wire.text()).containsIgnoringCase("\r\nX-Request-Id: ");
        }
    }

    private static void assertUpstreamSane() {
        assertThat(backend.counts().malformed()).as("malformed upstream").isZero();
        if (posts() > 0) {
            ReceivedRequest last = backend.lastRequest();
            if (last.method().equals("POST")) {
                assertThat(last.target()).matches("/v1/(chat/completions|completions|embeddings)");
                assertThat(last.headers()).allMatch(header -> TO_UPSTREAM.contains(lower(header.getKey())));
            }
        }
    }

    private FuzzRun.Tried answer(Random random) {
        byte[] bytes = answers.next(random);
        boolean stream = random.nextBoolean();
        backend.behave(x -> x.end(bytes, Ending.CLOSE));
        return tried(bytes, () -> {
            int before = posts();
            try (RawHttp client = RawHttp.connect(url).post("/v1/chat/completions", chat(stream))) {
                assertAnswer(client.readAnswer(Duration.ofSeconds(10)), bytes);
            }
            boolean loads = new String(bytes, ISO_8859_1).contains(" 503");
            assertThat(posts() - before).as("requests upstream").isLessThanOrEqualTo(loads ? 100 : 1);
        });
    }

    private static void assertAnswer(Answer answer, byte[] upstream) {
        String sent = new String(upstream, ISO_8859_1);
        boolean passedOn = answer.status() >= 400 && sent.contains(" " + answer.status());
        assertThat(OF_ANSWERS.contains(answer.status()) || passedOn)
                .as(answer.toString())
                .isTrue();
        assertThat(answer.head().headers())
                .as(answer.toString())
                .allMatch(header -> TO_CLIENT.contains(lower(header.getKey()))
                        || lower(header.getKey()).startsWith("openai-")
                        || lower(header.getKey()).startsWith("x-ratelimit-"));
        if (answer.end() == BodyEnd.CLEAN) {
            boolean events = answer.head().first("Content-Type").orElse("").startsWith("text/event-stream");
            if (events) {
                // Who says how long its answer is may end it without that.
                assertThat(isDelimited(sent) || answer.body().contains("data: [DONE]"))
                        .as(answer.body())
                        .isTrue();
            } else {
                assertThat(isJson(answer.body())).as(answer.body()).isTrue();
            }
        } else {
            assertThat(answer.body()).as("broken off").contains("data: {\"error\":{");
        }
    }

    private static boolean isDelimited(String sent) {
        return lower(sent).contains("content-length:") || lower(sent).contains("transfer-encoding:");
    }

    private static void assertAtRest() throws Exception {
        Awaitility.await("at rest").atMost(AT_REST).untilAsserted(() -> {
            assertThat(scrape().value("rolemesh_requests_in_flight")).isLessThanOrEqualTo(1);
            assertThat(OpenSockets.acceptedAt(url.getPort())).isZero();
        });
        backend.awaitOpen(0, AT_REST);
        try (RawHttp client = RawHttp.connect(url)) {
            assertThat(client.get("/health").readAnswer(Duration.ofSeconds(1)).status())
                    .isEqualTo(200);
        }
        assertThat(gateway.stderr())
                .noneMatch(line -> line.contains(PROMPT))
                .noneMatch(line -> line.contains("Exception") || line.contains(" ERROR "));
    }

    private static Scrape scrape() {
        try (RawHttp client = RawHttp.connect(url)) {
            return new Scrape(
                    client.get("/metrics", "Connection: close").readAnswer(SOON).body());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static int posts() {
        return (int) backend.requests().stream()
                .filter(request -> request.method().equals("POST"))
                .count();
    }

    private static String chat(boolean stream) {
        return "{\"model\":\"planner\",\"stream\":" + stream + ",\"messages\":[{\"role\":\"user\",\"content\":\""
                + PROMPT + "\"}]}";
    }

    private static boolean isJson(String text) {
        try {
            return new ObjectMapper().readTree(text).isObject();
        } catch (JsonProcessingException e) {
            return false;
        }
    }

    private static String lower(String text) {
        return text.toLowerCase(Locale.ROOT);
    }

    private static int entriesOf(String what) throws IOException {
        try (Stream<Path> entries = Files.list(Path.of("/proc", String.valueOf(gateway.pid()), what))) {
            return (int) entries.count();
        }
    }

    private interface Check {
        void run() throws Exception;
    }

    private static FuzzRun.Tried tried(byte[] input, Check check) {
        return new FuzzRun.Tried() {
            @Override
            public byte[] input() {
                return input;
            }

            @Override
            public void check() throws Exception {
                check.run();
            }
        };
    }
}
