package org.rolemesh.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.rolemesh.e2e.Invariants.SOON;
import static org.rolemesh.e2e.Invariants.posts;
import static org.rolemesh.testing.Announced.role;

import java.time.Duration;
import java.util.List;
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
import org.rolemesh.testing.Faults;
import org.rolemesh.testing.GatewayUnderTest;
import org.rolemesh.testing.RawHttp;
import org.rolemesh.testing.RawHttp.Answer;

/** Nodes that load a model, say so or not, and nodes that would have to load it. */
@Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class NodeLoadingTest {
    private static final Behaviour WELL = Answers.json(200, "{\"status\":\"ok\"}");
    /** Two pauses of half a second, less what timers may be early. */
    private static final Duration TWO_PAUSES = Duration.ofMillis(950);

    @RegisterExtension
    final Invariants world = new Invariants();

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void a_request_that_finds_the_model_loading_is_answered_once_it_is_loaded(boolean stream) throws Exception {
        FaultBackend box = world.backend(Faults.loading503()).on("/health", Faults.loading503());
        GatewayUnderTest gateway = discovering("");
        FakeNode.register(gateway.url(), "box-1", box.baseUrl(), role("planner"));
        RawHttp client = ask(gateway, stream);
        awaitOutcome(gateway, "loading");
        RawHttp later = ask(gateway, stream);
        box.await("two probes", counts -> counts.requests() >= 3, SOON);

        box.behave(Answers.chat()).on("/health", WELL);

        assertAnsweredBy("box-1", client.readAnswer(SOON));
        assertAnsweredBy("box-1", later.readAnswer(SOON));
        assertThat(posts(box)).hasSize(3);
        assertThat(Explained.of(gateway, "planner").availability()).isEqualTo("usable");
    }

    @Test
    void one_that_is_well_when_probed_and_loading_when_asked_is_asked_with_pauses_until_it_answers() throws Exception {
        FaultBackend box = world.backend(
                Answers.inTurn(Faults.loading503(), Faults.loading503(), Faults.loading503(), Answers.chat()));
        GatewayUnderTest gateway = discovering("");
        FakeNode.register(gateway.url(), "box-1", box.baseUrl(), role("planner"));
        long asked = System.nanoTime();

        Answer answer = ask(gateway, false).readAnswer(SOON);

        assertAnsweredBy("box-1", answer);
        assertThat(answer.head().first("X-RoleMesh-Attempts")).contains("4");
        assertThat(System.nanoTime() - asked).isGreaterThan(TWO_PAUSES.toNanos());
        assertThat(posts(box)).hasSize(4);
    }

    @Test
    void one_that_is_always_loading_when_asked_is_given_up_after_the_time_to_load() throws Exception {
        FaultBackend box = world.backend(Faults.loading503());
        GatewayUnderTest gateway = discovering("load_timeout_s: 1.2");
        FakeNode.register(gateway.url(), "box-1", box.baseUrl(), role("planner"));

        Answer answer = ask(gateway, false).readAnswer(SOON);

        assertThat(answer.status()).isEqualTo(503);
        assertThat(answer.body()).contains("\"code\":\"model_loading\"");
        assertThat(answer.head().first("Retry-After")).isPresent();
        assertThat(posts(box)).hasSizeBetween(2, 5);
    }

    /** The one that stays pauses after the other has left, and for as long. */
    @Test
    void a_client_that_leaves_in_such_a_pause_is_not_asked_for_again() throws Exception {
        Behaviour no = Faults.loading503();
        FaultBackend box = world.backend(Answers.inTurn(no, no, no, no, Answers.chat()));
        GatewayUnderTest gateway = discovering("");
        FakeNode.register(gateway.url(), "box-1", box.baseUrl(), role("planner"));
        RawHttp leaving = ask(gateway, false);
        box.await("two answers", counts -> posts(box).size() == 2 && counts.open() == 0, SOON);

        leaving.reset();
        Answer answer = ask(gateway, false).readAnswer(SOON);

        assertAnsweredBy("box-1", answer);
        assertThat(answer.head().first("X-RoleMesh-Attempts")).contains("3");
        assertThat(posts(box)).hasSize(5);
    }

    @Test
    void two_requests_have_one_cold_node_load_the_model_and_not_both() throws Exception {
        Semaphore permits = new Semaphore(0);
        FaultBackend first = world.backend(Answers.held(permits, Answers.chat()));
        FaultBackend second = world.backend(Answers.held(permits, Answers.chat()));
        GatewayUnderTest gateway = discovering("");
        FakeNode.register(gateway.url(), "box-1", first.baseUrl(), unloaded());
        FakeNode.register(gateway.url(), "box-2", second.baseUrl(), unloaded());

        List<RawHttp> clients = List.of(ask(gateway, false), ask(gateway, true));

        Awaitility.await()
                .atMost(SOON)
                .until(() -> posts(first).size() + posts(second).size() == 2);
        assertThat(List.of(posts(first).size(), posts(second).size())).containsExactlyInAnyOrder(2, 0);
        permits.release(2);
        for (RawHttp client : clients) {
            assertThat(client.readAnswer(SOON).status()).isEqualTo(200);
        }
    }

    @Test
    void the_other_cold_node_is_asked_where_the_first_does_not_take_the_request() throws Exception {
        FaultBackend full = world.backend(Faults.tooMany429());
        FaultBackend free = world.backend();
        GatewayUnderTest gateway = discovering("");
        FakeNode.register(gateway.url(), "box-1", full.baseUrl(), unloaded());
        FakeNode.register(gateway.url(), "box-2", free.baseUrl(), unloaded());
        assertThat(Explained.of(gateway, "planner").chosen()).isEqualTo("box-1");

        Answer answer = ask(gateway, false).readAnswer(SOON);

        assertAnsweredBy("box-2", answer);
        assertThat(answer.head().first("X-RoleMesh-Attempts")).contains("2");
        assertThat(posts(full)).hasSize(1);
        assertThat(posts(free)).hasSize(1);
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void a_cold_node_is_asked_where_another_never_finishes_loading(boolean stream) throws Exception {
        FaultBackend stuck = world.backend();
        FaultBackend cold = world.backend();
        GatewayUnderTest gateway = discovering("load_timeout_s: 0.5");
        FakeNode.register(
                gateway.url(), "box-1", stuck.baseUrl(), role("planner").with("state", "loading"));
        FakeNode.register(gateway.url(), "box-2", cold.baseUrl(), unloaded());
        long asked = System.nanoTime();

        Answer answer = ask(gateway, stream).readAnswer(SOON);

        assertAnsweredBy("box-2", answer);
        assertThat(System.nanoTime() - asked)
                .isGreaterThan(Duration.ofMillis(490).toNanos());
        assertThat(posts(stuck)).isEmpty();
        assertThat(posts(cold)).hasSize(1);
    }

    private GatewayUnderTest discovering(String aliasLine) {
        return world.gateway("""
                probe: {interval_s: 0.1}
                models:
                  planner:
                    type: discovered
                    %s
                """.formatted(aliasLine));
    }

    private RawHttp ask(GatewayUnderTest gateway, boolean stream) throws Exception {
        return world.connect(gateway).post(Chats.PATH, Chats.of("planner", stream));
    }

    private static Announced unloaded() {
        return role("planner").with("state", "unloaded");
    }

    private static void awaitOutcome(GatewayUnderTest gateway, String outcome) {
        Awaitility.await("outcome")
                .atMost(SOON)
                .pollInterval(Duration.ofMillis(10))
                .until(() -> Explained.of(gateway, "planner").outcome(), outcome::equals);
    }

    private static void assertAnsweredBy(String node, Answer answer) {
        assertThat(answer.status()).as(answer.body()).isEqualTo(200);
        assertThat(answer.head().first("X-RoleMesh-Upstream")).contains(node);
    }
}
