package org.rolemesh.e2e.agent;

import static org.assertj.core.api.Assertions.assertThat;
import static org.rolemesh.testing.AgentUnderTest.CHAT;
import static org.rolemesh.testing.AgentUnderTest.SOON;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.rolemesh.testing.AgentFolder;
import org.rolemesh.testing.AgentUnderTest;
import org.rolemesh.testing.RawHttp;
import org.rolemesh.testing.RawHttp.BodyEnd;
import org.rolemesh.testing.RawHttp.Event;

/** Processes that are to end. */
@Timeout(value = 120, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class AgentUnloadTest {
    private static final Duration LONGEST_END = Duration.ofSeconds(12);
    private static final String ONE_ROLE = """
            slots: {one: {device: cpu}}
            roles: {planner: {model: planner.gguf, slots: [one], preload: true}}
            """;

    @TempDir
    private Path folder;

    @Test
    void P4_a_stopped_process_that_ignores_sigterm_is_gone_in_twelve_seconds_with_all_that_it_started()
            throws Exception {
        AgentFolder host = AgentFolder.create(folder, Map.of("ignore_term", "yes", "grandchild", "yes"));
        try (AgentUnderTest agent = AgentUnderTest.start(host, ONE_ROLE)) {
            ProcessHandle process = AgentUnderTest.process(agent.awaitSlot("one", "ready"));
            assertThat(host.processes()).hasSize(2);
            stop(process.pid());

            assertThat(agent.unload("planner").status()).isEqualTo(202);

            Awaitility.await("the end of the whole group")
                    .atMost(LONGEST_END)
                    .pollInterval(Duration.ofMillis(50))
                    .until(() -> host.processes().isEmpty());
            assertThat(agent.awaitSlot("one", "empty")
                            .path("last_exit")
                            .path("signal")
                            .asText())
                    .isEqualTo("SIGKILL");
        }
    }

    @Test
    void a_role_is_unloaded_once_its_stream_has_ended_and_loaded_again_by_the_next_request() throws Exception {
        try (AgentUnderTest agent = AgentUnderTest.start(folder, ONE_ROLE)) {
            agent.awaitSlot("one", "ready");
            agent.behave(Map.of("wedge", "yes"));
            try (RawHttp client = agent.connect().post(CHAT, AgentUnderTest.stream("planner", "hello"))) {
                assertThat(client.readHead(SOON).status()).isEqualTo(200);
                assertThat(client.nextEvent(SOON)).isPresent();

                assertThat(agent.unload("planner").status()).isEqualTo(202);
                assertThat(agent.slot("one").path("state").asText()).isEqualTo("yielding");
                var held = agent.chatLater("planner");
                agent.behaveWell();

                assertThat(rest(client)).matches(Event::isDone);
                assertThat(client.end()).isEqualTo(BodyEnd.CLEAN);
                assertThat(held.join().status()).isEqualTo(200);
            }
            assertThat(agent.folder().starts()).hasSize(2);
            assertThat(agent.slot("one").path("restarts").asInt()).isZero();
            assertThat(agent.unload("planner").status()).isEqualTo(202);
            agent.awaitSlot("one", "empty");
            assertThat(agent.unload("planner").status()).isEqualTo(200);
        }
    }

    private static Event rest(RawHttp client) throws Exception {
        Event last = null;
        for (var next = client.nextEvent(SOON); next.isPresent(); next = client.nextEvent(SOON)) {
            last = next.get();
        }
        return last;
    }

    private static void stop(long pid) throws Exception {
        Process kill = new ProcessBuilder("/bin/kill", "-STOP", Long.toString(pid)).start();
        assertThat(kill.waitFor()).isZero();
    }
}
