package org.rolemesh.catalog;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.rolemesh.config.UpstreamUrl;
import org.rolemesh.nodes.Heartbeat;
import org.rolemesh.nodes.Moment;
import org.rolemesh.nodes.NodeAddresses;
import org.rolemesh.nodes.Nodes;
import org.rolemesh.nodes.NodesJson;
import org.rolemesh.nodes.Offer;
import org.rolemesh.nodes.Registration;

/** What requests and probes see of a node's backend, against what the node says of itself. */
class DoubtsTest {
    private static final String BOX = "box";
    private static final String OLD_ADDRESS = "http://127.0.0.1:1";
    private static final String NEW_ADDRESS = "http://127.0.0.1:2";

    private Moment now = new Moment(Long.MAX_VALUE - 5, Instant.parse("2026-01-01T00:00:00Z"));
    private final Catalog catalog = catalog();

    @BeforeEach
    void one_node_is_there() {
        register(OLD_ADDRESS, 1);
        assertThat(state()).isEqualTo(Availability.State.USABLE);
    }

    @Test
    void N6_a_suspect_node_comes_back_by_a_probe_after_half_a_minute_and_not_by_its_beats() {
        becomeSuspect();

        pass(Duration.ofSeconds(29));
        beat();
        assertThat(state()).isEqualTo(Availability.State.UNUSABLE);
        assertThat(catalog.dueForProbe()).isEmpty();

        pass(Duration.ofSeconds(1));
        beat();
        assertThat(state()).isEqualTo(Availability.State.UNUSABLE);
        assertThat(catalog.dueForProbe()).containsExactly(upstream());

        catalog.observe(upstream(), Observation.answered());
        assertThat(state()).isEqualTo(Availability.State.USABLE);
        assertThat(catalog.dueForProbe()).isEmpty();
    }

    @Test
    void a_suspect_node_that_fails_its_probe_is_looked_at_again_half_a_minute_later() {
        becomeSuspect();
        pass(Duration.ofSeconds(30));

        catalog.observe(upstream(), Observation.failed("no answer in time"));

        assertThat(state()).isEqualTo(Availability.State.UNUSABLE);
        pass(Duration.ofSeconds(29));
        assertThat(catalog.dueForProbe()).isEmpty();
        pass(Duration.ofSeconds(1));
        assertThat(catalog.dueForProbe()).containsExactly(upstream());
    }

    @Test
    void a_suspect_node_that_answers_its_probe_with_an_odd_status_is_suspect_no_longer() {
        becomeSuspect();
        pass(Duration.ofSeconds(30));

        catalog.observe(upstream(), Observation.misanswered("GET /v1/models answered 404"));

        assertThat(state()).isEqualTo(Availability.State.USABLE);
    }

    @Test
    void a_suspect_node_that_turns_out_to_load_is_waited_for() {
        becomeSuspect();
        pass(Duration.ofSeconds(30));

        catalog.observe(upstream(), Observation.loading());

        assertThat(state()).isEqualTo(Availability.State.LOADING);
        assertThat(catalog.dueForProbe()).containsExactly(upstream());
    }

    @Test
    void an_answer_between_two_failures_keeps_a_node_from_becoming_suspect() {
        for (int i = 0; i < 2; i++) {
            catalog.observe(upstream(), Observation.refused("refused"));
            catalog.observe(upstream(), Observation.refused("refused"));
            catalog.observeAnswer(upstream());
        }

        assertThat(state()).isEqualTo(Availability.State.USABLE);
    }

    @Test
    void a_model_found_loading_is_waited_for_until_a_probe_finds_it_loaded_whatever_its_node_says() {
        assertThat(catalog.dueForProbe()).isEmpty();

        catalog.observe(upstream(), Observation.loading());

        assertThat(state()).isEqualTo(Availability.State.LOADING);
        beat(Offer.named("coder"));
        assertThat(state()).isEqualTo(Availability.State.LOADING);
        assertThat(catalog.dueForProbe()).containsExactly(upstream());
        catalog.observe(upstream(), Observation.loading());
        assertThat(state()).isEqualTo(Availability.State.LOADING);

        catalog.observe(upstream(), Observation.answered());
        assertThat(state()).isEqualTo(Availability.State.USABLE);
        assertThat(catalog.dueForProbe()).isEmpty();
    }

    @Test
    void a_model_found_loading_is_loaded_where_a_request_is_answered_first() {
        catalog.observe(upstream(), Observation.loading());

        catalog.observeAnswer(upstream());

        assertThat(state()).isEqualTo(Availability.State.USABLE);
    }

    @Test
    void one_role_found_loading_says_nothing_of_the_other_roles_of_its_node() {
        beat(Offer.named("coder"), Offer.named("writer"));

        catalog.observe(upstream(), Observation.loading());

        assertThat(state("coder")).isEqualTo(Availability.State.LOADING);
        assertThat(state("writer")).isEqualTo(Availability.State.USABLE);
    }

    @Test
    void failures_of_an_old_address_do_not_count_for_the_new_one() {
        becomeSuspect();
        Upstream old = upstream();
        register(NEW_ADDRESS, 2);

        for (int i = 0; i < 3; i++) {
            catalog.observe(old, Observation.refused("refused"));
        }

        assertThat(state()).isEqualTo(Availability.State.USABLE);
        assertThat(catalog.snapshot().nodes().find(BOX).orElseThrow().trust().failures())
                .isZero();
    }

    @Test
    void a_loading_model_at_an_old_address_says_nothing_of_the_new_one() {
        becomeSuspect();
        Upstream old = upstream();
        register(NEW_ADDRESS, 2);

        catalog.observe(old, Observation.loading());

        assertThat(state()).isEqualTo(Availability.State.USABLE);
    }

    @Test
    void an_answer_from_an_old_address_does_not_speak_for_the_new_one() {
        becomeSuspect();
        Upstream old = upstream();
        register(NEW_ADDRESS, 2);
        becomeSuspect();

        catalog.observe(old, Observation.answered());

        assertThat(state()).isEqualTo(Availability.State.UNUSABLE);
    }

    @Test
    void a_node_from_before_a_restart_is_unusable_until_it_is_heard_of() {
        Catalog restarted = restarted();
        assertThat(state(restarted, "coder")).isEqualTo(Availability.State.UNUSABLE);

        restarted.updateNodes(nodes -> nodes.beaten(heartbeat(Optional.empty()), now));

        assertThat(state(restarted, "coder")).isEqualTo(Availability.State.USABLE);
    }

    @Test
    void a_node_from_before_a_restart_is_unusable_while_it_fails_its_probes_and_looked_at_every_two_seconds() {
        Catalog restarted = restarted();
        Upstream upstream = restarted.dueForProbe().get(0);

        restarted.observe(upstream, Observation.refused("refused"));

        assertThat(state(restarted, "coder")).isEqualTo(Availability.State.UNUSABLE);
        assertThat(restarted.dueForProbe()).isEmpty();
        pass(Duration.ofSeconds(2));
        assertThat(restarted.dueForProbe()).containsExactly(upstream);
        restarted.observe(upstream, Observation.misanswered("GET /health answered 500"));
        assertThat(state(restarted, "coder")).isEqualTo(Availability.State.USABLE);
    }

    private Catalog catalog() {
        return new Catalog(Rosters.of("models: {}"), new Thresholds(1, 2), () -> now);
    }

    private Catalog restarted() {
        Catalog restarted = catalog();
        Nodes known = catalog.snapshot().nodes();
        restarted.restore(
                nodes -> nodes.restored(NodesJson.read(NodesJson.write(known), new NodeAddresses(List.of()), now)));
        return restarted;
    }

    private void register(String address, long incarnation) {
        Registration told =
                new Registration(BOX, UpstreamUrl.parse(address), List.of(Offer.named("coder")), null, incarnation);
        catalog.updateNodes(nodes -> nodes.registered(told, now));
    }

    private void beat(Offer... offers) {
        Optional<List<Offer>> roles = offers.length == 0 ? Optional.empty() : Optional.of(List.of(offers));
        catalog.updateNodes(nodes -> nodes.beaten(heartbeat(roles), now));
    }

    private static Heartbeat heartbeat(Optional<List<Offer>> roles) {
        return new Heartbeat(BOX, roles, Optional.empty(), 0);
    }

    private void becomeSuspect() {
        for (int i = 0; i < 3; i++) {
            assertThat(state()).as("after %d failures", i).isEqualTo(Availability.State.USABLE);
            catalog.observe(upstream(), Observation.refused("refused"));
        }
        assertThat(state()).isEqualTo(Availability.State.UNUSABLE);
    }

    private void pass(Duration time) {
        now = new Moment(now.nanos() + time.toNanos(), now.wall().plus(time));
    }

    private Upstream upstream() {
        return catalog.snapshot().alias("coder").orElseThrow().upstreams().get(0);
    }

    private Availability.State state() {
        return state("coder");
    }

    private Availability.State state(String role) {
        return state(catalog, role);
    }

    private static Availability.State state(Catalog catalog, String role) {
        Snapshot snapshot = catalog.snapshot();
        return snapshot.availability(snapshot.alias(role).orElseThrow()).state();
    }
}
