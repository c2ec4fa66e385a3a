package org.rolemesh.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.URI;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.rolemesh.testing.AgentUnderTest;
import org.rolemesh.testing.Announced;
import org.rolemesh.testing.FakeNode;
import org.rolemesh.testing.FaultBackend;
import org.rolemesh.testing.GatewayUnderTest;
import org.rolemesh.testing.ProxyProcess;

/** The commands that ask a gateway, at one with an agent, a host of someone's own and a fixed backend. */
@Timeout(value = 120, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class RemoteCommandsTest {
    private static final ObjectMapper JSON = new ObjectMapper();

    @TempDir
    private static Path folder;

    private static FaultBackend backend;
    private static GatewayUnderTest gateway;
    private static AgentUnderTest agent;

    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();

    @BeforeAll
    static void start() {
        backend = FaultBackend.start();
        gateway = GatewayUnderTest.start("""
                default_model: fixed
                models:
                  fixed: {type: proxy, proxy_url: "%s"}
                  nowhere: {type: discovered}
                """.formatted(backend.baseUrl()));
        agent = AgentUnderTest.start(folder, """
                gateways: [{url: "%s"}]
                slots: {one: {device: cpu}, two: {device: cpu}}
                roles:
                  planner: {model: planner.gguf, slots: [one]}
                  writer: {model: writer.gguf, slots: [two]}
                """.formatted(gateway.url()));
        FakeNode.register(
                gateway.url(),
                "own-host",
                backend.baseUrl(),
                Announced.role("poet").with("model", "verses-7b").with("slots", 4));
        gateway.awaitListed("planner", true);
        gateway.awaitListed("fixed", true);
    }

    @AfterAll
    static void stop() {
        gateway.close();
        agent.close();
        backend.close();
    }

    @Test
    void status_shows_roles_hosts_and_what_is_loaded_on_one_page() throws Exception {
        assertThat(run("load", "writer", "--wait")).isZero();
        out.getBuffer().setLength(0);

        assertThat(run("status")).as(err.toString()).isZero();

        assertThat(out.toString()).doesNotContain("\u001B");
        assertThat(out.toString().lines())
                .anyMatch(line -> line.equals(gateway.url() + " is ready"))
                .anyMatch(line -> line.matches("fixed +usable +0 +0 +fixed.*"))
                .anyMatch(line -> line.matches("nowhere +unusable +0 +0 +- +no node announces it"))
                .anyMatch(line -> line.matches("box +live +\\d+ s ago +0 +- .*"))
                .anyMatch(line -> line.matches("box +two +ready +writer +writer.gguf +.*"))
                .anyMatch(line -> line.matches("own-host +- +ready +poet +verses-7b +0 of 4 .*"));
    }

    @Test
    void programs_get_the_same_as_json() throws Exception {
        assertThat(run("status", "--json")).isZero();
        JsonNode status = JSON.readTree(out.toString());

        assertThat(status.at("/readiness/status").asText()).isEqualTo("ready");
        assertThat(status.path("roles").findValuesAsText("id"))
                .containsExactlyInAnyOrder("fixed", "planner", "writer", "poet", "nowhere");
        assertThat(status.path("nodes").findValuesAsText("node_id")).containsExactly("box", "own-host");
        assertThat(json("nodes")).hasSize(2);
        assertThat(json("models").findValuesAsText("state")).contains("usable", "unusable");
    }

    @Test
    void a_load_is_waited_for_and_its_progress_told() throws Exception {
        run("unload", "planner");
        agent.awaitSlot("one", "empty");
        agent.behave(Map.of("loading_ms", "400"));
        try {
            assertThat(run("load", "planner", "--wait")).as(err.toString()).isZero();
        } finally {
            agent.behaveWell();
        }

        assertThat(err.toString()).contains("planner on box: loading").doesNotContain("\r");
        assertThat(out.toString().lines().reduce((first, last) -> last)).contains("box   planner  ready");

        out.getBuffer().setLength(0);
        assertThat(run("unload", "planner", "--node", "box", "--json")).isZero();
        assertThat(JSON.readTree(out.toString()).at("/nodes/0/state").asText()).isEqualTo("unloading");
    }

    @Test
    void a_load_that_takes_longer_than_it_was_given_may_do_later() {
        agent.behave(Map.of("hang", "yes"));
        try {
            run("unload", "writer");
            agent.awaitSlot("two", "empty");

            assertThat(run("load", "writer", "--wait", "--timeout", "0.5")).isEqualTo(ExitCodes.TEMPORARY);

            assertThat(err.toString()).contains("writer on box is loading");
        } finally {
            agent.behaveWell();
            run("unload", "writer");
        }
    }

    @Test
    void a_log_is_shown() {
        run("load", "writer", "--wait");
        out.getBuffer().setLength(0);

        assertThat(run("logs", "box", "two", "-n", "5")).isZero();

        assertThat(out.toString()).contains("listening on http://");
        assertThat(out.toString().lines().count()).isLessThanOrEqualTo(5);
    }

    @Test
    void what_cannot_be_done_is_said_with_the_remedy() throws Exception {
        assertThat(run("load", "nobody")).isEqualTo(ExitCodes.RUNTIME);
        assertThat(run("load", "fixed")).isEqualTo(ExitCodes.RUNTIME);
        assertThat(run("load", "nowhere")).isEqualTo(ExitCodes.TEMPORARY);
        assertThat(run("logs", "nowhere", "two")).isEqualTo(ExitCodes.RUNTIME);

        assertThat(err.toString().lines())
                .satisfiesExactly(
                        line -> assertThat(line).contains("'nobody' does not exist here"),
                        line -> assertThat(line).contains("'fixed' is of type proxy"),
                        line -> assertThat(line).contains("'nowhere' cannot answer now: no node announces it"),
                        line -> assertThat(line).contains("'nowhere' is not registered here"));
    }

    @Test
    void an_address_without_a_gateway_is_said_to_be_one() {
        URI nobody = URI.create("http://127.0.0.1:" + ProxyProcess.freePort());

        assertThat(runAt(nobody, "status")).isEqualTo(ExitCodes.RUNTIME);
        assertThat(runAt(backend.baseUrl(), "models")).isEqualTo(ExitCodes.RUNTIME);

        assertThat(err.toString())
                .contains("no gateway at " + nobody + ": connection refused", "name another with --url")
                .contains("it answered 200, and not as a gateway does");
    }

    @Test
    void a_command_line_that_cannot_be_is_a_fault_of_configuration() {
        assertThat(run("status", "--url", "ftp://nowhere")).isEqualTo(ExitCodes.CONFIGURATION);
        assertThat(run("nodes", "--admin-key-env", "NO_SUCH_VARIABLE")).isEqualTo(ExitCodes.CONFIGURATION);

        assertThat(err.toString()).contains("--admin-key-env: NO_SUCH_VARIABLE is not set");
    }

    private JsonNode json(String command) throws Exception {
        out.getBuffer().setLength(0);
        assertThat(run(command, "--json")).isZero();
        return JSON.readTree(out.toString());
    }

    private int run(String... arguments) {
        return runAt(gateway.url(), arguments);
    }

    private int runAt(URI url, String... arguments) {
        List<String> all = new ArrayList<>(List.of(arguments));
        if (!all.contains("--url")) {
            all.add("--url");
            all.add(url.toString());
        }
        return RoleMesh.commandLine()
                .setOut(new PrintWriter(out))
                .setErr(new PrintWriter(err))
                .execute(all.toArray(String[]::new));
    }
}
