package org.rolemesh.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.Vertx;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestReporter;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Isolated;
import org.rolemesh.testing.Answers;
import org.rolemesh.testing.Detour;
import org.rolemesh.testing.FaultBackend;
import org.rolemesh.testing.Figures;
import org.rolemesh.testing.GatewayUnderTest;
import org.rolemesh.testing.LoadPlan;
import org.rolemesh.testing.LoadReport;
import org.rolemesh.testing.RateLoad;
import org.rolemesh.testing.RatePlan;
import org.rolemesh.testing.RateReport;
import org.rolemesh.testing.RawHttp;
import org.rolemesh.testing.StreamLoad;
import org.rolemesh.testing.Streams;

/** A topology that is edited ten times, once wrongly, while streams and requests run. */
@Isolated
@Tag("load")
class ReloadUnderLoadTest {
    private static final int STREAMS = 200;
    private static final int EVENTS = 600;
    private static final Duration GAP = Duration.ofMillis(50);
    private static final int PER_SECOND = 500;
    private static final int EDITS = 10;
    private static final int BROKEN_EDIT = 6;
    private static final Duration WARM_UP = Duration.ofSeconds(2);
    private static final Duration EDITED = Duration.ofSeconds(13);
    /** Before the edits and again after them: a machine that stalls now and then has as long to do so without them. */
    private static final Duration QUIET = EDITED.dividedBy(2);

    private static final Duration IN_EFFECT = Duration.ofSeconds(2);
    private static final double SLOWER_MILLIS = 250;
    private static final String CHAT = "{\"model\":\"even\",\"messages\":[{\"role\":\"user\",\"content\":\"hi\"}]}";
    private static final Duration DEADLINE = Duration.ofSeconds(60);

    @TempDir
    private Path folder;

    private final Vertx vertx = Vertx.vertx();
    private final FaultBackend streaming = FaultBackend.start(Streams.stream(EVENTS, GAP));
    private final FaultBackend quick = FaultBackend.start(Answers.chat());
    private final FaultBackend even = FaultBackend.start(Answers.json(200, "{\"choices\":[],\"id\":\"even\"}"));
    private final FaultBackend odd = FaultBackend.start(Answers.json(200, "{\"choices\":[],\"id\":\"odd\"}"));
    private GatewayUnderTest gateway;

    @BeforeEach
    void start() throws Exception {
        Files.writeString(folder.resolve("models.yaml"), """
                version: 1
                default_model: quick
                models:
                  streaming: {type: proxy, proxy_url: "%s"}
                  quick: {type: proxy, proxy_url: "%s"}
                  even: {type: proxy, proxy_url: "%s"}
                  odd: {type: proxy, proxy_url: "%s"}
                """.formatted(
                        streaming.baseUrl(), quick.baseUrl(), even.baseUrl(), odd.baseUrl()));
        Files.createDirectories(folder.resolve("routes"));
        edit(0);
        gateway = GatewayUnderTest.watching(folder.resolve("models.yaml"), folder.resolve("routes"));
        gateway.awaitListed("streaming", true);
        gateway.awaitListed("odd", true);
    }

    @AfterEach
    void leave_nothing_open() throws Exception {
        gateway.close();
        for (FaultBackend backend : List.of(streaming, quick, even, odd)) {
            backend.close();
        }
        vertx.close().toCompletionStage().toCompletableFuture().get(10, TimeUnit.SECONDS);
    }

    @Test
    void D3_nobody_notices_but_who_was_meant_to(TestReporter reporter) throws Exception {
        RateLoad.run(vertx, new RatePlan(gateway.url(), "quick", PER_SECOND, WARM_UP));
        CompletableFuture<LoadReport> streams = CompletableFuture.supplyAsync(this::stream);
        streaming.awaitOpen(STREAMS, DEADLINE);
        RateReport before = RateLoad.run(vertx, new RatePlan(gateway.url(), "quick", PER_SECOND, QUIET));
        RateLoad load = RateLoad.start(vertx, new RatePlan(gateway.url(), "quick", PER_SECOND, EDITED));
        long begun = System.nanoTime();
        List<Long> inEffectMillis = new ArrayList<>();
        for (int edit = 1; edit <= EDITS; edit++) {
            if (edit == BROKEN_EDIT) {
                breakTopology();
            } else {
                inEffectMillis.add(editAndAwait(inEffectMillis.size() + 1));
            }
        }
        long editing = System.nanoTime() - begun;
        RateReport edited = load.await();
        RateReport after = RateLoad.run(vertx, new RatePlan(gateway.url(), "quick", PER_SECOND, QUIET));
        double quiet = Math.max(before.millis(100), after.millis(100));
        LoadReport streamed = streams.get(DEADLINE.toSeconds(), TimeUnit.SECONDS);

        Figures.show(
                reporter,
                "%d edits under %d streams and %d requests a second".formatted(EDITS, STREAMS, PER_SECOND),
                "in effect after %s ms; %d of %d requests failed %s; p50 %.1f ms and longest %.1f ms, before and after %.1f and %.1f, %.1f and %.1f; %d of %d streams whole"
                        .formatted(
                                inEffectMillis,
                                edited.failed().size(),
                                edited.requests().size(),
                                edited.failures(),
                                edited.millis(50),
                                edited.millis(100),
                                before.millis(50),
                                before.millis(100),
                                after.millis(50),
                                after.millis(100),
                                streamed.whole(),
                                STREAMS));
        assertThat(editing).as("edited while requests came").isLessThan(EDITED.toNanos());
        assertThat(edited.failed()).as("%s", edited.failures()).isEmpty();
        assertThat(streamed.whole()).as(streamed.summary()).isEqualTo(STREAMS);
        assertThat(inEffectMillis).allSatisfy(millis -> assertThat(millis).isLessThan(IN_EFFECT.toMillis()));
        assertThat(edited.millis(100) - quiet).isLessThan(SLOWER_MILLIS);
    }

    private LoadReport stream() {
        try {
            return StreamLoad.run(vertx, new LoadPlan(gateway.url(), "streaming", STREAMS, EVENTS, DEADLINE));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    /** How long it took until a request went the new way, in milliseconds. */
    private long editAndAwait(int edit) throws Exception {
        long edited = System.nanoTime();
        edit(edit);
        String wanted = nameOf(edit);
        Awaitility.await().pollInterval(Duration.ofMillis(20)).atMost(DEADLINE).until(() -> ask(
                        "/v1/chat/completions", CHAT)
                .contains(wanted));
        return TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - edited);
    }

    private void breakTopology() throws Exception {
        Files.writeString(folder.resolve("routes/mine.camel.yaml"), "- route:\n    id: route-by-alias\n    form: {}\n");
        Awaitility.await().pollInterval(Duration.ofMillis(20)).atMost(DEADLINE).until(() -> ask(
                        "/ready?verbose=1", null)
                .contains("\"line\":3"));
    }

    private static String nameOf(int edit) {
        return edit % 2 == 0 ? "even" : "odd";
    }

    private void edit(int edit) throws Exception {
        Files.writeString(folder.resolve("routes/mine.camel.yaml"), Detour.of("even", nameOf(edit)));
    }

    private String ask(String path, String body) throws Exception {
        try (RawHttp http = RawHttp.connect(gateway.url())) {
            return (body == null ? http.get(path) : http.post(path, body))
                    .readAnswer(DEADLINE)
                    .body();
        }
    }
}
