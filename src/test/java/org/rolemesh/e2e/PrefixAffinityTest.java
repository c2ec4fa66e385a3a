package org.rolemesh.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.rolemesh.e2e.Invariants.SOON;
import static org.rolemesh.e2e.Invariants.awaitInFlight;
import static org.rolemesh.testing.Announced.role;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Semaphore;
import java.util.stream.Collectors;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.rolemesh.testing.Announced;
import org.rolemesh.testing.Answers;
import org.rolemesh.testing.FakeNode;
import org.rolemesh.testing.FaultBackend;
import org.rolemesh.testing.GatewayUnderTest;
import org.rolemesh.testing.RawHttp;
import org.rolemesh.testing.RawHttp.Answer;

/** {@code prefix_affinity}: a conversation stays where its beginning is in the cache. */
@Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class PrefixAffinityTest {
    private static final String SYSTEM = "You are the planner of a small workshop.";
    private static final Announced ONE_SLOT = role("planner").with("slots", 1);
    private static final int CONVERSATIONS = 200;

    @RegisterExtension
    final Invariants world = new Invariants();

    private GatewayUnderTest gateway;

    @BeforeEach
    void start_gateway() {
        gateway = world.gateway("""
                models:
                  planner: {type: discovered, strategy: prefix_affinity}
                """);
    }

    @Test
    void every_turn_of_a_conversation_goes_to_the_same_node() throws Exception {
        nodes(3, role("planner"));
        List<Conversation> talks = new ArrayList<>();
        List<Set<String>> upstreams = new ArrayList<>();
        for (int n = 0; n < 10; n++) {
            talks.add(conversation(n));
            upstreams.add(new HashSet<>());
        }

        try (RawHttp client = RawHttp.connect(gateway.url())) {
            for (int turn = 0; turn < 6; turn++) {
                for (int n = 0; n < talks.size(); n++) {
                    upstreams.get(n).add(upstreamOf(client, talks.get(n)));
                    talks.set(n, talks.get(n).then("Answer " + turn, "And then, after step " + turn + "?"));
                }
            }
        }

        assertThat(upstreams).allSatisfy(each -> assertThat(each).hasSize(1));
    }

    @Test
    void what_is_said_beside_the_messages_does_not_move_a_conversation() throws Exception {
        nodes(3, role("planner"));
        Conversation talk = conversation(7);

        try (RawHttp client = RawHttp.connect(gateway.url())) {
            String upstream = upstreamOf(client, talk.body("planner"));
            for (int n = 0; n < 20; n++) {
                Map<String, Object> more = Map.of("temperature", n / 10.0, "user", "user-" + n, "stream", n % 2 == 0);
                assertThat(upstreamOf(client, talk.body("planner", more))).isEqualTo(upstream);
            }
        }
    }

    @Test
    void conversations_that_share_their_instructions_are_spread_over_all_nodes() throws Exception {
        nodes(3, role("planner"));

        Map<String, Long> shares =
                placed().values().stream().collect(Collectors.groupingBy(upstream -> upstream, Collectors.counting()));

        assertThat(shares).hasSize(3);
        assertThat(shares.values()).allSatisfy(share -> assertThat(share).isBetween(30L, 110L));
    }

    @Test
    void another_node_takes_its_share_and_moves_no_other_conversation() throws Exception {
        nodes(3, role("planner"));
        Map<Integer, String> before = placed();

        FakeNode.register(gateway.url(), "newcomer", world.backend().baseUrl(), role("planner"));

        Map<Integer, String> after = placed();
        List<Integer> moved = before.keySet().stream()
                .filter(n -> !before.get(n).equals(after.get(n)))
                .toList();
        assertThat(moved.size()).isBetween(20, 80);
        assertThat(moved).allSatisfy(n -> assertThat(after.get(n)).isEqualTo("newcomer"));
    }

    @Test
    void a_conversation_whose_node_has_no_slot_free_goes_elsewhere_and_comes_back() throws Exception {
        Semaphore permits = new Semaphore(0);
        Map<String, FaultBackend> backends = nodes(3, ONE_SLOT);
        Conversation talk = conversation(1);
        String home;
        try (RawHttp client = RawHttp.connect(gateway.url())) {
            home = upstreamOf(client, talk);
        }
        FaultBackend homeBackend = backends.get(home).behave(Answers.held(permits, Answers.chat()));
        RawHttp occupying = world.connect(gateway).post(Chats.PATH, talk.body("planner"));
        homeBackend.awaitOpen(1, SOON);

        try (RawHttp client = RawHttp.connect(gateway.url())) {
            assertThat(upstreamOf(client, talk)).isNotEqualTo(home);
        }

        permits.release(2);
        assertThat(occupying.readAnswer(SOON).status()).isEqualTo(200);
        awaitInFlight(gateway, 0);
        try (RawHttp client = RawHttp.connect(gateway.url())) {
            assertThat(upstreamOf(client, talk)).isEqualTo(home);
        }
    }

    @Test
    void conversations_stay_with_configured_backends_too() throws Exception {
        GatewayUnderTest configured = world.gateway("""
                probe: {interval_s: 60}
                models:
                  planner: {type: proxy, strategy: prefix_affinity, proxy_urls: ["%s", "%s", "%s"]}
                """.formatted(
                        world.backend().baseUrl(),
                        world.backend().baseUrl(),
                        world.backend().baseUrl()));
        Set<String> used = new HashSet<>();

        try (RawHttp client = RawHttp.connect(configured.url())) {
            for (int n = 0; n < 30; n++) {
                Conversation talk = conversation(n);
                String upstream = upstreamOf(client, talk);
                assertThat(upstreamOf(client, talk.then("Yes.", "Why?"))).isEqualTo(upstream);
                used.add(upstream);
            }
        }

        assertThat(used).hasSize(3);
    }

    private Map<String, FaultBackend> nodes(int count, Announced offer) {
        Map<String, FaultBackend> backends = new LinkedHashMap<>();
        for (int n = 1; n <= count; n++) {
            FaultBackend backend = world.backend();
            FakeNode.register(gateway.url(), "box-" + n, backend.baseUrl(), offer);
            backends.put("box-" + n, backend);
        }
        return backends;
    }

    private Map<Integer, String> placed() throws Exception {
        Map<Integer, String> placed = new LinkedHashMap<>();
        try (RawHttp client = RawHttp.connect(gateway.url())) {
            for (int n = 0; n < CONVERSATIONS; n++) {
                placed.put(n, upstreamOf(client, conversation(n)));
            }
        }
        return placed;
    }

    private static Conversation conversation(int n) {
        return Conversation.begin(SYSTEM, "Plan the build of chair number " + n + ".");
    }

    private static String upstreamOf(RawHttp client, Conversation talk) throws Exception {
        return upstreamOf(client, talk.body("planner"));
    }

    private static String upstreamOf(RawHttp client, String body) throws Exception {
        Answer answer = client.post(Chats.PATH, body).readAnswer(SOON);
        assertThat(answer.status()).as(answer.body()).isEqualTo(200);
        return answer.head().first("X-RoleMesh-Upstream").orElse("");
    }
}
