package org.rolemesh.nodes;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.rolemesh.nodes.Telling.STALE_AFTER;
import static org.rolemesh.nodes.Telling.at;
import static org.rolemesh.nodes.Telling.beat;
import static org.rolemesh.nodes.Telling.json;
import static org.rolemesh.nodes.Telling.registration;

import java.util.List;
import java.util.Optional;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import org.rolemesh.openai.RequestRejected;

class NodesTest {
    private static final String BOX = "gpu-box-1";

    private final Nodes one = Nodes.EMPTY.registered(registration(BOX, 8091, 5, "planner"), at(0));

    @Test
    void a_node_that_has_registered_is_live() {
        Node node = one.find(BOX).orElseThrow();

        assertThat(node.status()).isEqualTo(NodeStatus.LIVE);
        assertThat(node.reason()).isNull();
        assertThat(node.since()).isEqualTo(Telling.START);
        assertThat(node.offers().get("planner").since()).isEqualTo(Telling.START);
    }

    @Test
    void N1_a_silent_node_is_stale_in_time_and_not_before() {
        assertThat(one.expired(at(29.999), STALE_AFTER)).isSameAs(one);

        Node stale = only(one.expired(at(30), STALE_AFTER));

        assertThat(stale.status()).isEqualTo(NodeStatus.STALE);
        assertThat(stale.since()).isEqualTo(Telling.START.plusSeconds(30));
    }

    @Test
    void a_stale_node_is_back_with_its_first_beat() {
        Nodes back = one.expired(at(31), STALE_AFTER).beaten(beat(BOX, 5), at(40));

        assertThat(only(back).status()).isEqualTo(NodeStatus.LIVE);
        assertThat(only(back).since()).isEqualTo(Telling.START.plusSeconds(40));
        assertThat(back.expired(at(69), STALE_AFTER)).isSameAs(back);
    }

    @Test
    void a_node_is_forgotten_a_day_after_it_went_stale() {
        Nodes stale = one.expired(at(30), STALE_AFTER);

        assertThat(stale.expired(at(24 * 3600 + 29), STALE_AFTER).all()).hasSize(1);
        assertThat(stale.expired(at(24 * 3600 + 30), STALE_AFTER).all()).isEmpty();
    }

    @Test
    void N3_another_address_is_refused_while_the_first_is_live_and_taken_once_it_is_stale() {
        Registration elsewhere = registration(BOX, 9000, 6, "planner");

        assertRefused(() -> one.registered(elsewhere, at(1)), 409, "node_id_conflict");

        Nodes moved = one.expired(at(30), STALE_AFTER).registered(elsewhere, at(31));
        assertThat(only(moved).url().port()).isEqualTo(9000);
        assertThat(only(moved).incarnation()).isEqualTo(6);
    }

    @Test
    void a_replaced_agent_is_told_so() {
        Nodes replaced = one.registered(registration(BOX, 8091, 6, "planner"), at(1));

        assertRefused(() -> replaced.registered(registration(BOX, 8091, 5, "planner"), at(2)), 409, "node_replaced");
        assertRefused(() -> replaced.beaten(beat(BOX, 5), at(2)), 409, "node_replaced");
    }

    @Test
    void an_agent_whose_clock_was_set_back_gets_in_once_its_node_is_stale() {
        Registration setBack = registration(BOX, 8091, 3, "planner");
        assertRefused(() -> one.registered(setBack, at(29)), 409, "node_replaced");

        Nodes back = one.expired(at(30), STALE_AFTER).registered(setBack, at(3600));

        assertThat(only(back).status()).isEqualTo(NodeStatus.LIVE);
        assertThat(only(back).incarnation()).isEqualTo(3);
        assertThat(only(back).registered()).isEqualTo(Telling.START.plusSeconds(3600));
        assertThat(only(back.beaten(beat(BOX, 3), at(3601))).status()).isEqualTo(NodeStatus.LIVE);
    }

    @Test
    void who_is_told_of_being_replaced_is_told_every_way_out() {
        RequestRejected refusal = catchThrowableOfType(
                RequestRejected.class, () -> one.registered(registration(BOX, 8091, 3, "planner"), at(1)));

        assertThat(refusal.error().message()).contains("End this one", "DELETE /v1/nodes/" + BOX);
    }

    @Test
    void an_agent_that_did_not_register_does_not_keep_the_one_before_it_alive() {
        assertRefused(() -> one.beaten(beat(BOX, 6), at(1)), 404, "node_unknown");
    }

    @Test
    void who_tells_no_incarnation_is_taken_and_the_known_one_kept() {
        Nodes plain =
                one.registered(registration(BOX, 8091, 0, "planner"), at(1)).beaten(beat(BOX, 0), at(2));

        assertThat(only(plain).incarnation()).isEqualTo(5);
    }

    @Test
    void an_unknown_node_is_told_to_register() {
        assertRefused(() -> one.beaten(beat("other", 0), at(1)), 404, "node_unknown");
        assertRefused(() -> one.without("other"), 404, "node_unknown");
        assertRefused(() -> one.draining("other", true, at(1)), 404, "node_unknown");
        assertThat(one.connectFailed("other", at(1))).isSameAs(one);
    }

    @Test
    void a_beat_changes_what_it_tells_and_nothing_else() {
        Nodes told = one.registered(
                        Registration.read(
                                json("{'node_id':'gpu-box-1','base_url':'http://127.0.0.1:8091','incarnation':5,"
                                        + "'roles':[{'role':'planner','state':'loading'}],'inventory':{'gpus':[]}}"),
                                Telling.ANYWHERE),
                        at(1))
                .beaten(Heartbeat.read(json("{'node_id':'gpu-box-1'}")), at(2));
        assertThat(only(told).offers().get("planner").state()).isEqualTo(OfferState.LOADING);
        assertThat(only(told).inventory()).isNotNull();

        Nodes ready = told.beaten(
                new Heartbeat(
                        BOX, Optional.of(List.of(Offer.named("planner"), Offer.named("coder"))), Optional.empty(), 0),
                at(3));

        assertThat(only(ready).offers()).containsOnlyKeys("planner", "coder");
        assertThat(only(ready).offers().get("planner").since()).isEqualTo(Telling.START.plusSeconds(3));
        assertThat(only(ready).inventory()).isNotNull();
    }

    @Test
    void the_state_of_a_role_keeps_its_beginning_while_it_lasts() {
        Nodes later = one.beaten(
                new Heartbeat(BOX, Optional.of(List.of(Offer.named("planner"))), Optional.empty(), 5), at(10));

        assertThat(only(later).offers().get("planner").since()).isEqualTo(Telling.START);
        assertThat(only(later).routesLike(only(one))).isTrue();
    }

    @Test
    void what_a_node_says_of_its_loading_routes_nothing_and_why_it_failed_does() {
        assertThat(only(saying("loading", "loading 37 %")).routesLike(only(saying("loading", "loading 38 %"))))
                .isTrue();
        assertThat(only(saying("failed", "no memory")).routesLike(only(saying("failed", "no such file"))))
                .isFalse();
    }

    @Test
    void N6_three_connect_failures_in_a_row_make_a_node_suspect_until_a_probe_passes() {
        Nodes twice = one.connectFailed(BOX, at(1)).connectFailed(BOX, at(1));
        assertThat(only(twice).status()).isEqualTo(NodeStatus.LIVE);
        assertThat(only(twice.answered(BOX, at(1)).connectFailed(BOX, at(1))).status())
                .isEqualTo(NodeStatus.LIVE);

        Nodes suspect = twice.connectFailed(BOX, at(2));

        assertThat(only(suspect).status()).isEqualTo(NodeStatus.SUSPECT);
        assertThat(only(suspect.beaten(beat(BOX, 5), at(3))).status()).isEqualTo(NodeStatus.SUSPECT);
        assertThat(suspect.dueForProbe(at(31.9))).isEmpty();
        assertThat(suspect.dueForProbe(at(32))).hasSize(1);
        assertThat(only(suspect.answered(BOX, at(32))).status()).isEqualTo(NodeStatus.LIVE);
    }

    @Test
    void a_suspect_whose_probe_fails_waits_as_long_again() {
        Nodes again = suspect().probeFailed(BOX, at(31));

        assertThat(only(again).status()).isEqualTo(NodeStatus.SUSPECT);
        assertThat(only(again).since()).isEqualTo(only(suspect()).since());
        assertThat(again.dueForProbe(at(60.9))).isEmpty();
        assertThat(again.dueForProbe(at(61))).hasSize(1);
    }

    @Test
    void a_suspect_is_trusted_again_at_another_address_or_after_a_restart_of_its_agent() {
        assertThat(only(suspect().registered(registration(BOX, 8091, 5, "planner"), at(2)))
                        .status())
                .isEqualTo(NodeStatus.SUSPECT);
        assertThat(only(suspect().registered(registration(BOX, 8091, 6, "planner"), at(2)))
                        .status())
                .isEqualTo(NodeStatus.LIVE);
        assertThat(only(suspect().registered(registration(BOX, 9000, 5, "planner"), at(2)))
                        .status())
                .isEqualTo(NodeStatus.LIVE);
    }

    @Test
    void a_drained_node_stays_drained_when_it_registers_again() {
        Nodes drained = one.draining(BOX, true, at(1));
        assertThat(only(drained).status()).isEqualTo(NodeStatus.DRAINING);
        assertThat(only(drained).since()).isEqualTo(Telling.START.plusSeconds(1));

        Nodes again = drained.registered(registration(BOX, 8091, 6, "planner"), at(2));

        assertThat(only(again).status()).isEqualTo(NodeStatus.DRAINING);
        Node undrained = only(again.draining(BOX, false, at(3)));
        assertThat(undrained.status()).isEqualTo(NodeStatus.LIVE);
        assertThat(undrained.since()).isEqualTo(Telling.START.plusSeconds(3));
        assertThat(again.draining(BOX, true, at(3))).isSameAs(again);
    }

    @Test
    void what_is_shown_is_the_gravest() {
        Nodes drained = suspect().draining(BOX, true, at(1));

        assertThat(only(drained).status()).isEqualTo(NodeStatus.SUSPECT);
        assertThat(only(drained.expired(at(40), STALE_AFTER)).status()).isEqualTo(NodeStatus.STALE);
    }

    @Test
    void a_remembered_node_is_probed_at_once_and_then_every_two_seconds_until_it_is_heard_of() {
        Nodes restored = Nodes.EMPTY.restored(NodesJson.read(NodesJson.write(one), Telling.ANYWHERE, at(0)));
        assertThat(only(restored).status()).isEqualTo(NodeStatus.UNCONFIRMED);
        assertThat(restored.dueForProbe(at(0))).hasSize(1);

        Nodes probed = restored.probeFailed(BOX, at(0.1));

        assertThat(probed.dueForProbe(at(2))).isEmpty();
        assertThat(probed.dueForProbe(at(2.1))).hasSize(1);
        assertThat(only(probed.answered(BOX, at(3))).status()).isEqualTo(NodeStatus.LIVE);
        assertThat(only(probed.beaten(beat(BOX, 5), at(3))).status()).isEqualTo(NodeStatus.LIVE);
        assertThat(probed.expired(at(30), STALE_AFTER).dueForProbe(at(30))).isEmpty();
    }

    @Test
    void a_node_that_has_registered_since_is_not_overwritten_by_what_is_remembered() {
        List<Node> remembered = NodesJson.read(NodesJson.write(one), Telling.ANYWHERE, at(0));

        assertThat(one.restored(remembered)).isSameAs(one);
    }

    @Test
    void a_remembered_node_may_come_back_at_another_address() {
        Nodes restored = Nodes.EMPTY.restored(NodesJson.read(NodesJson.write(one), Telling.ANYWHERE, at(0)));

        assertThat(only(restored.registered(registration(BOX, 9000, 6, "planner"), at(1)))
                        .status())
                .isEqualTo(NodeStatus.LIVE);
    }

    @Test
    void when_there_are_too_many_the_longest_stale_makes_room() {
        Nodes full = Nodes.EMPTY;
        for (int i = 0; i < Nodes.MAX_NODES; i++) {
            full = full.registered(registration("node-" + i, 8091, 0, "planner"), at(i * 0.001));
        }
        Nodes live = full;
        assertRefused(
                () -> live.registered(registration("one-more", 8091, 0, "planner"), at(2)), 429, "too_many_nodes");
        assertThat(live.registered(registration("node-7", 8091, 0, "coder"), at(2))
                        .all())
                .hasSize(Nodes.MAX_NODES);

        Nodes made = live.expired(at(40), STALE_AFTER).registered(registration("one-more", 8091, 0, "planner"), at(41));

        assertThat(made.all()).hasSize(Nodes.MAX_NODES);
        assertThat(made.find("node-0")).isEmpty();
        assertThat(made.find("one-more")).isPresent();
    }

    private Nodes suspect() {
        return one.connectFailed(BOX, at(1)).connectFailed(BOX, at(1)).connectFailed(BOX, at(1));
    }

    private Nodes saying(String state, String detail) {
        return one.beaten(
                Heartbeat.read(json("{'node_id':'gpu-box-1','roles':[{'role':'planner','state':'" + state
                        + "','detail':'" + detail + "'}]}")),
                at(1));
    }

    private static Node only(Nodes nodes) {
        assertThat(nodes.all()).hasSize(1);
        return nodes.all().get(0);
    }

    private static void assertRefused(ThrowingCallable call, int status, String code) {
        RequestRejected refusal = catchThrowableOfType(RequestRejected.class, call);
        assertThat(refusal).isNotNull();
        assertThat(refusal.error().status()).isEqualTo(status);
        assertThat(refusal.error().code()).isEqualTo(code);
    }
}
