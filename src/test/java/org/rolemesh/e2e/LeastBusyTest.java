package org.rolemesh.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.rolemesh.e2e.Invariants.SOON;
import static org.rolemesh.testing.Announced.role;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Semaphore;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.rolemesh.testing.Announced;
import org.rolemesh.testing.Answers;
import org.rolemesh.testing.Behaviour;
import org.rolemesh.testing.FakeNode;
import org.rolemesh.testing.FaultBackend;
import org.rolemesh.testing.GatewayUnderTest;
import org.rolemesh.testing.RawHttp;
import org.rolemesh.testing.RawHttp.Answer;
import org.rolemesh.testing.Streams;

/** {@code least_busy}: the request goes where the fewest others are being worked on. */
@Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class LeastBusyTest {
    private static final Announced FOUR_SLOTS = role("planner").with("slots", 4);

    @RegisterExtension
    final Invariants world = new Invariants();

    /** Nothing has been timed yet: what the nodes report is all that is known. */
    @ParameterizedTest
    @ValueSource(ints = {0, 1, 2})
    void the_node_that_reports_the_fewest_slots_in_use_is_asked(int idle) throws Exception {
        GatewayUnderTest gateway = discovering();
        for (int n = 0; n < 3; n++) {
            FakeNode node = FakeNode.register(
                    gateway.url(), "box-" + n, world.backend().baseUrl(), FOUR_SLOTS.with("slots_busy", 4));
            node.beat(FOUR_SLOTS.with("slots_busy", n == idle ? 0 : 3));
        }

        assertThat(upstreamOf(chat(gateway))).isEqualTo("box-" + idle);
    }

    @Test
    void a_node_with_more_slots_has_room_for_more() throws Exception {
        GatewayUnderTest gateway = discovering();
        FakeNode.register(gateway.url(), "small", world.backend().baseUrl(), FOUR_SLOTS.with("slots_busy", 3));
        FakeNode.register(
                gateway.url(),
                "large",
                world.backend().baseUrl(),
                role("planner").with("slots", 32).with("slots_busy", 4));

        assertThat(upstreamOf(chat(gateway))).isEqualTo("large");
    }

    @Test
    void the_node_with_the_fewest_of_our_own_requests_is_asked() throws Exception {
        Semaphore permits = new Semaphore(0);
        GatewayUnderTest gateway = discovering();
        List<FaultBackend> backends = threeHeld(permits);
        for (int n = 0; n < 3; n++) {
            FakeNode.register(gateway.url(), "box-" + n, backends.get(n).baseUrl(), FOUR_SLOTS);
        }

        assertFilledEvenly(gateway, backends, permits);
    }

    @Test
    void the_configured_backend_with_the_fewest_of_our_own_requests_is_asked() throws Exception {
        Semaphore permits = new Semaphore(0);
        List<FaultBackend> backends = threeHeld(permits);
        GatewayUnderTest gateway = world.gateway("""
                probe: {interval_s: 60}
                models:
                  planner: {type: proxy, strategy: least_busy, proxy_urls: ["%s", "%s", "%s"]}
                """.formatted(
                        backends.get(0).baseUrl(),
                        backends.get(1).baseUrl(),
                        backends.get(2).baseUrl()));

        assertFilledEvenly(gateway, backends, permits);
    }

    /** Both make 50 events a second; one of them has had the longer answers. */
    @Test
    void a_long_answer_does_not_make_its_node_look_slow() throws Exception {
        Behaviour asLongAsAsked =
                x -> Streams.stream(x.request().bodyText().contains("at length") ? 60 : 2, Duration.ofMillis(20))
                        .serve(x);
        GatewayUnderTest gateway = discovering();
        for (int n = 0; n < 2; n++) {
            FakeNode.register(
                    gateway.url(), "box-" + n, world.backend(asLongAsAsked).baseUrl(), FOUR_SLOTS);
        }
        Map<String, Object> streamed = Map.of("stream", true);
        String lengthy = Conversation.begin("Plan.", "Tell me at length.").body("planner", streamed);
        String brief = Conversation.begin("Plan.", "Tell me.").body("planner", streamed);
        String first = upstreamOf(world.connect(gateway).post(Chats.PATH, lengthy));

        List<String> then = new ArrayList<>();
        for (int n = 0; n < 12; n++) {
            then.add(upstreamOf(world.connect(gateway).post(Chats.PATH, brief)));
        }

        assertThat(then).filteredOn(first::equals).hasSizeBetween(3, 9);
    }

    /** Each request is let in before the next is sent, so that where it goes is not a matter of luck. */
    private void assertFilledEvenly(GatewayUnderTest gateway, List<FaultBackend> backends, Semaphore permits)
            throws Exception {
        List<RawHttp> clients = new ArrayList<>();
        for (int level = 1; level <= 3; level++) {
            for (int n = 0; n < 3; n++) {
                clients.add(chat(gateway));
                awaitOpen(backends, clients.size());
            }
            int each = level;
            assertThat(backends)
                    .allSatisfy(backend -> assertThat(backend.counts().open()).isEqualTo(each));
        }
        permits.release(clients.size());
        for (RawHttp client : clients) {
            assertThat(client.readAnswer(SOON).status()).isEqualTo(200);
        }
    }

    private static void awaitOpen(List<FaultBackend> backends, int requests) {
        Awaitility.await()
                .atMost(SOON)
                .pollInterval(Duration.ofMillis(2))
                .until(() -> backends.stream()
                                .mapToInt(backend -> backend.counts().open())
                                .sum()
                        == requests);
    }

    private List<FaultBackend> threeHeld(Semaphore permits) {
        return List.of(
                world.backend(Answers.held(permits, Answers.chat())),
                world.backend(Answers.held(permits, Answers.chat())),
                world.backend(Answers.held(permits, Answers.chat())));
    }

    private GatewayUnderTest discovering() {
        return world.gateway("""
                models:
                  planner: {type: discovered, strategy: least_busy}
                """);
    }

    private RawHttp chat(GatewayUnderTest gateway) throws Exception {
        return world.connect(gateway).post(Chats.PATH, Chats.whole("planner"));
    }

    private static String upstreamOf(RawHttp client) throws Exception {
        Answer answer = client.readAnswer(SOON);
        assertThat(answer.status()).as(answer.body()).isEqualTo(200);
        return answer.head().first("X-RoleMesh-Upstream").orElse("");
    }
}
