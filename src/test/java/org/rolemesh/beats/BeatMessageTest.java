package org.rolemesh.beats;

import static org.assertj.core.api.Assertions.assertThat;
import static org.rolemesh.beats.BeatingAgent.gpus;
import static org.rolemesh.beats.BeatingAgent.link;
import static org.rolemesh.beats.BeatingAgent.role;
import static org.rolemesh.beats.FakeGateway.HEARTBEAT;
import static org.rolemesh.beats.FakeGateway.REGISTER;
import static org.rolemesh.beats.FakeGateway.takes;
import static org.rolemesh.beats.FakeGateway.told;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.rolemesh.nodes.OfferState;
import org.rolemesh.testing.FaultBackend;
import org.rolemesh.testing.Faults;
import org.rolemesh.testing.ReceivedRequest;

/** What a node says in its beats. */
@Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class BeatMessageTest {
    @Test
    void what_a_gateway_knows_already_is_left_out() throws Exception {
        try (FaultBackend gateway = FaultBackend.start(takes());
                BeatingAgent agent = BeatingAgent.silent(gateway.baseUrl())) {
            agent.beat();
            assertThat(told(gateway).fieldNames())
                    .toIterable()
                    .containsExactly("node_id", "incarnation", "base_url", "roles", "inventory");

            agent.beat();
            assertThat(told(gateway).fieldNames()).toIterable().containsExactly("node_id", "incarnation");

            agent.offers(role("planner", OfferState.LOADING));
            agent.beat();
            assertThat(told(gateway).at("/roles/0/state").asText()).isEqualTo("loading");
            assertThat(told(gateway).has("inventory")).isFalse();

            agent.inventory(gpus(2));
            agent.beat();
            assertThat(told(gateway).at("/inventory/gpu_count").asInt()).isEqualTo(2);
            assertThat(told(gateway).has("roles")).isFalse();

            agent.offers();
            agent.beat();
            assertThat(told(gateway).get("roles").isArray()).isTrue();
            assertThat(told(gateway).get("roles")).isEmpty();
        }
    }

    @Test
    void what_a_gateway_may_not_know_is_told_again() throws Exception {
        try (FaultBackend gateway = FaultBackend.start(takes());
                BeatingAgent agent = BeatingAgent.silent(gateway.baseUrl())) {
            agent.beat();
            gateway.behave(Faults.resetBeforeHeaders());
            agent.beat();
            gateway.behave(takes());

            agent.beat();
            assertThat(gateway.lastRequest().path()).isEqualTo(HEARTBEAT);
            assertThat(told(gateway).fieldNames()).toIterable().contains("roles", "inventory");
        }
    }

    @Test
    void a_gateway_that_says_nothing_of_a_restart_is_told_all_now_and_then() throws Exception {
        try (FaultBackend gateway = FaultBackend.start(takes());
                BeatingAgent agent = BeatingAgent.silent(gateway.baseUrl())) {
            for (int n = 0; n < 7; n++) {
                agent.beat();
            }

            List<Boolean> withRoles = gateway.requests().stream()
                    .map(request -> request.bodyText().contains("\"roles\""))
                    .toList();
            assertThat(withRoles).containsExactly(true, false, false, false, false, false, true);
        }
    }

    @Test
    void a_key_is_in_its_header_alone_and_goes_nowhere_else() throws Exception {
        try (FaultBackend elsewhere = FaultBackend.start(takes());
                FaultBackend gateway =
                        FaultBackend.start(x -> x.answer(307, "", "Location", elsewhere.baseUrl() + REGISTER));
                Logged logged = Logged.about(gateway.baseUrl());
                BeatingAgent agent = BeatingAgent.silent(link(gateway.baseUrl(), "test-node-key"))) {
            agent.beat();

            ReceivedRequest request = gateway.lastRequest();
            assertThat(request.headers("Authorization")).containsExactly("Bearer test-node-key");
            assertThat(request.headText() + request.bodyText()).containsOnlyOnce("test-node-key");
            assertThat(elsewhere.counts().accepted()).isZero();
            assertThat(logged.lines()).singleElement().satisfies(line -> assertThat(line)
                    .contains("it answered 307")
                    .doesNotContain("test-node-key"));
        }
    }
}
