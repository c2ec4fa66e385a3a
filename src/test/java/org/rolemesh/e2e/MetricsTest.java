package org.rolemesh.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.rolemesh.e2e.Explained.awaitWaiting;
import static org.rolemesh.e2e.Invariants.SOON;
import static org.rolemesh.testing.Announced.role;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.Semaphore;
import org.assertj.core.api.ThrowingConsumer;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.rolemesh.testing.Answers;
import org.rolemesh.testing.Ending;
import org.rolemesh.testing.FakeNode;
import org.rolemesh.testing.FaultBackend;
import org.rolemesh.testing.Faults;
import org.rolemesh.testing.GatewayUnderTest;
import org.rolemesh.testing.RawHttp;
import org.rolemesh.testing.Scrape;
import org.rolemesh.testing.Streams;

/** What a gateway counts and measures of the requests that it serves. */
@Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class MetricsTest {
    private static final String[] PLANNER = {"alias=planner", "upstream=planner"};

    @RegisterExtension
    final Invariants world = new Invariants();

    @Test
    void an_answer_is_counted_and_timed_under_its_alias_upstream_and_status() throws Exception {
        GatewayUnderTest gateway = world.gateway(world.backend());

        ask(gateway, Chats.whole("planner"));
        ask(gateway, Chats.stream("planner"));

        await(gateway, scrape -> {
            assertThat(scrape.value("rolemesh_requests_total", "alias=planner", "upstream=planner", "status=2xx"))
                    .isEqualTo(2);
            assertThat(scrape.value("rolemesh_request_duration_seconds_count", PLANNER))
                    .isEqualTo(2);
            assertThat(scrape.value("rolemesh_request_duration_seconds_sum", PLANNER))
                    .isPositive();
            assertThat(scrape.value("rolemesh_time_to_first_byte_seconds_count", PLANNER))
                    .isEqualTo(2);
            assertThat(scrape.value("gen_ai_server_request_duration_seconds_count", "gen_ai_operation_name=chat"))
                    .isEqualTo(2);
            assertThat(scrape.value("gen_ai_server_time_to_first_token_seconds_count", "upstream=planner"))
                    .isEqualTo(1);
        });
    }

    @Test
    void tokens_and_speeds_are_those_that_the_answer_tells_of() throws Exception {
        FaultBackend backend = world.backend(Answers.json(200, """
                {"choices":[],"usage":{"prompt_tokens":100,"completion_tokens":20,
                 "prompt_tokens_details":{"cached_tokens":64}},
                 "timings":{"predicted_per_second":50.0}}"""));
        GatewayUnderTest gateway = world.gateway(backend);

        ask(gateway, Chats.whole("planner"));

        await(gateway, scrape -> {
            assertThat(scrape.value("rolemesh_tokens_total", "alias=planner", "upstream=planner", "kind=prompt"))
                    .isEqualTo(100);
            assertThat(scrape.value("rolemesh_tokens_total", "kind=cached")).isEqualTo(64);
            assertThat(scrape.value("rolemesh_tokens_total", "kind=generated")).isEqualTo(20);
            assertThat(scrape.value("gen_ai_client_token_usage_sum", "gen_ai_token_type=input"))
                    .isEqualTo(100);
            assertThat(scrape.value("gen_ai_client_token_usage_sum", "gen_ai_token_type=output"))
                    .isEqualTo(20);
            assertThat(scrape.value("rolemesh_tokens_per_second_sum", PLANNER)).isEqualTo(50);
            assertThat(scrape.value("gen_ai_server_time_per_output_token_seconds_sum", "upstream=planner"))
                    .isEqualTo(0.02);
        });
    }

    @Test
    void the_last_event_of_a_stream_tells_of_its_tokens() throws Exception {
        FaultBackend backend = world.backend(x -> {
            Streams.head(x);
            x.chunk("data: {\"choices\":[{\"index\":0,\"delta\":{\"content\":\"hi\"}}]}\n\n");
            x.chunk("data: {\"choices\":[],\"timings\":{\"cache_n\":30,\"prompt_n\":12,\"predicted_n\":5,"
                    + "\"predicted_per_second\":25.0}}\n\ndata: [DONE]\n\n");
            x.lastChunk();
        });
        GatewayUnderTest gateway = world.gateway(backend);

        ask(gateway, Chats.stream("planner"));

        await(gateway, scrape -> {
            assertThat(scrape.value("rolemesh_tokens_total", "kind=prompt")).isEqualTo(42);
            assertThat(scrape.value("rolemesh_tokens_total", "kind=cached")).isEqualTo(30);
            assertThat(scrape.value("rolemesh_tokens_total", "kind=generated")).isEqualTo(5);
            assertThat(scrape.value("rolemesh_tokens_per_second_sum")).isEqualTo(25);
        });
    }

    @Test
    void what_a_client_makes_up_never_becomes_a_label() throws Exception {
        GatewayUnderTest gateway = world.gateway(world.backend());

        for (int n = 0; n < 20; n++) {
            ask(gateway, Chats.whole("made-up-" + n));
            world.connect(gateway).get("/v1/made-up-" + n + "?key=made-up").readAnswer(SOON);
            world.connect(gateway)
                    .get("/v1/models/made-up-" + n, "X-Request-Id: made-up-" + n)
                    .readAnswer(SOON);
        }

        await(gateway, scrape -> {
            assertThat(scrape.value("rolemesh_requests_total", "alias=none", "upstream=none", "status=4xx"))
                    .isEqualTo(60);
            assertThat(scrape.text()).doesNotContain("made-up");
        });
    }

    @Test
    void a_stream_that_breaks_off_is_no_success() throws Exception {
        GatewayUnderTest gateway = world.gateway(world.backend(Streams.diesAfter(2, Ending.CLOSE)));

        ask(gateway, Chats.stream("planner"));

        await(gateway, scrape -> {
            assertThat(scrape.value("rolemesh_requests_total", "alias=planner", "status=5xx"))
                    .isEqualTo(1);
            assertThat(scrape.value("rolemesh_requests_total", "status=2xx", "alias=planner"))
                    .isZero();
            assertThat(scrape.value("rolemesh_upstream_failures_total", "upstream=planner", "reason=upstream_closed"))
                    .isEqualTo(1);
        });
    }

    @Test
    void a_failover_is_counted_against_the_upstream_that_had_not_taken_the_request() throws Exception {
        FaultBackend busy = world.backend(Faults.tooMany429());
        GatewayUnderTest gateway = twoUpstreams(busy, world.backend());

        ask(gateway, Chats.whole("planner"));

        await(gateway, scrape -> {
            assertThat(scrape.value("rolemesh_failovers_total", "alias=planner", "upstream=planner#1"))
                    .isEqualTo(1);
            assertThat(scrape.value("rolemesh_requests_total", "upstream=planner#2", "status=2xx"))
                    .isEqualTo(1);
            assertThat(scrape.value("rolemesh_upstream_failures_total", "upstream=planner#1"))
                    .isEqualTo(1);
            assertThat(scrape.has("rolemesh_retries_total")).isFalse();
        });
    }

    @Test
    void the_time_until_a_cancelled_upstream_is_let_go_is_measured() throws Exception {
        FaultBackend backend = world.backend(Streams.hangsAfter(2));
        GatewayUnderTest gateway = world.gateway(backend);
        RawHttp client = world.connect(gateway).post(Chats.PATH, Chats.stream("planner"));
        client.readHead(SOON);
        await(gateway, scrape -> assertThat(scrape.value("rolemesh_in_flight", PLANNER))
                .isEqualTo(1));

        client.close();

        backend.awaitAborted(1, SOON);
        await(gateway, scrape -> {
            assertThat(scrape.value("rolemesh_requests_total", "alias=planner", "status=cancelled"))
                    .isEqualTo(1);
            assertThat(scrape.value("rolemesh_cancel_release_seconds_count", PLANNER))
                    .isEqualTo(1);
            assertThat(scrape.value("rolemesh_in_flight", PLANNER)).isZero();
        });
    }

    @Test
    void who_waits_is_shown_and_how_long_is_measured() throws Exception {
        Semaphore permits = new Semaphore(0);
        FaultBackend backend = world.backend(Answers.held(permits, Answers.chat()));
        GatewayUnderTest gateway = world.gateway(backend, "{}", "max_in_flight: 1");
        RawHttp first = world.connect(gateway).post(Chats.PATH, Chats.whole("planner"));
        backend.awaitOpen(1, SOON);
        RawHttp second = world.connect(gateway).post(Chats.PATH, Chats.whole("planner"));
        awaitWaiting(gateway, "planner", 1);
        assertThat(Scrape.of(gateway.url()).value("rolemesh_queue_length", "alias=planner", "reason=place"))
                .isEqualTo(1);
        assertThat(Scrape.of(gateway.url()).value("rolemesh_in_flight_limit", PLANNER))
                .isEqualTo(1);

        permits.release(2);

        assertThat(first.readAnswer(SOON).status()).isEqualTo(200);
        assertThat(second.readAnswer(SOON).status()).isEqualTo(200);
        await(gateway, scrape -> {
            assertThat(scrape.value("rolemesh_queue_wait_seconds_count", "alias=planner", "reason=place"))
                    .isEqualTo(1);
            assertThat(scrape.value("rolemesh_queue_length")).isZero();
        });
    }

    @Test
    void a_node_that_is_removed_takes_its_gauges_with_it() throws Exception {
        FaultBackend backend = world.backend();
        GatewayUnderTest gateway = world.gateway("probe: {interval_s: 60}\n");
        FakeNode.register(gateway.url(), "box", backend.baseUrl(), role("coder"));
        assertThat(Scrape.of(gateway.url()).value("rolemesh_alias_state", "alias=coder", "state=usable"))
                .isEqualTo(1);
        assertThat(Scrape.of(gateway.url()).value("rolemesh_upstream_state", "upstream=box", "state=warm"))
                .isEqualTo(1);

        RawHttp admin = world.connect(gateway).send("DELETE /v1/nodes/box HTTP/1.1\r\nHost: x\r\n\r\n");

        assertThat(admin.readAnswer(SOON).status()).isEqualTo(200);
        assertThat(Scrape.of(gateway.url()).text()).doesNotContain("\"box\"", "\"coder\"");
    }

    @Test
    void a_node_is_shown_with_its_cards_and_slots() throws Exception {
        GatewayUnderTest gateway = world.gateway("probe: {interval_s: 60}\n");

        register(gateway, """
                {"gpus":[{"index":0,"device":"cuda:0","memory_total_mib":24576,"memory_used_mib":1024,
                          "utilization_pct":37,"temperature_c":61},
                         {"index":1,"memory_total_mib":8}],
                 "slots":[{"name":"gpu0","state":"ready","restarts":2,
                           "process":{"slots_busy":3,"requests_deferred":1}}]}""");

        Scrape scrape = Scrape.of(gateway.url());
        assertThat(scrape.value("rolemesh_node_state", "node=box", "state=live"))
                .isEqualTo(1);
        assertThat(scrape.value("rolemesh_node_state", "node=box", "state=stale"))
                .isZero();
        assertThat(scrape.value("rolemesh_gpu_memory_total_bytes", "node=box", "gpu=cuda:0"))
                .isEqualTo(24576.0 * 1024 * 1024);
        assertThat(scrape.value("rolemesh_gpu_memory_total_bytes", "node=box", "gpu=1"))
                .isEqualTo(8.0 * 1024 * 1024);
        assertThat(scrape.value("rolemesh_gpu_utilization_ratio", "node=box")).isEqualTo(0.37);
        assertThat(scrape.value("rolemesh_gpu_temperature_celsius", "node=box")).isEqualTo(61);
        assertThat(scrape.value("rolemesh_slot_state", "slot=gpu0", "state=ready"))
                .isEqualTo(1);
        assertThat(scrape.value("rolemesh_process_restarts_total", "slot=gpu0")).isEqualTo(2);
    }

    @Test
    void what_a_node_makes_up_spoils_nothing_and_becomes_no_label() throws Exception {
        GatewayUnderTest gateway = world.gateway("probe: {interval_s: 60}\n");
        StringBuilder many = new StringBuilder("{\"index\":0,\"memory_used_mib\":\"a lot\"}");
        for (int n = 0; n < 500; n++) {
            many.append(",{\"device\":\"made-up-%d\",\"index\":%d,\"memory_used_mib\":1}".formatted(n, n));
        }

        register(gateway, """
                {"gpus":[{"device":"cuda:0","memory_used_mib":1},{"device":"cuda:0","memory_used_mib":2},%s],
                 "slots":{"made-up":[1]}}""".formatted(many));

        Scrape scrape = Scrape.of(gateway.url());
        assertThat(scrape.all("rolemesh_gpu_memory_used_bytes")).hasSize(1);
        assertThat(scrape.text()).doesNotContain("made-up");
    }

    @Test
    void a_topology_counts_what_its_owner_wants(@TempDir Path routes) throws Exception {
        Files.writeString(routes.resolve("mine.camel.yaml"), """
                - route:
                    id: route-by-alias
                    errorHandler: {noErrorHandler: {}}
                    from:
                      uri: direct:route-by-alias
                      steps:
                        - to: {uri: "micrometer:counter:mine.asked?tags=alias=${variable.alias}"}
                        - toD: {uri: "upstream:${variable.alias}"}
                """);
        GatewayUnderTest gateway = world.gateway("""
                probe: {interval_s: 60}
                models:
                  planner: {type: proxy, proxy_url: "%s"}
                """.formatted(world.backend().baseUrl()), routes);

        assertThat(ask(gateway, Chats.whole("planner")).status()).isEqualTo(200);

        assertThat(Scrape.of(gateway.url()).value("mine_asked_total", "alias=planner"))
                .isEqualTo(1);
    }

    private void register(GatewayUnderTest gateway, String inventory) throws Exception {
        RawHttp.Answer answer = world.connect(gateway)
                .post(
                        "/v1/nodes/register",
                        "{\"node_id\":\"box\",\"base_url\":\"http://127.0.0.1:9\",\"roles\":[],\"inventory\":%s}"
                                .formatted(inventory))
                .readAnswer(SOON);
        assertThat(answer.status()).as(answer.body()).isEqualTo(200);
    }

    private GatewayUnderTest twoUpstreams(FaultBackend first, FaultBackend second) {
        return world.gateway("""
                probe: {interval_s: 60}
                models:
                  planner: {type: proxy, proxy_urls: ["%s", "%s"]}
                """.formatted(first.baseUrl(), second.baseUrl()));
    }

    private RawHttp.Answer ask(GatewayUnderTest gateway, String body) throws Exception {
        return world.connect(gateway).post(Chats.PATH, body).readAnswer(SOON);
    }

    /** A client may have its answer before the gateway has counted it. */
    private static void await(GatewayUnderTest gateway, ThrowingConsumer<Scrape> met) {
        Awaitility.await().atMost(SOON).untilAsserted(() -> met.accept(Scrape.of(gateway.url())));
    }
}
