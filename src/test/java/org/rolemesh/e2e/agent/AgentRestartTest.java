package org.rolemesh.e2e.agent;

import static org.assertj.core.api.Assertions.assertThat;
import static org.rolemesh.testing.AgentUnderTest.CHAT;
import static org.rolemesh.testing.AgentUnderTest.SOON;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.rolemesh.testing.AgentUnderTest;
import org.rolemesh.testing.Answers;
import org.rolemesh.testing.FaultBackend;
import org.rolemesh.testing.RawHttp;
import org.rolemesh.testing.RawHttp.Answer;
import org.rolemesh.testing.RawHttp.BodyEnd;

/** Processes of an agent that die, or say that they are well and do not work: each in a slot of its own. */
@Timeout(value = 120, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class AgentRestartTest {
    private static final Duration AT_ONCE = Duration.ofSeconds(1);

    @TempDir
    private static Path folder;

    private static FaultBackend gateway;
    private static AgentUnderTest agent;

    @BeforeAll
    static void start() {
        gateway = FaultBackend.start(Answers.json(
                200, "{\"status\":\"ok\",\"node_id\":\"box\",\"stale_after_s\":30,\"heartbeat_interval_s\":10}"));
        agent = AgentUnderTest.start(folder, """
                gateways: [{url: "%s"}]
                heartbeat_s: 10
                llama_server: {$SERVER, wedged_after_s: 1}
                slots: {one: {device: cpu}, two: {device: cpu}, three: {device: cpu}}
                roles:
                  planner: {model: planner.gguf, slots: [one]}
                  writer: {model: writer.gguf, slots: [two]}
                  coder: {model: coder.gguf, slots: [three]}
                """.formatted(gateway.baseUrl()));
    }

    @AfterAll
    static void stop() throws Exception {
        agent.close();
        gateway.close();
    }

    @Test
    void P1_a_killed_process_is_noticed_at_once_and_started_again_while_requests_wait() throws Exception {
        assertThat(agent.chat("planner").status()).isEqualTo(200);
        ProcessHandle killed = AgentUnderTest.process(agent.awaitSlot("one", "ready"));
        awaitTold("\"role\":\"planner\"", "\"state\":\"ready\"");

        killed.destroyForcibly();

        Awaitility.await("noticed")
                .atMost(AT_ONCE)
                .pollInterval(Duration.ofMillis(10))
                .until(() -> !agent.slot("one").path("state").asText().equals("ready"));
        Awaitility.await("told")
                .atMost(AT_ONCE)
                .pollInterval(Duration.ofMillis(10))
                .until(() -> lastTold().contains("it is started again after: killed by SIGKILL"));
        assertThat(isZombie(killed.pid())).isFalse();
        Answer held = agent.chat("planner");
        assertThat(held.status()).as(held.body()).isEqualTo(200);
        JsonNode slot = agent.awaitSlot("one", "ready");
        assertThat(slot.path("restarts").asInt()).isEqualTo(1);
        assertThat(slot.path("last_exit").path("signal").asText()).isEqualTo("SIGKILL");
        assertThat(AgentUnderTest.process(slot).pid()).isNotEqualTo(killed.pid());
        awaitTold("\"role\":\"planner\"", "\"state\":\"ready\"");
    }

    @Test
    void a_process_that_has_requests_and_computes_nothing_is_replaced() throws Exception {
        assertThat(agent.chat("writer").status()).isEqualTo(200);
        agent.behave(Map.of("wedge", "yes"));
        try (RawHttp client = agent.connect().post(CHAT, AgentUnderTest.stream("writer", "hello"))) {
            assertThat(client.readHead(SOON).status()).isEqualTo(200);

            JsonNode slot = agent.awaitSlot(
                    "two", "restarted", state -> state.path("restarts").asInt() == 1);

            assertThat(slot.path("detail").asText()).isEqualTo("it had requests and computed nothing for 1 s");
            assertThat(lastEvent(client)).contains("\"error\"").doesNotContain("[DONE]");
            assertThat(client.end()).isNotIn(BodyEnd.CLEAN, BodyEnd.OPEN);
        } finally {
            agent.behaveWell();
        }
        assertThat(agent.chat("writer").status()).isEqualTo(200);
    }

    @Test
    void a_process_that_fails_every_chat_and_says_it_is_well_is_replaced() throws Exception {
        assertThat(agent.chat("coder").status()).isEqualTo(200);
        agent.behave(Map.of("fail_chat", "yes"));
        try {
            for (int n = 0; n < 3; n++) {
                assertThat(agent.chat("coder").status()).isGreaterThanOrEqualTo(500);
            }
            JsonNode slot = agent.awaitSlot(
                    "three", "restarted", state -> state.path("restarts").asInt() == 1);

            assertThat(slot.path("detail").asText()).startsWith("every request to it failed");
        } finally {
            agent.behaveWell();
        }
        CompletableFuture<Answer> held = agent.chatLater("coder");
        assertThat(held.get(20, TimeUnit.SECONDS).status()).isEqualTo(200);
    }

    private static String lastEvent(RawHttp client) throws IOException {
        String last = "";
        for (var event = client.nextEvent(SOON); event.isPresent(); event = client.nextEvent(SOON)) {
            last = event.get().data();
        }
        return last;
    }

    private static void awaitTold(String... words) {
        Awaitility.await("gateway told")
                .atMost(SOON)
                .pollInterval(Duration.ofMillis(20))
                .untilAsserted(() -> assertThat(lastTold()).contains(words));
    }

    private static String lastTold() {
        return new String(gateway.lastRequest().body(), StandardCharsets.UTF_8);
    }

    private static boolean isZombie(long pid) {
        try {
            return Files.readString(Path.of("/proc", Long.toString(pid), "stat"))
                    .contains(") Z ");
        } catch (IOException e) {
            return false;
        }
    }
}
