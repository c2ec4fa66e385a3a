package org.rolemesh.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.extension.AfterAllCallback;
import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.BeforeEachCallback;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.rolemesh.testing.Behaviour;
import org.rolemesh.testing.FaultBackend;
import org.rolemesh.testing.GatewayUnderTest;
import org.rolemesh.testing.RawHttp;
import org.rolemesh.testing.ReceivedRequest;

/**
 * Starts gateways and backends, and holds them after each test to what must be true whatever happened: the gateway lives
 * and answers within a second, nothing is in flight at it or open at a backend within five, and no log line has the
 * prompt. What was started in a test ends with it, what was started before it with its class.
 */
final class Invariants implements BeforeEachCallback, AfterEachCallback, AfterAllCallback {
    static final Duration SOON = Duration.ofSeconds(5);

    private final List<FaultBackend> backends = new ArrayList<>();
    private final List<GatewayUnderTest> gateways = new ArrayList<>();
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
            for (GatewayUnderTest gateway : gateways) {
                assertAlive(gateway);
                awaitInFlight(gateway, 0);
            }
            backends.forEach(backend -> backend.awaitOpen(0, SOON));
            assertThat(captured.lines()).noneMatch(line -> line.contains(Chats.PROMPT));
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

    private static void assertAlive(GatewayUnderTest gateway) {
        try (RawHttp control = RawHttp.connect(gateway.url())) {
            control.get("/health");
            assertThat(control.readAnswer(Duration.ofSeconds(1)).status()).isEqualTo(200);
        } catch (Exception e) {
            throw new AssertionError("the gateway does not answer within a second", e);
        }
    }

    private void closeAll(Deque<AutoCloseable> resources) {
        while (!resources.isEmpty()) {
            AutoCloseable resource = resources.pop();
            gateways.remove(resource);
            backends.remove(resource);
            try {
                resource.close();
            } catch (Exception e) {
                throw new AssertionError("cannot be closed", e);
            }
        }
    }
}
