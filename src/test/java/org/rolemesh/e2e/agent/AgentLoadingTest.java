package org.rolemesh.e2e.agent;

import static org.assertj.core.api.Assertions.assertThat;
import static org.rolemesh.testing.AgentUnderTest.CHAT;
import static org.rolemesh.testing.AgentUnderTest.code;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
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
import org.rolemesh.testing.RawHttp;
import org.rolemesh.testing.RawHttp.Answer;

/** Roles that are loaded because somebody asks for them: each in a slot of its own. */
@Timeout(value = 120, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class AgentLoadingTest {
    private static final Map<String, String> NEVER_READY = Map.of("hang", "yes");

    @TempDir
    private static Path folder;

    private static AgentUnderTest agent;

    @BeforeAll
    static void start() {
        agent = AgentUnderTest.start(folder, """
                slots: {one: {device: cpu}, two: {device: cpu}, three: {device: cpu}, four: {device: cpu}}
                roles:
                  planner: {model: planner.gguf, slots: [one]}
                  writer: {model: writer.gguf, slots: [two]}
                  coder: {model: coder.gguf, slots: [three], load_timeout_s: 2}
                  critic: {model: planner.gguf, slots: [four]}
                """);
    }

    @AfterAll
    static void stop() throws Exception {
        agent.close();
    }

    @Test
    void P7_twenty_requests_to_an_unloaded_role_start_one_process_and_are_all_answered() {
        int startsBefore = agent.folder().starts().size();
        List<CompletableFuture<Answer>> asked = new ArrayList<>();
        for (int n = 0; n < 20; n++) {
            asked.add(agent.chatLater("planner"));
        }

        assertThat(asked).allSatisfy(each -> {
            Answer answer = each.get(30, TimeUnit.SECONDS);
            assertThat(answer.status()).as(answer.body()).isEqualTo(200);
            assertThat(answer.body()).contains("\"model\":\"planner\"");
        });
        assertThat(agent.folder().starts()).hasSize(startsBefore + 1);
    }

    @Test
    void the_prompt_of_a_client_that_leaves_while_its_role_loads_reaches_no_process() throws Exception {
        agent.behave(NEVER_READY);
        try (RawHttp leaving = agent.connect().post(CHAT, AgentUnderTest.chat("writer", "from one that left"));
                RawHttp waiting = agent.connect().post(CHAT, AgentUnderTest.chat("writer", "from one that stays"))) {
            agent.awaitSlot("two", "loading");
            awaitInFlight(2);

            leaving.reset();

            awaitInFlight(1);
            agent.behaveWell();
            assertThat(waiting.readAnswer(AgentUnderTest.SOON).status()).isEqualTo(200);
        } finally {
            agent.behaveWell();
        }
        assertThat(agent.folder().chats())
                .anyMatch(body -> body.contains("from one that stays"))
                .noneMatch(body -> body.contains("from one that left"));
    }

    @Test
    void a_load_that_nobody_waits_for_any_more_goes_on_and_does_no_harm() throws Exception {
        agent.behave(NEVER_READY);
        try (RawHttp leaving = agent.connect().post(CHAT, AgentUnderTest.chat("critic", "from the only one"))) {
            agent.awaitSlot("four", "loading");
            awaitInFlight(1);

            leaving.reset();

            awaitInFlight(0);
        } finally {
            agent.behaveWell();
        }
        agent.awaitSlot("four", "ready");
        assertThat(agent.chat("critic").status()).isEqualTo(200);
        assertThat(agent.folder().chats()).noneMatch(body -> body.contains("from the only one"));
    }

    @Test
    void P6_a_process_that_is_never_ready_is_killed_and_its_requests_are_told_when_to_come_back() throws Exception {
        agent.behave(NEVER_READY);
        try {
            long asked = System.nanoTime();
            CompletableFuture<Answer> held = agent.chatLater("coder");
            ProcessHandle process = AgentUnderTest.process(agent.awaitSlot("three", "loading"));

            Answer refused = held.get(20, TimeUnit.SECONDS);

            assertThat(refused.status()).isEqualTo(503);
            assertThat(code(refused)).isEqualTo("model_loading");
            assertThat(refused.head().first("Retry-After")).isPresent();
            assertThat(Duration.ofNanos(System.nanoTime() - asked)).isBetween(seconds(2), seconds(5));
            String detail = agent.awaitSlot(
                            "three", "given up", slot -> slot.path("restarts").asInt() == 1)
                    .path("detail")
                    .asText();
            assertThat(detail).isEqualTo("it was not ready in 2 s");
            Awaitility.await().until(() -> !process.isAlive());
        } finally {
            agent.behaveWell();
        }
        assertThat(agent.load("coder").status()).isIn(200, 202);
        agent.awaitSlot("three", "ready");
        assertThat(agent.chat("coder").status()).isEqualTo(200);
    }

    private static void awaitInFlight(int requests) {
        Awaitility.await("requests in flight")
                .pollInterval(Duration.ofMillis(10))
                .until(agent::inFlight, inFlight -> inFlight == requests);
    }

    private static Duration seconds(int seconds) {
        return Duration.ofSeconds(seconds);
    }
}
