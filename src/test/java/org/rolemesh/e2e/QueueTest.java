package org.rolemesh.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.rolemesh.e2e.Explained.awaitWaiting;
import static org.rolemesh.e2e.Invariants.SOON;
import static org.rolemesh.e2e.Invariants.posts;
import static org.rolemesh.testing.Announced.role;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.rolemesh.testing.Answers;
import org.rolemesh.testing.FakeNode;
import org.rolemesh.testing.FaultBackend;
import org.rolemesh.testing.GatewayUnderTest;
import org.rolemesh.testing.RawHttp;
import org.rolemesh.testing.RawHttp.Answer;
import org.rolemesh.testing.ReceivedRequest;

/** Requests beyond what the backends may be given at once: they wait in their order, for so long, and only so many. */
@Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class QueueTest {
    @RegisterExtension
    final Invariants world = new Invariants();

    private final Semaphore permits = new Semaphore(0);

    @Test
    void those_that_wait_are_served_in_the_order_in_which_they_came() throws Exception {
        FaultBackend backend = held();
        GatewayUnderTest gateway = oneAtOnce(backend, "{length: 8, timeout_s: 30}");
        List<RawHttp> clients = running(gateway, backend);
        for (int n = 1; n <= 8; n++) {
            clients.add(ask(gateway, "user-" + n));
            awaitWaiting(gateway, "planner", n);
        }

        for (RawHttp client : clients) {
            assertThat(backend.counts().open()).isLessThanOrEqualTo(1);
            permits.release();
            assertThat(client.readAnswer(SOON).status()).isEqualTo(200);
        }

        assertThat(users(backend))
                .containsExactly(
                        "user-0", "user-1", "user-2", "user-3", "user-4", "user-5", "user-6", "user-7", "user-8");
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 2})
    void L6_one_more_than_may_wait_is_told_when_to_come_back(int length) throws Exception {
        FaultBackend backend = held();
        GatewayUnderTest gateway = oneAtOnce(backend, "{length: %d, timeout_s: 30}".formatted(length));
        List<RawHttp> clients = running(gateway, backend);
        for (int n = 1; n <= length; n++) {
            clients.add(ask(gateway, "user-" + n));
            awaitWaiting(gateway, "planner", n);
        }

        Answer whole = ask(gateway, "user-whole").readAnswer(SOON);
        Answer stream =
                world.connect(gateway).post(Chats.PATH, Chats.stream("planner")).readAnswer(SOON);

        assertRefused(whole, 429, "concurrency_limit");
        assertRefused(stream, 429, "concurrency_limit");
        permits.release(clients.size());
        for (RawHttp client : clients) {
            assertThat(client.readAnswer(SOON).status()).isEqualTo(200);
        }
        assertThat(users(backend)).hasSize(length + 1);
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void L6_one_that_has_waited_too_long_is_told_when_to_come_back(boolean stream) throws Exception {
        FaultBackend backend = held();
        GatewayUnderTest gateway = oneAtOnce(backend, "{length: 8, timeout_s: 0.3}");
        List<RawHttp> clients = running(gateway, backend);
        long asked = System.nanoTime();

        Answer late = world.connect(gateway)
                .post(Chats.PATH, Chats.of("planner", stream))
                .readAnswer(SOON);

        assertRefused(late, 503, "queue_timeout");
        assertThat(System.nanoTime() - asked)
                .isGreaterThan(Duration.ofMillis(290).toNanos());
        assertThat(Explained.of(gateway, "planner").waiting()).isZero();
        permits.release();
        assertThat(clients.get(0).readAnswer(SOON).status()).isEqualTo(200);
        assertThat(posts(backend)).hasSize(1);
    }

    @Test
    void C3_clients_killed_while_they_wait_are_never_seen_by_the_backend() throws Exception {
        FaultBackend backend = held();
        GatewayUnderTest gateway = oneAtOnce(backend, "{length: 64, timeout_s: 30}");
        List<RawHttp> staying = running(gateway, backend);
        List<RawHttp> killed = new ArrayList<>();
        for (int n = 0; n < 50; n++) {
            killed.add(ask(gateway, "killed-" + n));
        }
        awaitWaiting(gateway, "planner", 50);
        staying.add(ask(gateway, "user-1"));
        awaitWaiting(gateway, "planner", 51);
        staying.add(ask(gateway, "user-2"));
        awaitWaiting(gateway, "planner", 52);

        for (RawHttp client : killed) {
            client.reset();
        }
        awaitWaiting(gateway, "planner", 2);
        permits.release(3);

        for (RawHttp client : staying) {
            assertThat(client.readAnswer(SOON).status()).isEqualTo(200);
        }
        assertThat(users(backend)).containsExactly("user-0", "user-1", "user-2");
    }

    @Test
    void a_client_killed_in_the_moment_of_its_turn_keeps_nobody_waiting() throws Exception {
        FaultBackend backend = held();
        GatewayUnderTest gateway = oneAtOnce(backend, "{length: 64, timeout_s: 30}");
        List<RawHttp> staying = running(gateway, backend);
        for (int n = 1; n <= 10; n++) {
            RawHttp killed = ask(gateway, "killed-" + n);
            awaitWaiting(gateway, "planner", 1);
            permits.release();
            killed.reset();
            assertThat(staying.get(n - 1).readAnswer(SOON).status()).isEqualTo(200);
            backend.awaitOpen(0, SOON);
            staying.add(ask(gateway, "user-" + n));
            String user = "user-" + n;
            Awaitility.await().atMost(SOON).until(() -> users(backend).contains(user));
        }
        permits.release();
        assertThat(staying.get(10).readAnswer(SOON).status()).isEqualTo(200);
    }

    @Test
    void L6_a_node_is_given_no_more_at_once_than_its_slots() throws Exception {
        FaultBackend backend = held();
        GatewayUnderTest gateway = discovering();
        FakeNode node = FakeNode.register(
                gateway.url(), "box-1", backend.baseUrl(), role("planner").with("slots", 2));
        List<RawHttp> clients = new ArrayList<>();
        for (int n = 0; n < 4; n++) {
            clients.add(ask(gateway, "user-" + n));
        }
        awaitWaiting(gateway, "planner", 2);
        backend.awaitOpen(2, SOON);

        node.beat(role("planner").with("slots", 4));

        backend.awaitOpen(4, SOON);
        permits.release(4);
        for (RawHttp client : clients) {
            assertThat(client.readAnswer(SOON).status()).isEqualTo(200);
        }
    }

    @Test
    void whichever_node_is_free_first_takes_the_one_that_has_waited_longest() throws Exception {
        Semaphore others = new Semaphore(0);
        FaultBackend first = held();
        FaultBackend second = world.backend(Answers.held(others, Answers.chat()));
        GatewayUnderTest gateway = discovering();
        FakeNode.register(
                gateway.url(), "box-1", first.baseUrl(), role("planner").with("slots", 1));
        FakeNode.register(
                gateway.url(), "box-2", second.baseUrl(), role("planner").with("slots", 1));
        List<RawHttp> clients = new ArrayList<>(List.of(ask(gateway, "user-0"), ask(gateway, "user-1")));
        first.awaitOpen(1, SOON);
        second.awaitOpen(1, SOON);
        for (int n = 2; n < 4; n++) {
            clients.add(ask(gateway, "user-" + n));
            awaitWaiting(gateway, "planner", n - 1);
        }

        others.release(2);

        assertThat(clients.get(2).readAnswer(SOON).head().first("X-RoleMesh-Upstream"))
                .contains("box-2");
        permits.release();
        others.release();
        for (int n : new int[] {0, 1, 3}) {
            assertThat(clients.get(n).readAnswer(SOON).status()).isEqualTo(200);
        }
    }

    @Test
    void a_node_that_registers_takes_those_that_wait() throws Exception {
        FaultBackend full = held();
        GatewayUnderTest gateway = discovering();
        FakeNode.register(
                gateway.url(), "box-1", full.baseUrl(), role("planner").with("slots", 1));
        List<RawHttp> clients = running(gateway, full);
        RawHttp waiting = ask(gateway, "user-1");
        awaitWaiting(gateway, "planner", 1);

        FakeNode.register(gateway.url(), "box-2", world.backend().baseUrl(), role("planner"));

        assertThat(waiting.readAnswer(SOON).head().first("X-RoleMesh-Upstream")).contains("box-2");
        permits.release();
        assertThat(clients.get(0).readAnswer(SOON).status()).isEqualTo(200);
    }

    @Test
    void those_that_wait_when_the_gateway_is_told_to_stop_are_still_served() throws Exception {
        FaultBackend backend = held();
        GatewayUnderTest gateway = oneAtOnce(backend, "{length: 64, timeout_s: 30}");
        world.expectEnded(gateway);
        List<RawHttp> clients = running(gateway, backend);
        for (int n = 1; n <= 10; n++) {
            clients.add(ask(gateway, "user-" + n));
        }
        awaitWaiting(gateway, "planner", 10);
        RawHttp control = world.connect(gateway);

        CompletableFuture<Void> drained = drain(gateway);

        Awaitility.await()
                .atMost(SOON)
                .until(() -> control.get("/ready").readAnswer(SOON).status() == 503);
        assertRefusedWith(ask(gateway, "late").readAnswer(SOON), 503, "draining");
        assertThat(drained).isNotDone();
        permits.release(clients.size());
        for (RawHttp client : clients) {
            assertThat(client.readAnswer(SOON).status()).isEqualTo(200);
        }
        drained.get(10, TimeUnit.SECONDS);
        assertThat(users(backend)).hasSize(11).doesNotContain("late");
    }

    private FaultBackend held() {
        return world.backend(Answers.held(permits, Answers.chat()));
    }

    private GatewayUnderTest oneAtOnce(FaultBackend backend, String queue) {
        return world.gateway(backend, "{}", "max_in_flight: 1\nqueue: " + queue);
    }

    private GatewayUnderTest discovering() {
        return world.gateway("""
                models:
                  planner: {type: discovered}
                """);
    }

    /** One request, which the backend works on. */
    private List<RawHttp> running(GatewayUnderTest gateway, FaultBackend backend) throws Exception {
        List<RawHttp> clients = new ArrayList<>(List.of(ask(gateway, "user-0")));
        backend.awaitOpen(1, SOON);
        return clients;
    }

    private RawHttp ask(GatewayUnderTest gateway, String user) throws Exception {
        return world.connect(gateway)
                .post(Chats.PATH, Chats.whole("planner").replaceFirst("}$", ",\"user\":\"" + user + "\"}"));
    }

    private static List<String> users(FaultBackend backend) {
        return posts(backend).stream()
                .map((ReceivedRequest request) -> request.field("user").orElse(""))
                .toList();
    }

    private static CompletableFuture<Void> drain(GatewayUnderTest gateway) {
        return CompletableFuture.runAsync(() -> {
            try {
                gateway.drain();
            } catch (InterruptedException e) {
                throw new IllegalStateException(e);
            }
        });
    }

    private static void assertRefused(Answer answer, int status, String code) {
        assertRefusedWith(answer, status, code);
        assertThat(answer.head().first("Retry-After"))
                .hasValueSatisfying(
                        seconds -> assertThat(Integer.parseInt(seconds)).isBetween(1, 60));
    }

    private static void assertRefusedWith(Answer answer, int status, String code) {
        assertThat(answer.status()).as(answer.body()).isEqualTo(status);
        assertThat(answer.body()).contains("\"code\":\"" + code + "\"");
    }
}
