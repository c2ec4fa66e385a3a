package org.rolemesh.e2e.agent;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.rolemesh.testing.AgentUnderTest;
import org.rolemesh.testing.RawHttp.Answer;

/** Two roles that share one slot. */
@Timeout(value = 120, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class AgentSwitchTest {
    private static final int CLIENTS = 20;
    /** Of each client: half for one role, half for the other. */
    private static final int REQUESTS = 10;

    @TempDir
    private Path folder;

    @Test
    void no_request_is_lost_and_each_is_answered_by_its_model_while_roles_take_turns() throws Exception {
        ExecutorService clients = Executors.newFixedThreadPool(CLIENTS);
        try (AgentUnderTest agent = AgentUnderTest.start(folder, """
                slots: {one: {device: cpu}}
                roles:
                  planner: {model: planner.gguf, slots: [one], preload: true, parallel: 2}
                  writer: {model: writer.gguf, slots: [one], parallel: 2}
                """)) {
            List<CompletableFuture<Void>> asked = new ArrayList<>();
            for (int n = 0; n < CLIENTS; n++) {
                String first = n % 2 == 0 ? "planner" : "writer";
                String then = n % 2 == 0 ? "writer" : "planner";
                asked.add(CompletableFuture.runAsync(() -> ask(agent, first, then), clients));
            }

            CompletableFuture.allOf(asked.toArray(CompletableFuture[]::new)).get(90, TimeUnit.SECONDS);

            assertThat(agent.folder().chats()).hasSize(CLIENTS * REQUESTS);
            assertThat(agent.folder().starts()).hasSizeGreaterThan(1);
            assertThat(agent.slot("one").path("restarts").asInt()).isZero();
        } finally {
            clients.shutdownNow();
        }
    }

    private static void ask(AgentUnderTest agent, String first, String then) {
        for (int n = 0; n < REQUESTS; n++) {
            String role = n < REQUESTS / 2 ? first : then;
            try {
                Answer answer = agent.chat(role);
                assertThat(answer.status()).as(answer.body()).isEqualTo(200);
                assertThat(answer.body()).contains("\"model\":\"" + role + "\"");
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }
}
