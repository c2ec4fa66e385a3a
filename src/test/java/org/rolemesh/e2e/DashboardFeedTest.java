package org.rolemesh.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.function.Predicate;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.rolemesh.testing.Announced;
import org.rolemesh.testing.Answers;
import org.rolemesh.testing.FakeNode;
import org.rolemesh.testing.FaultBackend;
import org.rolemesh.testing.GatewayUnderTest;
import org.rolemesh.testing.RawHttp;
import org.rolemesh.testing.RawHttp.Answer;
import org.rolemesh.testing.RawHttp.BodyEnd;
import org.rolemesh.testing.RawHttp.Event;
import org.rolemesh.testing.Streams;

/** The dashboard's page as it is served, and what its viewers are told. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class DashboardFeedTest {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Duration SOON = Duration.ofSeconds(10);
    private static final String ADMIN = "Authorization: Bearer test-admin-key";
    private static final String ALL = "Authorization: Bearer test-client-key-all";
    private static final String PLANNER_ONLY = "Authorization: Bearer test-client-key-planner";

    @RegisterExtension
    final Invariants world = new Invariants();

    private FaultBackend backend;
    private GatewayUnderTest gateway;
    private GatewayUnderTest open;

    @BeforeAll
    void start() {
        backend = world.backend();
        gateway = world.gateway("""
                default_model: planner
                probe: {interval_s: 60}
                auth:
                  client_api_keys:
                    - {name: all, key: test-client-key-all}
                    - {name: plan, key: test-client-key-planner, roles: [planner]}
                  node_api_keys: [test-node-key]
                  admin_api_keys: [test-admin-key]
                models:
                  planner: {type: proxy, proxy_url: "%1$s"}
                  writer: {type: proxy, proxy_url: "%1$s"}
                """.formatted(backend.baseUrl()));
        open = world.gateway("models: {planner: {type: proxy, proxy_url: \"%s\"}}".formatted(backend.baseUrl()));
    }

    @Test
    void the_page_needs_no_key_may_load_nothing_from_elsewhere_and_is_sent_once() throws Exception {
        Answer page = get(gateway, "/ui/");

        assertThat(page.status()).isEqualTo(200);
        assertThat(page.head().first("Content-Security-Policy").orElseThrow())
                .startsWith("default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'")
                .doesNotContain("unsafe");
        assertThat(page.head().first("X-Content-Type-Options")).contains("nosniff");
        assertThat(page.head().first("Referrer-Policy")).contains("no-referrer");
        assertThat(page.body()).doesNotContain("http://", "https://", "<script>", "<style>", " style=", " onclick=");
        String tag = page.head().first("ETag").orElseThrow();
        Answer again = get(gateway, "/ui/", "If-None-Match: " + tag);
        assertThat(again.status()).isEqualTo(304);
        assertThat(again.body()).isEmpty();
        assertThat(get(gateway, "/ui").head().first("Location")).contains("ui/");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/ui/rolemesh-log4j2.xml",
                "/ui/..%2Frolemesh-log4j2.xml",
                "/ui/../rolemesh-log4j2.xml",
                "/ui//etc/passwd",
                "/ui/index.html%00.js"
            })
    void nothing_but_the_page_is_served(String path) throws Exception {
        assertThat(get(gateway, path).status()).isIn(400, 404);
    }

    @Test
    void an_administrator_is_told_of_everything_first_and_then_of_what_changes() throws Exception {
        RawHttp viewer = look(gateway, ADMIN);
        JsonNode state = next(viewer, "state");
        assertThat(state.path("aliases").findValuesAsText("name")).contains("planner", "writer");
        assertThat(state.path("sees").path("everything").asBoolean()).isTrue();

        chat(gateway, "writer", ALL);

        JsonNode change = awaitChange(viewer, told -> told.has("requests"));
        JsonNode request = change.path("requests").path(0);
        assertThat(request.path("alias").asText()).isEqualTo("writer");
        assertThat(request.path("status").asInt()).isEqualTo(200);
        assertThat(request.path("key").asText()).isEqualTo("all");
        assertThat(request.path("completion_tokens").asInt()).isPositive();
        assertThat(change.toString()).doesNotContain(Chats.PROMPT, "test-client-key", "Hello from");
    }

    @Test
    void a_node_and_its_role_come_drain_and_are_told_without_asking() throws Exception {
        RawHttp viewer = look(open);
        next(viewer, "state");

        FakeNode node = FakeNode.register(
                open.url(),
                "box",
                open.url(),
                Announced.role("coder").with("state", "loading").with("progress", 0.5));
        JsonNode state = next(viewer, "state");
        assertThat(state.path("nodes").findValuesAsText("id")).contains("box");
        assertThat(state.path("aliases").findValuesAsText("state")).contains("loading");

        node.beat(Announced.role("coder"));
        awaitChange(
                viewer, told -> told.path("aliases").findValuesAsText("state").contains("usable"));
        node.drain();
        JsonNode change = awaitChange(
                viewer, told -> told.path("nodes").findValuesAsText("status").contains("draining"));
        assertThat(change.path("aliases").findValuesAsText("reason")).anyMatch(reason -> reason.contains("draining"));
    }

    @Test
    void streams_that_run_are_told_of_with_their_speed() throws Exception {
        RawHttp viewer = look(open);
        next(viewer, "state");
        backend.behave(Streams.stream(1_000, Duration.ofMillis(20)));
        world.connect(open).post(Chats.PATH, Chats.stream("planner")).readHead(SOON);

        JsonNode alias = awaitChange(
                        viewer, told -> told.path("aliases").path(0).has("tokens_per_second"))
                .path("aliases")
                .path(0);
        assertThat(alias.path("in_flight").asInt()).isEqualTo(1);
        assertThat(alias.path("tokens_per_second").asInt()).isBetween(1, 100);
        backend.behave(Answers.chat());
    }

    @Test
    void a_bound_key_is_told_of_its_roles_and_its_own_requests_alone() throws Exception {
        chat(gateway, "planner", ALL);
        chat(gateway, "planner", PLANNER_ONLY);

        RawHttp viewer = look(gateway, PLANNER_ONLY);
        JsonNode state = next(viewer, "state");

        assertThat(state.path("sees").path("everything").asBoolean()).isFalse();
        assertThat(state.path("aliases").findValuesAsText("name")).containsOnly("planner");
        assertThat(state.has("nodes")).isFalse();
        // The last one may have ended a moment after its answer was read.
        JsonNode requests = state.has("requests") ? state : awaitChange(viewer, told -> told.has("requests"));
        assertThat(requests.path("requests").findValuesAsText("key")).containsOnly("plan");
        assertThat(state.toString()).doesNotContain("writer");
    }

    @ParameterizedTest
    @ValueSource(strings = {"X-None: 1", "Authorization: Bearer test-wrong", "Authorization: Bearer test-node-key"})
    void without_a_good_key_nothing_is_told(String key) throws Exception {
        assertThat(get(gateway, "/ui/live", key).status()).isEqualTo(401);
    }

    @Test
    void there_is_room_for_a_hundred_viewers_and_again_when_one_leaves() throws Exception {
        GatewayUnderTest watched = world.gateway("models: {}\n");
        RawHttp first = look(watched);
        for (int viewer = 2; viewer <= 100; viewer++) {
            next(look(watched), "state");
        }
        assertThat(get(watched, "/ui/live").status()).isEqualTo(503);

        first.close();
        Invariants.awaitInFlight(watched, 99);
        next(look(watched), "state");
    }

    @Test
    void a_page_of_ours_may_act_and_no_other() throws Exception {
        String own = "Origin: " + open.url();
        FakeNode.register(open.url(), "acted-on", open.url(), Announced.role("reviewer"));

        assertThat(post(open, "/v1/nodes/acted-on/drain", own).status()).isEqualTo(200);
        assertThat(post(open, "/v1/nodes/acted-on/drain", "Origin: http://page.example")
                        .status())
                .isEqualTo(403);
        assertThat(post(gateway, "/v1/nodes/none/drain", ADMIN, "Origin: " + gateway.url())
                        .status())
                .isEqualTo(404);
        assertThat(post(gateway, "/v1/nodes/none/drain", "Origin: " + gateway.url())
                        .status())
                .isEqualTo(401);
    }

    @Test
    void views_end_with_a_reload_and_begin_again_by_its_keys(@TempDir Path folder) throws Exception {
        Path config = Files.writeString(folder.resolve("models.yaml"), "version: 1\nmodels: {}\n");
        try (GatewayUnderTest edited =
                GatewayUnderTest.watching(config, Files.createDirectory(folder.resolve("routes")))) {
            RawHttp viewer = look(edited);
            next(viewer, "state");
            Files.writeString(config, "version: 1\nauth: {client_api_keys: [test-client-key]}\nmodels: {}\n");

            assertEndsWell(viewer);
            assertThat(get(edited, "/ui/live").status()).isEqualTo(401);
        }
    }

    @Test
    void a_gateway_that_stops_waits_for_no_viewer() throws Exception {
        GatewayUnderTest stopping = world.gateway("limits: {drain_s: 30}\nmodels: {}\n");
        world.expectEnded(stopping);
        RawHttp viewer = look(stopping);
        next(viewer, "state");
        long began = System.nanoTime();

        stopping.drain();

        assertEndsWell(viewer);
        assertThat(Duration.ofNanos(System.nanoTime() - began)).isLessThan(SOON);
    }

    private RawHttp look(GatewayUnderTest at, String... headers) throws Exception {
        RawHttp viewer = world.connect(at).get("/ui/live", headers);
        RawHttp.Head head = viewer.readHead(SOON);
        assertThat(head.status()).isEqualTo(200);
        assertThat(head.first("Content-Type")).contains("text/event-stream");
        return viewer;
    }

    /** The next event of this name. */
    private static JsonNode next(RawHttp viewer, String name) throws Exception {
        for (; ; ) {
            Event event = viewer.nextEvent(SOON).orElseThrow();
            if (event.block().startsWith("event: " + name + "\n")) {
                return JSON.readTree(event.data());
            }
        }
    }

    private static JsonNode awaitChange(RawHttp viewer, Predicate<JsonNode> wanted) throws Exception {
        for (; ; ) {
            JsonNode change = next(viewer, "change");
            if (wanted.test(change)) {
                return change;
            }
        }
    }

    private static void assertEndsWell(RawHttp viewer) throws Exception {
        while (viewer.nextPiece(SOON).isPresent()) {
            assertThat(viewer.end()).isEqualTo(BodyEnd.OPEN);
        }
        assertThat(viewer.end()).isEqualTo(BodyEnd.CLEAN);
    }

    private void chat(GatewayUnderTest at, String role, String... headers) throws Exception {
        String body = Chats.whole(role);
        assertThat(world.connect(at)
                        .post("/v1/chat/completions", body, headers)
                        .readAnswer(SOON)
                        .status())
                .isEqualTo(200);
    }

    private Answer get(GatewayUnderTest at, String path, String... headers) throws Exception {
        return world.connect(at).get(path, headers).readAnswer(SOON);
    }

    private Answer post(GatewayUnderTest at, String path, String... headers) throws Exception {
        return world.connect(at).post(path, "{}", headers).readAnswer(SOON);
    }
}
