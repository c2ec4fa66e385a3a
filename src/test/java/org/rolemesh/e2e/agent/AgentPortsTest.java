package org.rolemesh.e2e.agent;

import static org.assertj.core.api.Assertions.assertThat;
import static org.rolemesh.testing.AgentUnderTest.SOON;

import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.rolemesh.testing.AgentFolder;
import org.rolemesh.testing.AgentUnderTest;
import org.rolemesh.testing.RawHttp.Answer;
import org.rolemesh.testing.ShellScript;

/** Ports of llama-servers on which another program answers 200 to whatever it is asked. */
@Timeout(value = 120, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class AgentPortsTest {
    @TempDir
    private Path folder;

    private final List<String> askedOfStranger = new CopyOnWriteArrayList<>();

    @Test
    void P5_a_port_that_another_program_has_is_left_out() throws Exception {
        AgentFolder host = AgentFolder.create(folder, Map.of());
        HttpServer stranger = stranger(host.firstPort());
        try (AgentUnderTest agent = AgentUnderTest.start(host, """
                slots: {one: {device: cpu}}
                roles: {planner: {model: planner.gguf, slots: [one]}}
                """)) {
            assertThat(agent.chat("planner").status()).isEqualTo(200);

            assertThat(agent.slot("one").path("process").path("port").asInt()).isEqualTo(host.firstPort() + 1);
            assertThat(agent.slot("one").path("restarts").asInt()).isZero();
            assertThat(askedOfStranger).isEmpty();
            stranger.stop(0);
        }
    }

    @Test
    void P5_a_program_that_takes_the_port_before_the_process_gets_no_prompt() throws Exception {
        AgentFolder host = AgentFolder.create(folder, Map.of());
        Path late = lateAtFirst(host);
        try (AgentUnderTest agent =
                AgentUnderTest.start(host, """
                llama_server: {path: "%s", port_range: %d-%d}
                slots: {one: {device: cpu}}
                roles: {planner: {model: planner.gguf, slots: [one]}}
                """.formatted(late, host.firstPort(), host.firstPort() + 1))) {
            CompletableFuture<Answer> held = agent.chatLater("planner");
            Awaitility.await("the first start").atMost(SOON).until(() -> Files.exists(folder.resolve("late.once")));
            HttpServer stranger = stranger(host.firstPort());

            Answer answer = held.get(30, TimeUnit.SECONDS);

            assertThat(answer.status()).as(answer.body()).isEqualTo(200);
            assertThat(answer.body()).doesNotContain("stranger");
            assertThat(agent.slot("one").path("restarts").asInt()).isEqualTo(1);
            assertThat(agent.slot("one").path("process").path("port").asInt()).isEqualTo(host.firstPort() + 1);
            assertThat(askedOfStranger).isNotEmpty().allMatch(line -> line.matches("GET /(health|props) without key"));
            stranger.stop(0);
        }
    }

    /** A program that at its first start never comes to open its port. */
    private Path lateAtFirst(AgentFolder host) {
        return ShellScript.write(folder.resolve("late"), """
                if [ ! -e "$0.once" ]; then touch "$0.once"; while :; do sleep 1; done; fi
                exec '%s' "$@"
                """.formatted(host.program()));
    }

    private HttpServer stranger(int port) throws IOException {
        HttpServer server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 16);
        server.createContext("/", exchange -> {
            boolean key = exchange.getRequestHeaders().containsKey("Authorization");
            askedOfStranger.add(exchange.getRequestMethod() + " " + exchange.getRequestURI()
                    + (key ? " with a key" : " without key"));
            byte[] body = "{\"status\":\"ok\",\"from\":\"stranger\"}".getBytes(StandardCharsets.UTF_8);
            exchange.sendResponseHeaders(200, body.length);
            exchange.getResponseBody().write(body);
            exchange.close();
        });
        server.start();
        return server;
    }
}
