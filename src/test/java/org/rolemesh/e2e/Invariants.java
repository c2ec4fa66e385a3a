package org.rolemesh.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.awaitility.core.ConditionFactory;
import org.junit.jupiter.api.extension.AfterAllCallback;
import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.BeforeEachCallback;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.rolemesh.testing.AgentUnderTest;
import org.rolemesh.testing.Behaviour;
import org.rolemesh.testing.FaultBackend;
import org.rolemesh.testing.GatewayUnderTest;
import org.rolemesh.testing.OpenSockets;
import org.rolemesh.testing.RawHttp;
import org.rolemesh.testing.ReceivedRequest;

/**
 * Starts gateways, agents and backends, and holds them after each test to what must be true whatever happened: each program
 * lives and answers within a second; within five nothing is in flight at it, it has no connection left, and nothing is open
 * at a backend; no log line has a prompt or a key. What was started in a test ends with it, what was started before it
 * with its class. Threads and descriptors of a whole process are looked at by {@code ProcessInvariantsTest}.
 */
final class Invariants implements BeforeEachCallback, AfterEachCallback, AfterAllCallback {
    static final Duration SOON = Duration.ofSeconds(5);
    /** All keys in tests are so. */
    private static final Pattern KEY = Pattern.compile("test-[a-z0-9-]*key");

    private final List<FaultBackend> backends = new ArrayList<>();
    private final List<GatewayUnderTest> gateways = new ArrayList<>();
    private final List<AgentUnderTest> agents = new ArrayList<>();
    private final Deque<AutoCloseable> ofClass = new ArrayDeque<>();
    private final Deque<AutoCloseable> ofTest = new ArrayDeque<>();
    private LogCapture log;
    private boolean inTest;

    FaultBackend backend() {
        FaultBackend backend = closing(FaultBackend.start());
        backends.add(backend);
        return backend;
    }

    FaultBackend backend(Behaviour onPost) {
        return backend().behave(onPost);
    }

    /** One role, {@code planner}, probed once at the start and then never again in a test's time. */
    GatewayUnderTest gateway(FaultBackend planner) {
        return gateway(planner, "{}", "");
    }

    /** The same with these limits and lines of the alias. */
    GatewayUnderTest gateway(FaultBackend planner, String limits, String aliasLines) {
        return gateway("""
                probe: {interval_s: 60}
                limits: %s
                models:
                  planner:
                    type: proxy
                    proxy_url: "%s"
                %s""".formatted(limits, planner.baseUrl(), aliasLines.indent(4)));
    }

    GatewayUnderTest gateway(String yaml) {
        return gateway(yaml, Map.of());
    }

    GatewayUnderTest gateway(String yaml, Map<String, String> env) {
        return watched(GatewayUnderTest.start(yaml, env));
    }

    /** The same with the routes in this folder. */
    GatewayUnderTest gateway(String yaml, Path routes) {
        return watched(GatewayUnderTest.start(yaml, Map.of(), routes));
    }

    /** One that watches these files. */
    GatewayUnderTest gateway(Path config, Path routes) {
        return watched(GatewayUnderTest.watching(config, routes));
    }

    /** An agent in this folder, with fake llama-servers. */
    AgentUnderTest agent(Path folder, String yaml) {
        AgentUnderTest agent = closing(AgentUnderTest.start(folder, yaml));
        agents.add(agent);
        return agent;
    }

    /** A gateway that ends itself is not asked any more. */
    void expectEnded(GatewayUnderTest gateway) {
        gateways.remove(gateway);
    }

    /** Connects to the gateway; the connection ends with the test. */
    RawHttp connect(GatewayUnderTest gateway) throws Exception {
        return connect(gateway.url());
    }

    RawHttp connect(URI url) throws Exception {
        return closing(RawHttp.connect(url));
    }

    LogCapture log() {
        return log;
    }

    /** The requests for an answer that this backend has had; probes left out. */
    static List<ReceivedRequest> posts(FaultBackend backend) {
        return backend.requests().stream()
                .filter(request -> request.method().equals("POST"))
                .toList();
    }

    static void awaitInFlight(GatewayUnderTest gateway, int requests) {
        Awaitility.await("requests in flight")
                .atMost(SOON)
                .pollInterval(Duration.ofMillis(5))
                .until(gateway::inFlight, inFlight -> inFlight == requests);
    }

    @Override
    public void beforeEach(ExtensionContext context) {
        inTest = true;
        log = LogCapture.begin();
    }

    @Override
    public void afterEach(ExtensionContext context) {
        try (LogCapture captured = log) {
            closeConnections();
            gateways.forEach(gateway -> assertAtRest(gateway.url(), gateway::inFlight));
            agents.forEach(agent -> assertAtRest(agent.url(), agent::inFlight));
            backends.forEach(backend -> backend.awaitOpen(0, SOON));
            assertThat(captured.lines())
                    .noneMatch(line -> line.contains(Chats.PROMPT))
                    .noneMatch(line -> KEY.matcher(line).find());
        } finally {
            inTest = false;
            closeAll(ofTest);
        }
    }

    @Override
    public void afterAll(ExtensionContext context) {
        closeAll(ofClass);
    }

    private GatewayUnderTest watched(GatewayUnderTest gateway) {
        gateways.add(closing(gateway));
        return gateway;
    }

    private <T extends AutoCloseable> T closing(T resource) {
        (inTest ? ofTest : ofClass).push(resource);
        return resource;
    }

    private void closeConnections() {
        Deque<AutoCloseable> connections = new ArrayDeque<>();
        Stream.of(ofTest.toArray(AutoCloseable[]::new))
                .filter(RawHttp.class::isInstance)
                .forEach(connections::add);
        closeAll(connections);
    }

    /** That it answers, and that within five seconds nothing is left of what was. */
    static void assertAtRest(URI program, Callable<Integer> inFlight) {
        try (RawHttp control = RawHttp.connect(program)) {
            control.get("/health");
            assertThat(control.readAnswer(Duration.ofSeconds(1)).status()).isEqualTo(200);
        } catch (IOException e) {
            throw new AssertionError("the program does not answer within a second", e);
        }
        ConditionFactory soon = Awaitility.await("nothing left")
                .atMost(SOON)
                .pollDelay(Duration.ZERO)
                .pollInterval(Duration.ofMillis(5));
        soon.untilAsserted(
                () -> assertThat(inFlight.call()).as("requests in flight").isZero());
        soon.untilAsserted(() -> assertThat(OpenSockets.acceptedAt(program.getPort()))
                .as("connections")
                .isZero());
    }

    private void closeAll(Deque<AutoCloseable> resources) {
        while (!resources.isEmpty()) {
            AutoCloseable resource = resources.pop();
            gateways.remove(resource);
            agents.remove(resource);
            backends.remove(resource);
            try {
                resource.close();
            } catch (Exception e) {
                throw new AssertionError("cannot be closed", e);
            }
        }
    }
}
