package org.rolemesh.slots;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import org.junit.jupiter.api.Test;
import org.rolemesh.nodes.OfferState;

/** Which slot a role gets, and when. */
class PlannerTest {
    private static final String THREE = """
            a: {model: a.gguf, slots: [s0, s1]}
            b: {model: b.gguf, slots: [s0, s1]}
            c: {model: c.gguf, slots: [s0, s1]}
            """;

    @Test
    void a_free_slot_comes_before_one_with_an_idle_role() {
        Host host = Host.of(2, THREE);
        host.load("a", "s0");
        host.during(60);

        host.wait("b", 1);

        assertThat(host.phases()).containsExactly("s0: ready a", "s1: starting b");
    }

    @Test
    void where_none_is_free_the_role_that_was_used_longest_ago_goes() {
        Host host = Host.of(2, THREE);
        host.load("a", "s0");
        host.load("b", "s1");
        host.inFlight("a", "s0", 1);
        host.during(5);
        host.leave("a", "s0");
        host.after(1);

        host.wait("c", 1);

        assertThat(host.phases()).containsExactly("s0: ready a", "s1: stopping b");
        assertThat(host.ends()).extracting(Host.Order::slot).containsExactly("s1");
    }

    @Test
    void a_role_that_was_in_use_a_moment_ago_is_not_idle_yet() {
        Host host = Host.of(1, "a: {model: a.gguf, slots: [s0]}\nb: {model: b.gguf, slots: [s0]}\n");
        host.load("a", "s0");
        host.inFlight("a", "s0", 1);
        host.wait("b", 1);
        host.during(3);
        host.leave("a", "s0");
        host.after(0.4);
        host.inFlight("a", "s0", 1);
        host.during(3);
        host.leave("a", "s0");

        assertThat(host.phases()).containsExactly("s0: ready a");
        host.after(0.5);
        assertThat(host.phases()).containsExactly("s0: stopping a");
    }

    @Test
    void a_slot_with_requests_is_left_alone_while_another_is_idle() {
        Host host = Host.of(2, THREE);
        host.load("a", "s0");
        host.load("b", "s1");
        host.during(30);
        host.inFlight("a", "s0", 1);

        host.wait("c", 1);

        assertThat(host.phases()).containsExactly("s0: ready a", "s1: stopping b");
    }

    @Test
    void a_role_waits_while_all_are_busy_and_then_gets_the_slot_that_had_its_role_longest() {
        Host host = Host.of(2, THREE);
        host.load("b", "s0");
        host.after(1);
        host.load("a", "s1");
        host.inFlight("b", "s0", 1);
        host.inFlight("a", "s1", 1);

        host.wait("c", 1);
        host.during(9.75);
        assertThat(host.phases()).containsExactly("s0: ready b", "s1: ready a");

        host.after(0.25);
        assertThat(host.phases()).containsExactly("s0: yielding b", "s1: ready a");
        assertThat(host.ends()).isEmpty();

        host.leave("b", "s0");
        assertThat(host.phases()).containsExactly("s0: stopping b", "s1: ready a");
        host.ended("s0");
        assertThat(host.phases()).containsExactly("s0: starting c", "s1: ready a");
    }

    @Test
    void a_role_that_has_just_been_loaded_gets_its_time_too() {
        Host host = Host.of(1, "a: {model: a.gguf, slots: [s0]}\nb: {model: b.gguf, slots: [s0]}\n");
        host.wait("a", 1);
        host.wait("b", 1);
        host.during(30);
        host.inFlight("a", "s0", 1);
        host.comesUp("s0");

        host.during(9.75);
        assertThat(host.slot("s0").phase()).isEqualTo(Phase.READY);
        host.after(0.25);
        assertThat(host.slot("s0").phase()).isEqualTo(Phase.YIELDING);
    }

    @Test
    void a_slot_that_comes_free_is_taken_though_another_already_yields() {
        Host host = Host.of(2, THREE);
        host.load("a", "s0");
        host.after(1);
        host.load("b", "s1");
        host.inFlight("a", "s0", 1);
        host.inFlight("b", "s1", 1);
        host.wait("c", 1);
        host.during(10);
        assertThat(host.slot("s0").phase()).isEqualTo(Phase.YIELDING);

        host.leave("b", "s1");
        host.during(0.5);

        assertThat(host.phases()).containsExactly("s0: yielding a", "s1: stopping b");
        host.ended("s1");
        assertThat(host.phases()).containsExactly("s0: yielding a", "s1: starting c");
    }

    @Test
    void a_process_that_cannot_be_ended_keeps_nobody_from_another_slot() {
        Host host = Host.of(2, THREE);
        host.load("a", "s0");
        host.load("b", "s1");
        host.after(0.5);
        host.inFlight("b", "s1", 1);
        host.wait("c", 1);
        assertThat(host.slot("s0").phase()).isEqualTo(Phase.STOPPING);
        host.leave("b", "s1");
        assertThat(host.slot("s1").phase()).isEqualTo(Phase.READY);

        host.during(15);

        assertThat(host.slot("s1").phase()).isEqualTo(Phase.STOPPING);
        host.ended("s1");
        assertThat(host.phases()).containsExactly("s0: stopping a", "s1: starting c");
    }

    @Test
    void nothing_takes_the_slot_of_a_pinned_role() {
        Host host = Host.of(1, """
                kept: {model: kept.gguf, slots: [s0], pin: true}
                b: {model: b.gguf, slots: [s0]}
                """);
        host.load("kept", "s0");

        host.wait("b", 1);
        host.during(60);

        assertThat(host.phases()).containsExactly("s0: ready kept");
        assertThat(host.offer("b").state()).isEqualTo(OfferState.FAILED);
        assertThat(host.offer("b").detail()).isEqualTo("s0 is kept by kept, which is pinned");
    }

    @Test
    void preloaded_roles_go_to_the_slots_where_all_of_them_have_room() {
        Host host = Host.of(2, """
                first: {model: first.gguf, slots: [s0, s1], preload: true}
                second: {model: second.gguf, slots: [s0], preload: true}
                """);

        assertThat(host.phases()).containsExactly("s0: starting second", "s1: starting first");
    }

    @Test
    void a_pinned_role_does_not_settle_where_another_has_its_only_slot() {
        Host host = Host.of(2, """
                nomad: {model: nomad.gguf, slots: [s0, s1], pin: true}
                rooted: {model: rooted.gguf, slots: [s1], pin: true}
                guest: {model: guest.gguf, slots: [s0]}
                """);
        host.load("guest", "s0");
        host.inFlight("guest", "s0", 1);

        host.wait("nomad", 1);
        host.during(5);
        assertThat(host.phases()).containsExactly("s0: ready guest", "s1: empty");
        host.wait("rooted", 1);
        host.during(5);
        host.leave("guest", "s0");
        host.ended("s0");

        assertThat(host.phases()).containsExactly("s0: starting nomad", "s1: starting rooted");
    }

    @Test
    void a_slot_that_cannot_have_the_role_is_passed_over() {
        Host host = Host.of(2, THREE);
        host.supervisor.obstacles(Map.of(new Board.Berth("a", "s0"), "no room"));

        host.wait("a", 1);

        assertThat(host.phases()).containsExactly("s0: empty", "s1: starting a");
    }

    @Test
    void a_slot_in_which_the_role_has_failed_too_often_is_passed_over() {
        Host host = Host.of(2, THREE);
        host.wait("a", 1);
        for (int failure = 0; failure < 5; failure++) {
            host.launched("s0");
            host.ended("s0");
            host.after(40);
        }

        assertThat(host.phases()).containsExactly("s0: failed a", "s1: starting a");
        host.wait("b", 1);
        assertThat(host.phases()).containsExactly("s0: starting b", "s1: starting a");
    }

    @Test
    void what_backs_off_makes_way_for_whoever_has_waited_long() {
        Host host = Host.of(1, """
                broken: {model: broken.gguf, slots: [s0]}
                sound: {model: sound.gguf, slots: [s0]}
                """);
        host.wait("broken", 1);
        host.wait("sound", 1);
        for (int failure = 0; failure < 4; failure++) {
            host.launched("s0");
            host.ended("s0");
            host.during(failure < 3 ? 1 << failure : 3);
        }

        assertThat(host.phases()).containsExactly("s0: starting sound");
    }

    @Test
    void a_load_that_takes_too_long_is_ended_and_tried_again() {
        Host host = Host.of(1, "a: {model: a.gguf, slots: [s0], load_timeout_s: 60}\n");
        host.wait("a", 1);
        host.launched("s0");

        host.during(59.75);
        assertThat(host.ends()).isEmpty();
        host.after(0.25);

        assertThat(host.ends()).hasSize(1);
        assertThat(host.slot("s0").fault()).isEqualTo("it was not ready in 60 s");
        host.ended("s0");
        assertThat(host.phases()).containsExactly("s0: backing_off a");
        host.during(1);
        assertThat(host.phases()).containsExactly("s0: starting a");
    }

    @Test
    void a_role_without_requests_goes_after_its_time_and_one_with_requests_stays() {
        Host host = Host.of(1, "a: {model: a.gguf, slots: [s0], ttl_s: 20}\n");
        host.load("a", "s0");
        host.inFlight("a", "s0", 1);
        host.during(60);
        host.supervisor.unloadIdle("s0");
        assertThat(host.phases()).containsExactly("s0: ready a");

        host.leave("a", "s0");
        host.during(19);
        host.supervisor.unloadIdle("s0");
        assertThat(host.phases()).containsExactly("s0: ready a");
        host.during(1);
        host.supervisor.unloadIdle("s0");

        assertThat(host.phases()).containsExactly("s0: stopping a");
    }
}
