package org.rolemesh.slots;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.rolemesh.nodes.OfferState;

/** What becomes of a slot, from one thing that happens to the next. */
class SupervisorTest {
    private static final String ONE = "a: {model: a.gguf, slots: [s0]}\n";
    private static final String TWO = ONE + "b: {model: b.gguf, slots: [s0]}\n";

    @Test
    void twenty_requests_to_an_unloaded_role_make_one_launch() {
        Host host = Host.of(2, "a: {model: a.gguf, slots: [s0, s1]}\n");

        host.wait("a", 20);
        host.during(3);
        host.launched("s0");
        host.during(3);

        assertThat(host.launches()).isOne();
    }

    @Test
    void a_request_that_is_not_seen_to_wait_yet_has_its_role_loaded() {
        Host host = Host.of(1, ONE);

        host.supervisor.asked("a");

        assertThat(host.phases()).containsExactly("s0: starting a");
    }

    @Test
    void a_role_that_nobody_wants_any_more_is_not_loaded_when_a_slot_comes_free() {
        Host host = Host.of(1, TWO);
        host.load("a", "s0");
        host.inFlight("a", "s0", 1);
        host.wait("b", 1);
        host.during(2);
        host.wait("b", 0);
        host.during(2);

        host.leave("a", "s0");
        host.during(20);

        assertThat(host.phases()).containsExactly("s0: ready a");
    }

    @Test
    void a_slot_that_yields_ends_only_when_its_last_request_has_left() {
        Host host = Host.of(1, ONE);
        host.load("a", "s0");
        host.inFlight("a", "s0", 2);

        assertThat(host.supervisor.unload("a")).isTrue();
        host.during(5);
        host.inFlight("a", "s0", 1);
        host.supervisor.tick();
        assertThat(host.phases()).containsExactly("s0: yielding a");
        assertThat(host.ends()).isEmpty();

        host.leave("a", "s0");
        assertThat(host.phases()).containsExactly("s0: stopping a");
        assertThat(host.ends()).hasSize(1);
        host.ended("s0");
        assertThat(host.phases()).containsExactly("s0: empty");
    }

    @Test
    void requests_that_come_while_their_slot_yields_have_the_role_loaded_again() {
        Host host = Host.of(1, ONE);
        host.load("a", "s0");
        host.inFlight("a", "s0", 1);
        host.supervisor.unload("a");

        host.wait("a", 3);
        assertThat(host.state("a")).isEqualTo(OfferState.UNLOADED);
        host.during(2);
        host.leave("a", "s0");
        host.ended("s0");

        assertThat(host.phases()).containsExactly("s0: starting a");
    }

    @Test
    void requests_that_wait_for_both_sides_of_a_switch_are_all_served() {
        Host host = Host.of(1, TWO);
        host.load("a", "s0");
        host.after(0.5);
        host.wait("b", 1);
        host.after(0.1);
        host.wait("a", 1);
        host.ended("s0");
        assertThat(host.phases()).containsExactly("s0: starting b");
        host.comesUp("s0");
        host.inFlight("b", "s0", 1);
        host.during(10);
        host.leave("b", "s0");
        host.ended("s0");

        assertThat(host.phases()).containsExactly("s0: starting a");
    }

    @Test
    void a_killed_process_backs_off_and_is_launched_again() {
        Host host = Host.of(1, ONE);
        host.load("a", "s0");

        host.ended("s0");

        assertThat(host.slot("s0").fault()).isEqualTo("exit code 1");
        assertThat(host.slot("s0").last().lines()).containsExactly("last words");
        assertThat(host.offer("a").detail()).isEqualTo("it is started again after: exit code 1");
        host.during(0.75);
        assertThat(host.phases()).containsExactly("s0: backing_off a");
        host.after(0.25);
        assertThat(host.phases()).containsExactly("s0: starting a");
        assertThat(host.slot("s0").restarts()).isOne();
    }

    @Test
    void what_always_fails_is_given_up_and_forgiven_when_somebody_asks_for_it() {
        Host host = Host.of(1, ONE);
        failFiveTimes(host);
        host.during(700);

        assertThat(host.phases()).containsExactly("s0: failed a");
        assertThat(host.launches()).isEqualTo(5);
        assertThat(host.offer("a").detail()).isEqualTo("exit code 1, time and again; the log of s0 says more");

        host.supervisor.load("a");
        assertThat(host.phases()).containsExactly("s0: starting a");
        host.launched("s0");
        host.ended("s0");
        assertThat(host.phases()).containsExactly("s0: backing_off a");
    }

    @Test
    void a_load_does_not_wait_for_the_end_of_a_pause() {
        Host host = Host.of(1, ONE);
        host.load("a", "s0");
        host.ended("s0");

        host.supervisor.load("a");

        assertThat(host.phases()).containsExactly("s0: starting a");
    }

    @Test
    void what_is_asked_for_ahead_of_time_goes_to_another_slot_where_the_first_fails() {
        Host host = Host.of(2, "a: {model: a.gguf, slots: [s0, s1]}\n");

        host.supervisor.load("a");
        host.supervisor.refused(host.launchId("s0"), "no room");
        assertThat(host.phases()).containsExactly("s0: empty", "s1: starting a");

        host.supervisor.refused(host.launchId("s1"), "no room either");
        host.during(20);
        assertThat(host.offer("a").state()).isEqualTo(OfferState.FAILED);
        host.supervisor.obstacles(Map.of());
        assertThat(host.launches()).as("nobody waits for it any more").isEqualTo(2);
    }

    @Test
    void a_preloaded_role_is_loaded_once_nothing_stands_in_its_way() {
        Host host = Host.of(1, "a: {model: a.gguf, slots: [s0], preload: true}\n");
        host.supervisor.refused(host.launchId("s0"), "the model is not there yet");
        host.during(60);
        assertThat(host.phases()).containsExactly("s0: empty");

        host.supervisor.obstacles(Map.of());

        assertThat(host.phases()).containsExactly("s0: starting a");
    }

    @Test
    void a_role_that_is_asked_for_in_vain_is_not_loaded_much_later() {
        Host host = Host.of(1, ONE);
        host.supervisor.obstacles(Map.of(new Board.Berth("a", "s0"), "no room"));

        host.supervisor.load("a");
        host.supervisor.obstacles(Map.of());

        assertThat(host.phases()).containsExactly("s0: empty");
    }

    @Test
    void a_launch_that_is_not_wanted_any_more_ends_as_soon_as_it_has_a_process() {
        Host host = Host.of(1, ONE);
        host.supervisor.load("a");

        host.supervisor.unload("a");
        assertThat(host.ends()).isEmpty();
        host.launched("s0");

        assertThat(host.ends()).hasSize(1);
        host.ended("s0");
        assertThat(host.phases()).containsExactly("s0: empty");
    }

    @Test
    void a_launch_that_is_not_wanted_any_more_is_not_tried_again_where_it_fails() {
        Host host = Host.of(1, ONE);
        host.supervisor.load("a");
        host.supervisor.unload("a");

        host.supervisor.notStarted(host.launchId("s0"), "no such program");
        host.during(60);

        assertThat(host.phases()).containsExactly("s0: empty");
        assertThat(host.launches()).isOne();
    }

    @Test
    void a_launch_that_fails_is_tried_again() {
        Host host = Host.of(1, ONE);
        host.supervisor.load("a");

        host.supervisor.notStarted(host.launchId("s0"), "/opt/llama-server is no program");

        assertThat(host.slot("s0").last().lines()).containsExactly("/opt/llama-server is no program");
        assertThat(host.offer("a").detail())
                .as("gateways are told no path")
                .isEqualTo("it is started again after: it could not be started");
        assertThat(host.phases()).containsExactly("s0: backing_off a");
        host.during(1);
        assertThat(host.phases()).containsExactly("s0: starting a");
    }

    @Test
    void an_unload_ends_a_load() {
        Host host = Host.of(1, ONE);
        host.supervisor.load("a");
        host.launched("s0");

        host.supervisor.unload("a");

        assertThat(host.phases()).containsExactly("s0: stopping a");
        host.ended("s0");
        host.during(5);
        assertThat(host.phases()).containsExactly("s0: empty");
    }

    @Test
    void an_unload_ends_a_pause() {
        Host host = Host.of(1, ONE);
        host.load("a", "s0");
        host.ended("s0");

        host.supervisor.unload("a");
        host.during(60);

        assertThat(host.phases()).containsExactly("s0: empty");
        assertThat(host.supervisor.unload("a")).isFalse();
    }

    @Test
    void a_condemned_process_is_replaced() {
        Host host = Host.of(1, ONE);
        host.load("a", "s0");
        host.inFlight("a", "s0", 1);

        host.supervisor.condemned(host.launchId("s0"), "it computed nothing");

        assertThat(host.ends()).hasSize(1);
        assertThat(host.state("a")).isEqualTo(OfferState.LOADING);
        host.ended("s0");
        assertThat(host.slot("s0").fault()).isEqualTo("it computed nothing");
        host.during(1);
        assertThat(host.phases()).containsExactly("s0: starting a");
    }

    @Test
    void a_process_that_was_condemned_after_long_health_is_launched_again_soon() {
        Host host = Host.of(1, ONE);
        host.load("a", "s0");
        for (int failure = 0; failure < 3; failure++) {
            host.ended("s0");
            host.after(10);
            host.comesUp("s0");
        }
        host.during(60);

        host.supervisor.condemned(host.launchId("s0"), "it computed nothing");
        host.ended("s0");
        host.during(1);

        assertThat(host.phases()).containsExactly("s0: starting a");
    }

    @Test
    void a_condemned_process_that_yields_does_not_wait_for_its_requests() {
        Host host = Host.of(1, TWO);
        host.load("a", "s0");
        host.inFlight("a", "s0", 1);
        host.wait("b", 1);
        host.during(10);
        assertThat(host.phases()).containsExactly("s0: yielding a");

        host.supervisor.condemned(host.launchId("s0"), "it computed nothing");
        host.ended("s0");

        assertThat(host.phases()).containsExactly("s0: starting b");
        assertThat(host.slot("s0").restarts()).isZero();
    }

    @Test
    void what_is_told_of_an_old_launch_changes_nothing() {
        Host host = Host.of(1, ONE);
        host.load("a", "s0");
        String old = host.launchId("s0");
        host.ended("s0");
        host.during(1);
        host.launched("s0");
        Board before = host.supervisor.board();

        host.supervisor.ready(old, ServerFacts.NONE);
        host.supervisor.progressed(old, 0.9);
        host.supervisor.condemned(old, "late");
        host.supervisor.refused(old, "late");
        host.supervisor.notStarted(old, "late");
        host.supervisor.launched(host.launchOf(old, "s0", "a"), host.newProcess());
        host.ended(old, 1);

        assertThat(host.supervisor.board()).isEqualTo(before);
        assertThat(host.ends()).isEmpty();
    }

    @Test
    void progress_is_told_while_a_role_loads() {
        Host host = Host.of(1, ONE);
        host.supervisor.load("a");
        host.launched("s0");

        host.supervisor.progressed(host.launchId("s0"), 0.5);
        assertThat(host.offer("a").progress()).hasValue(0.5);

        host.ready("s0");
        assertThat(host.offer("a").progress()).isEmpty();
        assertThat(host.offer("a").contextLength()).hasValue(4096);
    }

    @Test
    void the_end_waits_for_a_process_that_appears_late() {
        Host host = Host.of(2, ONE + "b: {model: b.gguf, slots: [s1]}\n");
        host.load("a", "s0");
        host.supervisor.load("b");

        CompletableFuture<Void> end = host.supervisor.endAll();
        host.ended("s0");
        assertThat(end).isNotDone();
        host.launched("s1");
        assertThat(host.ends()).extracting(Host.Order::slot).containsExactly("s0", "s1");
        assertThat(end).isNotDone();
        host.ended("s1");

        assertThat(end).isCompleted();
        assertThat(host.phases()).containsExactly("s0: empty", "s1: empty");
    }

    @Test
    void the_end_is_complete_where_a_launch_comes_to_nothing() {
        Host host = Host.of(2, ONE + "b: {model: b.gguf, slots: [s1]}\n");
        host.supervisor.load("a");
        host.supervisor.load("b");

        CompletableFuture<Void> end = host.supervisor.endAll();
        host.supervisor.refused(host.launchId("s0"), "no room");
        host.supervisor.notStarted(host.launchId("s1"), "no such program");

        assertThat(end).isCompleted();
    }

    @Test
    void nothing_is_launched_after_the_end() {
        Host host = Host.of(1, ONE);
        host.load("a", "s0");
        host.ended("s0");

        assertThat(host.supervisor.endAll()).isCompleted();
        host.wait("a", 1);
        host.supervisor.load("a");
        host.during(60);

        assertThat(host.launches()).isOne();
    }

    @Test
    void who_leaves_ends_and_launches_nothing() {
        Host host = Host.of(2, ONE + "b: {model: b.gguf, slots: [s1], ttl_s: 5}\n");
        host.load("a", "s0");
        host.load("b", "s1");
        host.ended("s0");

        host.supervisor.leaveAll();
        host.wait("a", 1);
        host.supervisor.load("a");
        host.during(60);
        host.ended("s1");

        assertThat(host.launches()).isEqualTo(2);
        assertThat(host.ends()).isEmpty();
        assertThat(host.slot("s1").run()).as("it is the next agent's to find").isNotNull();
    }

    @Test
    void an_adopted_process_is_looked_at_and_its_role_not_launched_again() {
        Host host = new Host(Configs.of(1, "a: {model: a.gguf, slots: [s0], preload: true}\n"));
        host.supervisor.adopt(host.launchOf("old-1", "s0", "a"), host.newProcess());

        host.supervisor.begin();
        assertThat(host.phases()).containsExactly("s0: loading a");
        host.ready("s0");

        assertThat(host.phases()).containsExactly("s0: ready a");
        assertThat(host.launches()).isZero();
        assertThat(host.slot("s0").run().adopted()).isTrue();
    }

    @Test
    void an_adopted_process_makes_way_for_a_role_that_is_preloaded() {
        Host host = new Host(Configs.of(1, TWO + "c: {model: c.gguf, slots: [s0], preload: true, pin: true}\n"));
        host.supervisor.adopt(host.launchOf("old-1", "s0", "a"), host.newProcess());
        host.supervisor.begin();
        host.ready("s0");
        host.during(1);

        assertThat(host.ends()).containsExactly(new Host.Order(Host.Order.Kind.END, "s0", null, "old-1"));
        host.ended("s0");
        assertThat(host.phases()).containsExactly("s0: starting c");
    }

    @Test
    void an_adopted_process_that_has_died_meanwhile_is_launched_again() {
        Host host = new Host(Configs.of(1, ONE));
        host.supervisor.adopt(host.launchOf("old-1", "s0", "a"), host.newProcess());
        host.ended("s0");
        host.supervisor.begin();
        host.during(1);

        assertThat(host.phases()).containsExactly("s0: starting a");
    }

    private static void failFiveTimes(Host host) {
        host.supervisor.load("a");
        for (int failure = 0; failure < 5; failure++) {
            host.during(16);
            host.launched("s0");
            host.ended("s0");
        }
    }
}
