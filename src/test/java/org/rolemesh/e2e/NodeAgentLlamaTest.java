package org.rolemesh.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.rolemesh.e2e.AgentHost.SOON;
import static org.rolemesh.e2e.AgentHost.get;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import com.openai.client.OpenAIClient;
import com.openai.core.http.StreamResponse;
import com.openai.errors.NotFoundException;
import com.openai.helpers.ChatCompletionAccumulator;
import com.openai.models.chat.completions.ChatCompletion;
import com.openai.models.chat.completions.ChatCompletionChunk;
import com.openai.models.chat.completions.ChatCompletionCreateParams;
import com.openai.models.models.Model;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.assertj.core.api.Assertions;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestReporter;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Isolated;
import org.rolemesh.testing.Figures;
import org.rolemesh.testing.GatewayProcess;
import org.rolemesh.testing.LlamaServer;
import org.rolemesh.testing.RawHttp;
import org.rolemesh.testing.RequiresLlamaServer;

/**
 * A gateway that knows of no backend, and two hosts with real llama-servers that tell it of theirs: one slot that two roles
 * share on the first; one that is always loaded and one that is not on the second.
 */
@RequiresLlamaServer
@Isolated
class NodeAgentLlamaTest {
    /** A beat that comes by itself proves nothing here: within the time of any test there is none. */
    private static final double SELDOM = 9;

    private static final int ROUNDS = 3;

    @TempDir
    private static Path folder;

    private static final ExecutorService CLIENTS = Executors.newCachedThreadPool();
    private static GatewayProcess gateway;
    private static URI url;
    private static AgentHost sharing;
    private static AgentHost steady;

    @BeforeAll
    static void start_gateway_and_agents() throws Exception {
        Path config = Files.writeString(
                Files.createDirectory(folder.resolve("gateway")).resolve("models.yaml"), "version: 1\n");
        gateway = GatewayProcess.start(config, "--port", "0");
        url = gateway.awaitListening(SOON);
        sharing = new AgentHost(folder.resolve("sharing"), "sharing", "21300-21319", url, SELDOM).configure("""
                slots: {cpu0: {device: cpu}}
                roles:
                  planner: {model: tiny-planner.gguf, slots: [cpu0], n_ctx: 1024, preload: true}
                  writer: {model: tiny-writer.gguf, slots: [cpu0], n_ctx: 1024}
                """);
        // The tiny models load in a few milliseconds; clearing the memory of so long a context takes most of a second.
        steady = new AgentHost(folder.resolve("steady"), "steady", "21320-21339", url, SELDOM).configure("""
                slots: {cpu0: {device: cpu}, cpu1: {device: cpu}}
                roles:
                  coder: {model: tiny-writer.gguf, slots: [cpu0], n_ctx: 1024, preload: true, pin: true}
                  slow: {model: tiny-planner.gguf, slots: [cpu1], n_ctx: 2097152}
                  late: {model: tiny-planner.gguf, slots: [cpu1], n_ctx: 4096, parallel: 4}
                """);
        sharing.start();
        steady.start();
        sharing.awaitReady("cpu0", "planner");
        steady.awaitReady("cpu0", "coder");
        Awaitility.await()
                .atMost(SOON)
                .until(() -> state("sharing", "planner").equals("ready")
                        && state("steady", "coder").equals("ready"));
    }

    @AfterAll
    static void leave_nothing_running() {
        CLIENTS.shutdownNow();
        for (AutoCloseable each : new AutoCloseable[] {sharing, steady, gateway}) {
            Assertions.assertThatCode(() -> {
                        if (each != null) {
                            each.close();
                        }
                    })
                    .doesNotThrowAnyException();
        }
    }

    @Test
    void each_role_is_answered_by_the_host_that_has_told_of_it() throws Exception {
        for (Map.Entry<String, String> each :
                Map.of("planner", "sharing", "coder", "steady").entrySet()) {
            for (boolean stream : new boolean[] {false, true}) {
                RawHttp.Answer answer = new ShortChat(each.getKey(), 12, stream).ask(url);

                assertThat(answer.status()).as(answer.body()).isEqualTo(200);
                assertThat(answer.head().first("X-RoleMesh-Upstream")).contains(each.getValue());
                List<JsonNode> documents = ShortChat.documents(answer);
                assertThat(documents)
                        .hasSizeGreaterThanOrEqualTo(stream ? 12 : 1)
                        .allSatisfy(document ->
                                assertThat(document.path("model").asText()).isEqualTo(each.getKey()));
                JsonNode last = documents.get(documents.size() - 1);
                assertThat(last.path("usage").path("completion_tokens").asInt()).isEqualTo(12);
                assertThat(last.path("timings").path("predicted_per_second").asDouble())
                        .isPositive();
                if (stream) {
                    assertThat(answer.body()).endsWith("data: [DONE]\n\n");
                }
            }
        }
    }

    @Test
    void the_gateway_shows_hosts_slots_and_roles() throws Exception {
        assertThat(get(url, "/v1/nodes").path("nodes"))
                .hasSize(2)
                .allSatisfy(node -> assertThat(node.path("status").asText()).isEqualTo("live"));

        JsonNode node = node("steady");
        assertThat(node.path("base_url").asText()).isEqualTo(steady.url().toString());
        assertThat(node.path("inventory")
                        .path("slots")
                        .path(0)
                        .path("process")
                        .path("pid")
                        .asLong())
                .isEqualTo(steady.slot("cpu0").path("process").path("pid").asLong());
        // What an earlier test has set in motion may still be loading.
        awaitUntil(() -> get(url, "/v1/models")
                .path("data")
                .findValuesAsText("id")
                .containsAll(List.of("planner", "writer", "coder", "late", "slow")));
    }

    @Test
    void two_roles_that_share_a_slot_lose_no_request(TestReporter reporter) throws Exception {
        Map<String, String> says = new LinkedHashMap<>();
        for (String role : List.of("planner", "writer")) {
            says.put(role, whatItSays(role));
        }
        assertThat(says.get("planner")).isNotEqualTo(says.get("writer"));
        long before = sharing.launches("planner") + sharing.launches("writer");
        long asked = System.nanoTime();

        int answered = 0;
        for (int round = 0; round < ROUNDS; round++) {
            answered += inOneRound(says);
        }

        long switches = sharing.launches("planner") + sharing.launches("writer") - before;
        Figures.show(
                reporter,
                "two roles that share a slot",
                "%d of %d requests answered by their model, %d switches, %d ms"
                        .formatted(answered, 8 * ROUNDS, switches, millisSince(asked)));
        assertThat(answered).isEqualTo(8 * ROUNDS);
        assertThat(switches).isGreaterThanOrEqualTo(ROUNDS);
    }

    @Test
    void the_first_request_waits_for_its_model(TestReporter reporter) throws Exception {
        long asked = System.nanoTime();
        Future<RawHttp.Answer> streamed =
                CLIENTS.submit(() -> ShortChat.streamed("slow").ask(url));

        RawHttp.Answer whole = ShortChat.whole("slow").ask(url);

        long held = millisSince(asked);
        Figures.show(reporter, "first request to a cold role", held + " ms");
        for (RawHttp.Answer answer : List.of(whole, streamed.get(30, TimeUnit.SECONDS))) {
            assertThat(answer.status()).as(answer.body()).isEqualTo(200);
            assertThat(answer.body()).doesNotContain("error", "Loading model");
            assertThat(ShortChat.text(answer)).isNotEmpty();
        }
        assertThat(steady.launches("slow")).isEqualTo(1);
    }

    @Test
    void P7_twenty_requests_to_an_unloaded_role_start_one_process(TestReporter reporter) throws Exception {
        List<Callable<RawHttp.Answer>> requests = new ArrayList<>();
        for (int n = 0; n < 20; n++) {
            ShortChat chat = new ShortChat("late", 12, n % 2 == 0);
            requests.add(() -> chat.ask(url));
        }
        long asked = System.nanoTime();

        for (Future<RawHttp.Answer> answer : CLIENTS.invokeAll(requests)) {
            assertThat(answer.get().status()).as(answer.get().body()).isEqualTo(200);
        }

        Figures.show(
                reporter,
                "20 requests to an unloaded role",
                "%d process started, all answered in %d ms".formatted(steady.launches("late"), millisSince(asked)));
        assertThat(steady.launches("late")).isEqualTo(1);
    }

    @Test
    void a_killed_process_is_told_of_at_once_and_replaced(TestReporter reporter) throws Exception {
        long pid = steady.awaitReady("cpu0", "coder");
        long killed = System.nanoTime();
        ProcessHandle.of(pid).orElseThrow().destroyForcibly();

        awaitUntil(() -> !state("steady", "coder").equals("ready"));
        long told = millisSince(killed);
        awaitUntil(() -> state("steady", "coder").equals("ready"));
        long back = millisSince(killed);

        Figures.show(
                reporter,
                "killed llama-server",
                "gateway told after %d ms, role back after %d ms".formatted(told, back));
        assertThat(told).isLessThan(1_000);
        assertThat(back).isLessThan(5_000);
        assertThat(steady.slot("cpu0").path("process").path("pid").asLong()).isNotEqualTo(pid);
        assertThat(steady.slot("cpu0").path("last_exit").path("signal").asText())
                .isEqualTo("SIGKILL");
        assertThat(ProcessHandle.of(pid)).as("no zombie").isEmpty();
        assertThat(ShortChat.whole("coder").ask(url).status()).isEqualTo(200);
    }

    @Test
    void the_official_client_works_with_an_agent_alone() {
        OpenAIClient client = OpenAiClients.of(sharing.url(), "test-client-key");
        try {
            assertThat(client.models().list().data())
                    .allSatisfy(Model::validate)
                    .extracting(Model::id)
                    .containsExactlyInAnyOrder("planner", "writer");

            for (String role : List.of("planner", "writer")) {
                ChatCompletionCreateParams request = OpenAiClients.chat(role).toBuilder()
                        .maxCompletionTokens(8)
                        .temperature(0)
                        .build();
                ChatCompletion whole = client.chat().completions().create(request);
                ChatCompletionAccumulator streamed = ChatCompletionAccumulator.create();
                try (StreamResponse<ChatCompletionChunk> events =
                        client.chat().completions().createStreaming(request)) {
                    events.stream().forEach(event -> streamed.accumulate(event.validate()));
                }

                assertThat(whole.validate().model()).isEqualTo(role);
                assertThat(streamed.chatCompletion().choices().get(0).message().content())
                        .isEqualTo(whole.choices().get(0).message().content());
            }
            Assertions.assertThatThrownBy(() -> client.chat().completions().create(OpenAiClients.chat("nobody")))
                    .isInstanceOf(NotFoundException.class);
        } finally {
            client.close();
        }
    }

    /** Four at once, and the next four when all are answered; how many were, by the model that was asked for. */
    /** Every role at once, so that each round has at least one switch. */
    private static int inOneRound(Map<String, String> says) throws Exception {
        List<Callable<String>> requests = new ArrayList<>();
        List<String> expected = new ArrayList<>();
        says.forEach((role, said) -> {
            for (int pair = 0; pair < 2; pair++) {
                requests.add(() -> answeredText(ShortChat.whole(role).ask(url)));
                requests.add(() -> answeredText(ShortChat.streamed(role).ask(url)));
                expected.addAll(List.of(said, said));
            }
        });
        List<String> answers = new ArrayList<>();
        for (Future<String> future : CLIENTS.invokeAll(requests)) {
            answers.add(future.get());
        }
        assertThat(answers).isEqualTo(expected);
        return answers.size();
    }

    private static String answeredText(RawHttp.Answer answer) throws IOException {
        assertThat(answer.status()).as(answer.body()).isEqualTo(200);
        return ShortChat.text(answer);
    }

    /** By a process of its own. */
    private static String whatItSays(String role) throws IOException {
        try (LlamaServer alone = LlamaServer.start(role, "tiny-" + role + ".gguf", 1, "--threads", "1")) {
            return ShortChat.text(ShortChat.whole(role).ask(alone.baseUrl()));
        }
    }

    private static JsonNode node(String id) throws IOException {
        for (JsonNode node : get(url, "/v1/nodes").path("nodes")) {
            if (node.path("node_id").asText().equals(id)) {
                return node;
            }
        }
        return MissingNode.getInstance();
    }

    /** What the gateway knows of a role. */
    private static String state(String node, String role) throws IOException {
        for (JsonNode each : node(node).path("roles")) {
            if (each.path("role").asText().equals(role)) {
                return each.path("state").asText();
            }
        }
        return "unknown";
    }

    private static void awaitUntil(Callable<Boolean> condition) {
        Awaitility.await()
                .atMost(Duration.ofSeconds(10))
                .pollDelay(Duration.ZERO)
                .pollInterval(Duration.ofMillis(5))
                .until(condition);
    }

    private static long millisSince(long nanos) {
        return TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - nanos);
    }
}
