package org.rolemesh.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.rolemesh.e2e.Invariants.SOON;
import static org.rolemesh.e2e.Invariants.posts;
import static org.rolemesh.testing.Announced.role;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.rolemesh.testing.FakeNode;
import org.rolemesh.testing.FaultBackend;
import org.rolemesh.testing.GatewayUnderTest;
import org.rolemesh.testing.RawHttp;
import org.rolemesh.testing.RawHttp.Answer;

/** {@code round_robin}: every backend that can answer gets the same share of the requests. */
@Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class RoundRobinTest {
    private static final int SHARE = 100;
    private static final int CLIENTS = 10;

    @RegisterExtension
    final Invariants world = new Invariants();

    private final List<FaultBackend> backends = new ArrayList<>();

    @Test
    void requests_one_after_the_other_are_split_evenly_over_nodes() throws Exception {
        GatewayUnderTest gateway = threeNodes();

        ask(gateway, 3 * SHARE);

        assertEvenSplit();
    }

    @Test
    void requests_at_once_are_split_evenly_over_nodes() throws Exception {
        GatewayUnderTest gateway = threeNodes();

        askAtOnce(gateway);

        assertEvenSplit();
    }

    @Test
    void requests_one_after_the_other_are_split_evenly_over_configured_backends() throws Exception {
        GatewayUnderTest gateway = threeUrls();

        ask(gateway, 3 * SHARE);

        assertEvenSplit();
    }

    @Test
    void requests_at_once_are_split_evenly_over_configured_backends() throws Exception {
        GatewayUnderTest gateway = threeUrls();

        askAtOnce(gateway);

        assertEvenSplit();
    }

    @Test
    void a_node_that_has_the_model_is_asked_before_one_that_would_have_to_load_it() throws Exception {
        GatewayUnderTest gateway = discovering();
        FakeNode cold = node(gateway, "cold", "unloaded");
        node(gateway, "warm-1", "ready");
        node(gateway, "warm-2", "ready");

        ask(gateway, 20);
        assertThat(shares()).containsExactly(0, 10, 10);

        cold.beat(role("planner").with("state", "ready"));
        ask(gateway, 30);
        assertThat(shares()).containsExactly(10, 20, 20);
    }

    @Test
    void a_role_that_no_node_has_loaded_is_asked_for_all_the_same() throws Exception {
        GatewayUnderTest gateway = discovering();
        node(gateway, "cold-1", "unloaded");
        node(gateway, "cold-2", "unloaded");

        ask(gateway, 1);

        assertThat(shares().stream().mapToInt(Integer::intValue).sum()).isEqualTo(1);
    }

    private GatewayUnderTest threeNodes() {
        GatewayUnderTest gateway = discovering();
        for (int n = 1; n <= 3; n++) {
            FakeNode.register(gateway.url(), "box-" + n, backend().baseUrl(), role("planner"));
        }
        return gateway;
    }

    private GatewayUnderTest threeUrls() {
        return world.gateway("""
                probe: {interval_s: 60}
                models:
                  planner: {type: proxy, strategy: round_robin, proxy_urls: ["%s", "%s", "%s"]}
                """.formatted(
                        backend().baseUrl(), backend().baseUrl(), backend().baseUrl()));
    }

    private GatewayUnderTest discovering() {
        return world.gateway("""
                models:
                  planner: {type: discovered, strategy: round_robin}
                """);
    }

    private FakeNode node(GatewayUnderTest gateway, String id, String state) {
        return FakeNode.register(
                gateway.url(), id, backend().baseUrl(), role("planner").with("state", state));
    }

    private FaultBackend backend() {
        FaultBackend backend = world.backend();
        backends.add(backend);
        return backend;
    }

    private void ask(GatewayUnderTest gateway, int requests) throws Exception {
        try (RawHttp client = RawHttp.connect(gateway.url())) {
            for (int n = 0; n < requests; n++) {
                Answer answer = client.post(Chats.PATH, Chats.whole("planner")).readAnswer(SOON);
                assertThat(answer.status()).as(answer.body()).isEqualTo(200);
            }
        }
    }

    private void askAtOnce(GatewayUnderTest gateway) throws Exception {
        ExecutorService clients = Executors.newFixedThreadPool(CLIENTS);
        try {
            List<Future<?>> asked = new ArrayList<>();
            IntStream.range(0, CLIENTS)
                    .forEach(client -> asked.add(clients.submit(() -> {
                        ask(gateway, 3 * SHARE / CLIENTS);
                        return null;
                    })));
            for (Future<?> each : asked) {
                each.get();
            }
        } finally {
            clients.shutdownNow();
        }
    }

    private List<Integer> shares() {
        return backends.stream().map(backend -> posts(backend).size()).toList();
    }

    private void assertEvenSplit() {
        assertThat(shares()).hasSize(3).allSatisfy(share -> assertThat(share).isBetween(98, 102));
    }
}
