package org.rolemesh.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.rolemesh.testing.Announced.role;

import io.vertx.core.Vertx;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestReporter;
import org.junit.jupiter.api.parallel.Isolated;
import org.rolemesh.testing.FakeNode;
import org.rolemesh.testing.FaultBackend;
import org.rolemesh.testing.Figures;
import org.rolemesh.testing.GatewayUnderTest;
import org.rolemesh.testing.PacedService;
import org.rolemesh.testing.RateLoad;
import org.rolemesh.testing.RatePlan;
import org.rolemesh.testing.RateReport;
import org.rolemesh.testing.RateReport.Request;

/**
 * One of two backends dies under 200 requests a second. What had begun to run there fails, and so does what was on its
 * way there in that moment, of which nobody on this side can say whether it ran; nothing else may.
 */
@Isolated
@Tag("load")
class KillUnderLoadTest {
    private static final int PER_SECOND = 200;
    private static final Duration SERVICE_TIME = Duration.ofMillis(20);
    private static final Duration SOON = Duration.ofSeconds(20);
    /** Far above what a request takes to be read by the backend, and an end of a connection to be read by the gateway. */
    private static final Duration ON_THE_WAY = Duration.ofMillis(50);
    /** One of two is sent to each backend. */
    private static final int MAX_ON_THE_WAY = (int) (PER_SECOND / 2 * ON_THE_WAY.toMillis() / 1_000);

    private final Vertx vertx = Vertx.vertx();
    private final FaultBackend dying = FaultBackend.start(new PacedService(SERVICE_TIME, 64));
    private final FaultBackend living = FaultBackend.start(new PacedService(SERVICE_TIME, 64));
    private GatewayUnderTest gateway;

    @AfterEach
    void leave_nothing_open() throws Exception {
        gateway.close();
        dying.close();
        living.close();
        vertx.close().toCompletionStage().toCompletableFuture().get(10, TimeUnit.SECONDS);
    }

    @Test
    void a_configured_backend_is_out_within_a_second_and_comes_back_by_itself(TestReporter reporter)
            throws InterruptedException {
        gateway = GatewayUnderTest.start("""
                probe: {interval_s: 0.25}
                models:
                  planner: {type: proxy, proxy_urls: ["%s", "%s"]}
                """.formatted(dying.baseUrl(), living.baseUrl()));
        RateLoad load = start(Duration.ofMillis(6_500));
        Death death = kill(300);
        living.awaitRequests(requestsOf(living) + 400, SOON);
        dying.restart();
        long restarted = System.nanoTime();

        RateReport report = load.await();

        Losses losses = Losses.of(report, death, "planner#1");
        show(reporter, "configured backend", report, death, losses);
        assertUnharmed(losses, death);
        assertOut(report, death, restarted);
        List<Request> later = report.requests().stream()
                .filter(each -> each.sentNanos() - restarted > TimeUnit.SECONDS.toNanos(1))
                .toList();
        long back = later.stream()
                .filter(each -> each.upstream().equals("planner#1"))
                .count();
        assertThat(later).hasSizeGreaterThan(PER_SECOND / 2);
        assertThat(back).as("of %d requests", later.size()).isGreaterThan(later.size() * 4L / 10);
    }

    @Test
    void a_node_is_out_within_a_second(TestReporter reporter) throws InterruptedException {
        gateway = GatewayUnderTest.start("""
                models:
                  planner: {type: discovered}
                """);
        FakeNode.register(gateway.url(), "dying", dying.baseUrl(), role("planner"));
        FakeNode.register(gateway.url(), "living", living.baseUrl(), role("planner"));
        RateLoad load = start(Duration.ofMillis(3_500));
        Death death = kill(100);

        RateReport report = load.await();

        Losses losses = Losses.of(report, death, "dying");
        show(reporter, "node", report, death, losses);
        assertUnharmed(losses, death);
        assertOut(report, death, System.nanoTime());
        assertThat(Explained.of(gateway, "planner").rejected()).containsExactly("dying");
    }

    private RateLoad start(Duration time) {
        return RateLoad.start(vertx, new RatePlan(gateway.url(), "planner", PER_SECOND, time));
    }

    /** Once it has had so many requests. */
    private Death kill(int requests) {
        dying.awaitRequests(requests, SOON);
        dying.stop();
        long killed = System.nanoTime();
        return new Death(killed, usersOf(dying));
    }

    private static Set<String> usersOf(FaultBackend backend) {
        return backend.requests().stream()
                .flatMap(request -> request.field("user").stream())
                .collect(Collectors.toSet());
    }

    private static int requestsOf(FaultBackend backend) {
        return backend.counts().requests();
    }

    private void assertUnharmed(Losses losses, Death death) {
        assertThat(losses.others()).isEmpty();
        assertThat(losses.onTheWay()).hasSizeLessThanOrEqualTo(MAX_ON_THE_WAY);
        Set<String> sentThere = new HashSet<>(death.begun());
        losses.onTheWay().forEach(request -> sentThere.add(request.user()));
        assertThat(usersOf(living)).as("nothing runs twice").doesNotContainAnyElementsOf(sentThere);
    }

    private static void assertOut(RateReport report, Death death, long restarted) {
        long out = death.nanos() + TimeUnit.SECONDS.toNanos(1);
        List<Request> between = report.requests().stream()
                .filter(each -> each.sentBetween(out, restarted))
                .toList();
        assertThat(between).hasSizeGreaterThan(PER_SECOND / 2);
        assertThat(between).allSatisfy(each -> {
            assertThat(each.attempts()).isEqualTo(1);
            assertThat(each.upstream()).isIn("planner#2", "living");
        });
    }

    private static void show(TestReporter reporter, String what, RateReport report, Death death, Losses losses) {
        List<Request> secondTry =
                report.requests().stream().filter(each -> each.attempts() > 1).toList();
        long lastNanos = secondTry.stream().mapToLong(Request::sentNanos).max().orElse(death.nanos());
        Figures.show(
                reporter,
                what + " killed under %d requests a second".formatted(PER_SECOND),
                "%d requests, %d failed that had begun there, %d on their way there, %d others; %d tried there and then elsewhere, the last of them %d ms after"
                        .formatted(
                                report.requests().size(),
                                losses.begun().size(),
                                losses.onTheWay().size(),
                                losses.others().size(),
                                secondTry.size(),
                                TimeUnit.NANOSECONDS.toMillis(lastNanos - death.nanos())));
    }

    /** When the backend was dead, and which requests had begun there. */
    private record Death(long nanos, Set<String> begun) {}

    /**
     * What failed.
     *
     * @param begun the backend had read it
     * @param onTheWay written to a connection in the moment of the kill, and never read by the backend
     * @param others what must not be
     */
    private record Losses(List<Request> begun, List<Request> onTheWay, List<Request> others) {
        static Losses of(RateReport report, Death death, String upstream) {
            List<Request> begun = new ArrayList<>();
            List<Request> onTheWay = new ArrayList<>();
            List<Request> others = new ArrayList<>();
            for (Request each : report.failed()) {
                boolean closedThere = each.status() == 502
                        && each.failure().contains("\"upstream_closed\"")
                        && each.upstream().equals(upstream);
                if (closedThere && death.begun().contains(each.user())) {
                    begun.add(each);
                } else if (closedThere && isAround(death, each)) {
                    onTheWay.add(each);
                } else {
                    others.add(each);
                }
            }
            return new Losses(begun, onTheWay, others);
        }

        private static boolean isAround(Death death, Request request) {
            long span = ON_THE_WAY.toNanos();
            return request.sentBetween(death.nanos() - span, death.nanos() + span);
        }
    }
}
