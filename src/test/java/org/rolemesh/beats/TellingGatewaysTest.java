package org.rolemesh.beats;

import static org.assertj.core.api.Assertions.assertThat;
import static org.rolemesh.beats.BeatingAgent.ADDRESS;
import static org.rolemesh.beats.BeatingAgent.NODE;
import static org.rolemesh.beats.BeatingAgent.link;
import static org.rolemesh.beats.BeatingAgent.role;

import java.net.URI;
import java.time.Duration;
import java.util.Map;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.rolemesh.nodes.OfferState;
import org.rolemesh.testing.Announced;
import org.rolemesh.testing.FakeNode;
import org.rolemesh.testing.GatewayUnderTest;
import org.rolemesh.testing.RawHttp;

/** A node agent and real gateways. */
@Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class TellingGatewaysTest {
    private static final Duration SOON = Duration.ofSeconds(10);
    private static final Duration AT_ONCE = Duration.ofSeconds(1);
    private static final String PLANNER = "{\"role\":\"planner\",\"state\":\"%s\"";

    @Test
    void a_node_that_starts_is_listed_by_every_gateway() throws Exception {
        try (GatewayUnderTest one = GatewayUnderTest.start("");
                GatewayUnderTest two = GatewayUnderTest.start("");
                BeatingAgent agent = BeatingAgent.silent(one.url(), two.url());
                Logged logged = Logged.about(two.url())) {
            agent.beat();

            assertThat(nodes(one))
                    .contains("\"node_id\":\"box\",\"base_url\":\"" + ADDRESS + "\",\"status\":\"live\"")
                    .contains(PLANNER.formatted("ready"))
                    .contains("\"inventory\":{\"gpu_count\":1}")
                    .contains("\"incarnation\":1000");
            assertThat(nodes(two)).contains("\"node_id\":\"box\"");
            assertThat(logged.lines()).containsExactly("registered gateway=" + two.url() + " node=box");
        }
    }

    @Test
    void a_change_is_at_the_gateway_within_a_second() throws Exception {
        try (GatewayUnderTest gateway = GatewayUnderTest.start("");
                BeatingAgent agent = BeatingAgent.silent(gateway.url())) {
            agent.offers(role("planner", OfferState.LOADING));
            agent.beat();
            assertThat(nodes(gateway)).contains(PLANNER.formatted("loading"));

            agent.offers(role("planner", OfferState.READY));
            agent.beats().tellAll();

            Awaitility.await()
                    .atMost(AT_ONCE)
                    .pollInterval(Duration.ofMillis(10))
                    .until(() -> nodes(gateway).contains(PLANNER.formatted("ready")));
        }
    }

    @Test
    void a_gateway_that_has_forgotten_the_node_is_told_all_again_with_the_next_beat() throws Exception {
        try (GatewayUnderTest gateway = GatewayUnderTest.start("");
                BeatingAgent agent = BeatingAgent.silent(gateway.url())) {
            agent.beat();
            remove(gateway);
            assertThat(nodes(gateway)).doesNotContain("box");

            agent.beat();

            assertThat(nodes(gateway)).contains("\"node_id\":\"box\"", PLANNER.formatted("ready"), "{\"gpu_count\":1}");
        }
    }

    @Test
    void a_node_whose_id_another_has_says_so_once_and_gets_in_when_that_one_has_gone() throws Exception {
        try (GatewayUnderTest gateway = GatewayUnderTest.start("");
                BeatingAgent agent = BeatingAgent.silent(gateway.url());
                Logged logged = Logged.about(gateway.url())) {
            FakeNode.register(gateway.url(), NODE, URI.create("http://127.0.0.1:9"), Announced.role("writer"));

            agent.beat();
            agent.beat();

            assertThat(logged.lines()).singleElement().satisfies(line -> assertThat(line)
                    .contains(
                            "belongs to a live node at http://127.0.0.1:9", "remedy=\"another host has this node_id"));
            remove(gateway);
            agent.beat();
            assertThat(nodes(gateway)).contains("\"base_url\":\"" + ADDRESS + "\"");
            assertThat(logged.lines()).hasSize(2).element(1).asString().startsWith("registered");
        }
    }

    @Test
    void an_agent_that_was_replaced_while_it_ran_asks_for_its_place_and_is_told_why_not() throws Exception {
        try (GatewayUnderTest gateway = GatewayUnderTest.start("");
                BeatingAgent agent = BeatingAgent.silent(gateway.url());
                Logged logged = Logged.about(gateway.url())) {
            agent.beat();
            post(gateway, "/v1/nodes/register", """
                    {"node_id":"box","base_url":"%s","roles":[],"incarnation":2000}""".formatted(ADDRESS));

            agent.beat();
            agent.beat();

            assertThat(logged.lines()).hasSize(2).last().asString().contains("An agent that started later");
        }
    }

    @Test
    void a_node_shows_the_key_of_the_gateway() throws Exception {
        String keys = "auth: {node_api_keys: [test-node-key], admin_api_keys: [test-admin-key]}";
        try (GatewayUnderTest gateway = GatewayUnderTest.start(keys, Map.of());
                Logged logged = Logged.about(gateway.url());
                BeatingAgent stranger = BeatingAgent.silent(link(gateway.url(), "test-other-key"));
                BeatingAgent agent = BeatingAgent.silent(link(gateway.url(), "test-node-key"))) {
            stranger.beat();
            assertThat(nodes(gateway)).doesNotContain("box");
            assertThat(logged.lines()).singleElement().satisfies(line -> assertThat(line)
                    .contains("gateway refuses the key", "No valid API key was sent", "remedy=\"set api_key_env"));

            agent.beat();
            agent.beat();

            assertThat(nodes(gateway)).contains("\"node_id\":\"box\"");
            assertThat(logged.lines()).last().asString().startsWith("registered");
        }
    }

    @Test
    void the_last_beat_leaves_no_role_to_route_to() throws Exception {
        try (GatewayUnderTest gateway = GatewayUnderTest.start("");
                BeatingAgent agent = BeatingAgent.silent(gateway.url())) {
            agent.beat();

            agent.leave();
            agent.beat();

            assertThat(nodes(gateway))
                    .contains(PLANNER.formatted("failed") + ",\"detail\":\"the agent is stopping\"")
                    .doesNotContain(PLANNER.formatted("ready"));
        }
    }

    private static String nodes(GatewayUnderTest gateway) throws Exception {
        try (RawHttp client = RawHttp.connect(gateway.url())) {
            RawHttp.Answer answer = client.get("/v1/nodes", "Authorization: Bearer test-admin-key")
                    .readAnswer(SOON);
            assertThat(answer.status()).isEqualTo(200);
            return answer.body();
        }
    }

    private static void remove(GatewayUnderTest gateway) throws Exception {
        try (RawHttp client = RawHttp.connect(gateway.url())) {
            client.send("DELETE /v1/nodes/box HTTP/1.1\r\nHost: gateway\r\n\r\n");
            assertThat(client.readAnswer(SOON).status()).isEqualTo(200);
        }
    }

    private static void post(GatewayUnderTest gateway, String path, String json) throws Exception {
        try (RawHttp client = RawHttp.connect(gateway.url())) {
            assertThat(client.post(path, json).readAnswer(SOON).status()).isEqualTo(200);
        }
    }
}
