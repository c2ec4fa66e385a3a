package org.rolemesh.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.rolemesh.e2e.AgentHost.SOON;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestReporter;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Isolated;
import org.rolemesh.process.ProcessMark;
import org.rolemesh.testing.Figures;
import org.rolemesh.testing.GatewayProcess;
import org.rolemesh.testing.LlamaServer;
import org.rolemesh.testing.RawHttp;
import org.rolemesh.testing.RequiresLlamaServer;

/**
 * An agent that ends in one way or another, and the next one in its place: what becomes of a real llama-server. Each test
 * finds an agent with a loaded role and leaves one.
 */
@RequiresLlamaServer
@Isolated
class NodeAgentRestartTest {
    private static final double HEARTBEAT_SECONDS = 2;
    private static final String AGENT_JSON = "agent.json";

    @TempDir
    private static Path folder;

    private static GatewayProcess gateway;
    private static URI url;
    private static AgentHost host;
    private static int contextSize = 1024;

    private ProcessMark before;

    @BeforeAll
    static void start_gateway_and_agent() throws Exception {
        Path config = Files.writeString(
                Files.createDirectory(folder.resolve("gateway")).resolve("models.yaml"), "version: 1\n");
        gateway = GatewayProcess.start(config, "--port", "0");
        url = gateway.awaitListening(SOON);
        host = new AgentHost(folder.resolve("host"), "host", "21340-21359", url, HEARTBEAT_SECONDS);
        configure();
        host.start();
    }

    @AfterAll
    static void leave_nothing_running() {
        if (host != null) {
            host.close();
        }
        if (gateway != null) {
            gateway.close();
        }
    }

    @BeforeEach
    void a_role_is_loaded() throws Exception {
        before = ProcessMark.of(host.awaitReady("cpu0", "planner")).orElseThrow();
        awaitAnswer();
    }

    @Test
    void P3_an_agent_that_is_killed_during_a_stream_leaves_its_model_loaded(TestReporter reporter) throws Exception {
        try (RawHttp client = RawHttp.connect(url).post(Chats.PATH, endlessStream())) {
            assertThat(client.readHead(SOON).status()).isEqualTo(200);
            assertThat(client.nextEvent(SOON)).isPresent();
            host.agent().kill();
            assertThat(rest(client)).last().asString().contains("\"error\":");
        }
        long started = System.nanoTime();

        host.start().awaitListening(SOON);

        long listening = millisSince(started);
        awaitAnswer();
        long back = millisSince(started);
        assertAdopted();
        Figures.show(
                reporter,
                "killed agent, the next one",
                "listens after %d ms, its role is back %d ms later, same llama-server"
                        .formatted(listening, back - listening));
        assertThat(back - listening).isLessThan((long) (2 * HEARTBEAT_SECONDS * 1000));
    }

    @Test
    void an_agent_that_hands_over_finishes_its_streams_and_leaves_its_model_loaded(TestReporter reporter)
            throws Exception {
        List<String> events;
        try (RawHttp client = RawHttp.connect(url).post(Chats.PATH, longStream())) {
            assertThat(client.readHead(SOON).status()).isEqualTo(200);
            assertThat(client.nextEvent(SOON)).isPresent();
            host.agent().hangUp();
            host.agent().awaitLine(Pattern.compile("draining in_flight=1"), SOON);
            events = rest(client);
        }
        assertThat(events).last().isEqualTo("[DONE]");
        assertThat(host.agent().awaitExit(SOON)).isZero();
        long started = System.nanoTime();

        host.start().awaitListening(SOON);
        awaitAnswer();

        Figures.show(reporter, "agent after SIGHUP", "role back %d ms after its start".formatted(millisSince(started)));
        assertAdopted();
    }

    @Test
    void P3_a_changed_config_replaces_its_process_and_no_other() throws Exception {
        try (LlamaServer foreign = LlamaServer.start("planner", "tiny-planner.gguf", 1, "--threads", "1")) {
            host.agent().kill();
            contextSize *= 2;
            configure();

            host.start();

            long pid = host.awaitReady("cpu0", "planner");
            assertThat(before.isAlive()).isFalse();
            assertThat(pid).isNotEqualTo(before.pid());
            JsonNode process = host.slot("cpu0").path("process");
            assertThat(process.path("n_ctx").asInt()).isEqualTo(contextSize);
            assertThat(process.path("adopted").asBoolean()).isFalse();
            assertThat(foreign.busySlots()).as("the other one answers").isZero();
        }
    }

    @Test
    void P3_a_process_whose_launch_was_not_written_down_is_ended() throws Exception {
        host.agent().kill();
        Files.delete(host.stateFolder().resolve(AGENT_JSON));

        host.start();

        assertThat(host.awaitReady("cpu0", "planner")).isNotEqualTo(before.pid());
        assertThat(before.isAlive()).isFalse();
        assertThat(host.servers()).hasSize(1);
    }

    private void assertAdopted() throws Exception {
        assertThat(host.awaitReady("cpu0", "planner")).isEqualTo(before.pid());
        assertThat(before.isAlive()).isTrue();
        assertThat(host.slot("cpu0").path("process").path("adopted").asBoolean())
                .isTrue();
        assertThat(host.launches("planner")).isZero();
    }

    private static void configure() throws IOException {
        host.configure("""
                slots: {cpu0: {device: cpu}}
                roles:
                  planner:
                    model: tiny-planner.gguf
                    slots: [cpu0]
                    preload: true
                    n_ctx: %d
                    args: ["--context-shift"]
                """.formatted(contextSize));
    }

    /** Until the gateway answers for the role. */
    private static void awaitAnswer() {
        Awaitility.await()
                .atMost(SOON)
                .pollDelay(Duration.ZERO)
                .pollInterval(Duration.ofMillis(20))
                .until(() -> ShortChat.whole("planner").ask(url).status() == 200);
    }

    /** What follows of a stream. */
    private static List<String> rest(RawHttp client) throws IOException {
        List<String> data = new ArrayList<>();
        for (Optional<RawHttp.Event> event = client.nextEvent(SOON);
                event.isPresent();
                event = client.nextEvent(SOON)) {
            data.add(event.get().data());
        }
        return data;
    }

    private static String endlessStream() {
        return new ShortChat("planner", -1, true).body();
    }

    /** Some seconds long. */
    private static String longStream() {
        return new ShortChat("planner", 5_000, true).body();
    }

    private static long millisSince(long nanos) {
        return TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - nanos);
    }
}
