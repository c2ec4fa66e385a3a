package org.rolemesh.slots;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.rolemesh.nodes.Offer;
import org.rolemesh.nodes.OfferState;

class RoleOffersTest {
    private static final String ROLES = """
            a: {model: sub/a.gguf, slots: [s0, s1], parallel: 3}
            b: {model: b.gguf, slots: [s1]}
            """;

    @Test
    void each_slot_offers_the_roles_that_it_may_have() {
        Host host = Host.of(2, ROLES);

        assertThat(inSlot(host, "s0")).containsExactly("a unloaded");
        assertThat(inSlot(host, "s1")).containsExactly("a unloaded", "b unloaded");
    }

    @Test
    void gateways_hear_of_a_role_where_it_is_furthest() {
        Host host = Host.of(2, ROLES);
        assertThat(told(host)).containsExactly("a unloaded", "b unloaded");

        host.supervisor.obstacles(Map.of(new Board.Berth("a", "s0"), "no room"));
        assertThat(told(host)).containsExactly("a unloaded", "b unloaded");

        host.supervisor.load("a");
        assertThat(inSlot(host, "s0")).containsExactly("a failed");
        assertThat(told(host)).containsExactly("a loading", "b unloaded");

        host.comesUp("s1");
        assertThat(told(host)).containsExactly("a ready", "b unloaded");
    }

    @Test
    void a_role_that_no_slot_can_have_has_failed_for_the_reason_of_the_first() {
        Host host = Host.of(2, ROLES);

        host.supervisor.obstacles(
                Map.of(new Board.Berth("a", "s0"), "no room", new Board.Berth("a", "s1"), "no room here"));

        assertThat(host.offer("a").state()).isEqualTo(OfferState.FAILED);
        assertThat(host.offer("a").detail()).isEqualTo("no room");
    }

    @Test
    void an_offer_says_what_the_model_is_and_how_many_requests_it_takes() {
        Host host = Host.of(2, ROLES);

        Offer offer = host.offer("a");

        assertThat(offer.model()).isEqualTo("sub/a.gguf");
        assertThat(offer.slots()).hasValue(3);
        assertThat(offer.contextLength()).as("of a role that is not loaded").isEmpty();
    }

    @Test
    void a_role_whose_slot_yields_or_is_freed_is_unloaded() {
        Host host = Host.of(2, ROLES);
        host.load("b", "s1");
        host.inFlight("b", "s1", 1);

        host.supervisor.unload("b");
        assertThat(host.state("b")).isEqualTo(OfferState.UNLOADED);
        host.leave("b", "s1");
        assertThat(host.slot("s1").phase()).isEqualTo(Phase.STOPPING);
        assertThat(host.state("b")).isEqualTo(OfferState.UNLOADED);
    }

    @Test
    void a_role_that_yields_and_could_not_be_loaded_again_has_failed() {
        Host host = Host.of(2, ROLES);
        host.load("b", "s1");
        host.supervisor.obstacles(Map.of(new Board.Berth("b", "s1"), "its file is gone"));
        assertThat(host.state("b")).as("it is in memory").isEqualTo(OfferState.READY);

        host.supervisor.unload("b");

        assertThat(host.state("b")).isEqualTo(OfferState.FAILED);
    }

    @Test
    void a_pinned_role_that_is_unloaded_does_not_stand_in_its_own_way() {
        Host host = Host.of(1, "kept: {model: kept.gguf, slots: [s0], pin: true}\n");
        host.load("kept", "s0");

        host.supervisor.unload("kept");
        assertThat(host.state("kept")).isEqualTo(OfferState.UNLOADED);
        host.wait("kept", 1);
        host.ended("s0");

        assertThat(host.phases()).containsExactly("s0: starting kept");
    }

    private static List<String> told(Host host) {
        return words(new RoleOffers(host.config).of(host.supervisor.board()));
    }

    private static List<String> inSlot(Host host, String slot) {
        Board board = host.supervisor.board();
        return words(new RoleOffers(host.config).of(board, board.slot(slot)));
    }

    private static List<String> words(List<Offer> offers) {
        return offers.stream()
                .map(offer -> offer.role() + " " + offer.state().word())
                .toList();
    }
}
