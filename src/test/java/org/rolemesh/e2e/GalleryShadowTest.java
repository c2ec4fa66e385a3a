package org.rolemesh.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.rolemesh.e2e.Invariants.SOON;
import static org.rolemesh.e2e.Invariants.posts;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.Semaphore;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.rolemesh.testing.Answers;
import org.rolemesh.testing.Ending;
import org.rolemesh.testing.FaultBackend;
import org.rolemesh.testing.GatewayUnderTest;
import org.rolemesh.testing.RawHttp;
import org.rolemesh.testing.RawHttp.Answer;
import org.rolemesh.testing.ReceivedRequest;
import org.rolemesh.testing.Streams;

/** The example that sends copies of requests to another role: whatever that one does, no client notices. */
class GalleryShadowTest {
    /** Far more than a request takes, far less than the shadow hangs. */
    private static final Duration PROMPTLY = Duration.ofSeconds(2);

    @RegisterExtension
    static final Invariants invariants = new Invariants();

    private static FaultBackend planner;
    private static FaultBackend shadow;
    private static GatewayUnderTest gateway;

    private int plannerBefore;
    private int shadowBefore;

    @BeforeAll
    static void start() {
        planner = invariants.backend();
        shadow = invariants.backend();
        gateway = invariants.gateway(Gallery.config(planner, shadow), Gallery.folder("shadow"));
    }

    @BeforeEach
    void count() {
        shadow.behave(Answers.chat());
        plannerBefore = posts(planner).size();
        shadowBefore = posts(shadow).size();
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void a_shadow_gets_the_same_request_and_nobody_its_answer(boolean stream) throws Exception {
        try (RawHttp client = RawHttp.connect(gateway.url())) {
            Answer answer = client.post(Chats.PATH, Chats.of("planner", stream), "X-Request-Id: shadowed-1")
                    .readAnswer(SOON);

            assertThat(answer.status()).isEqualTo(200);
            assertThat(answer.head().first("X-RoleMesh-Alias")).contains("planner");
            assertThat(answer.end()).isEqualTo(RawHttp.BodyEnd.CLEAN);
        }
        awaitCopies(1);
        assertThat(copies()).singleElement().satisfies(copy -> {
            assertThat(copy.bodyText()).contains(Chats.PROMPT);
            assertThat(copy.asksToStream()).isEqualTo(stream);
            assertThat(copy.headText()).contains("shadowed-1");
        });
    }

    @Test
    void other_roles_have_no_shadow() throws Exception {
        ask("writer", false);

        assertThat(posts(planner)).hasSize(plannerBefore);
        assertThat(copies()).hasSize(1);
    }

    @Test
    void a_shadow_s_stream_is_read_to_its_end() throws Exception {
        int events = 2_000;
        shadow.behave(Streams.stream(events, Duration.ofNanos(1)));

        ask("planner", true);

        awaitCopies(1);
        assertThat(shadow.counts().aborted()).isZero();
    }

    @Test
    void a_shadow_that_hangs_slows_nobody() throws Exception {
        Semaphore hang = new Semaphore(0);
        shadow.behave(Answers.held(hang, Answers.chat()));
        try (RawHttp client = RawHttp.connect(gateway.url())) {
            for (int i = 0; i < 200; i++) {
                // The queue takes a hundred copies: the second half finds it full.
                Answer answer =
                        client.post(Chats.PATH, Chats.of("planner", i % 2 == 0)).readAnswer(PROMPTLY);
                assertThat(answer.status()).isEqualTo(200);
            }
        }

        assertThat(posts(planner)).hasSize(plannerBefore + 200);
        await().atMost(SOON).until(() -> copies().size() == 2);
        assertThat(shadow.counts().open()).isEqualTo(2);
        hang.release(1_000);
        await().atMost(SOON).until(() -> copies().size() >= 100);
        shadow.awaitOpen(0, SOON);
        // Those two, and what the queue holds; its first may have been taken before it was full.
        assertThat(copies()).hasSizeBetween(100, 102);
    }

    @Test
    void a_shadow_that_fails_leaves_the_answer_alone() throws Exception {
        shadow.behave(Answers.inTurn(
                Answers.json(500, "{\"error\":{\"message\":\"broken\"}}"),
                Answers.json(400, "{\"error\":{\"message\":\"refused\"}}"),
                Streams.diesAfter(1, Ending.RESET)));

        List<Integer> statuses = Stream.of(true, false, true).map(this::status).toList();

        assertThat(statuses).containsOnly(200);
        awaitCopies(3);
        assertThat(invariants.log().lines()).noneMatch(line -> line.contains("ERROR"));
    }

    /** Waits until the shadow has had so many requests and answered them to the end. */
    private void awaitCopies(int copies) {
        await().atMost(SOON).until(() -> copies().size() == copies);
        shadow.awaitOpen(0, SOON);
    }

    /** What the shadow has been sent in this test. */
    private List<ReceivedRequest> copies() {
        List<ReceivedRequest> all = posts(shadow);
        return all.subList(shadowBefore, all.size());
    }

    private int status(boolean stream) {
        try {
            return ask("planner", stream).status();
        } catch (Exception e) {
            throw new AssertionError(e);
        }
    }

    private Answer ask(String model, boolean stream) throws Exception {
        try (RawHttp client = RawHttp.connect(gateway.url())) {
            return client.post(Chats.PATH, Chats.of(model, stream)).readAnswer(SOON);
        }
    }
}
