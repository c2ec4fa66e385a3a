package org.rolemesh.agent;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.rolemesh.catalog.Availability;
import org.rolemesh.catalog.Observation;
import org.rolemesh.catalog.Upstream;
import org.rolemesh.nodes.Node;
import org.rolemesh.nodes.NodeStatus;
import org.rolemesh.nodes.Nodes;

class SlotCatalogTest {
    @Test
    void a_slot_is_a_node_from_the_start() {
        OneSlot slot = new OneSlot();

        assertThat(node(slot).offers().keySet()).containsExactly("a", "b");
        assertThat(availability(slot, "a").warm()).isEmpty();
        assertThat(availability(slot, "a").cold()).hasSize(1);
    }

    @Test
    void requests_go_to_the_process_of_the_slot_with_its_key() {
        OneSlot slot = OneSlot.ready();

        Upstream upstream = availability(slot, "a").warm().get(0);

        assertThat(upstream.url().port()).isEqualTo(slot.launch().port());
        assertThat(upstream.apiKey()).isEqualTo(slot.launch().key());
        assertThat(availability(slot, "b").warm()).isEmpty();
    }

    @Test
    void address_and_key_change_with_a_launch() {
        OneSlot slot = OneSlot.ready();
        Upstream before = slot.upstream("a");
        slot.ended();
        assertThat(availability(slot, "a").warm()).isEmpty();
        slot.after(1);
        slot.comesUp();

        Upstream after = availability(slot, "a").warm().get(0);

        assertThat(after.id()).isEqualTo(before.id());
        assertThat(after.url()).isNotEqualTo(before.url());
        assertThat(after.apiKey())
                .isNotEqualTo(before.apiKey())
                .isEqualTo(slot.launch().key());
    }

    @Test
    void a_launch_leaves_the_states_of_other_roles_as_old_as_they_are() {
        OneSlot slot = new OneSlot();
        slot.after(100);
        slot.load("a");
        slot.after(100);
        slot.ended();
        slot.after(10);
        slot.comesUp();

        assertThat(node(slot).offers().get("b").since()).isEqualTo(slot.instant(0));
        assertThat(node(slot).offers().get("a").since()).isEqualTo(slot.instant(210));
    }

    @Test
    void what_failed_with_the_old_process_does_not_count_against_the_new() {
        OneSlot slot = OneSlot.ready();
        for (int failure = 0; failure < 3; failure++) {
            slot.catalog.observe(slot.upstream("a"), Observation.failed("no connection"));
        }
        assertThat(node(slot).status()).isEqualTo(NodeStatus.SUSPECT);

        slot.ended();
        slot.after(1);
        slot.comesUp();

        assertThat(node(slot).status()).isEqualTo(NodeStatus.LIVE);
        assertThat(availability(slot, "a").warm()).hasSize(1);
    }

    @Test
    void a_slot_that_yields_takes_no_requests() {
        OneSlot slot = OneSlot.ready();
        slot.inFlight = 1;

        slot.supervisor.unload("a");

        assertThat(availability(slot, "a").warm()).isEmpty();
        assertThat(availability(slot, "a").cold()).hasSize(1);
    }

    @Test
    void a_board_that_shows_nothing_new_changes_nothing() {
        OneSlot slot = OneSlot.ready();
        slot.inFlight = 1;
        Nodes before = slot.catalog.snapshot().nodes();

        slot.after(5);
        slot.supervisor.load("a");
        slot.after(5);

        assertThat(slot.catalog.snapshot().nodes()).isSameAs(before);
    }

    private static Node node(OneSlot slot) {
        return slot.catalog.snapshot().nodes().find(OneSlot.NAME).orElseThrow();
    }

    private static Availability availability(OneSlot slot, String role) {
        return slot.catalog
                .snapshot()
                .availability(slot.catalog.snapshot().alias(role).orElseThrow());
    }
}
