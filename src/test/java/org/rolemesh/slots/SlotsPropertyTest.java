package org.rolemesh.slots;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.Tuple;
import net.jqwik.api.constraints.Size;
import org.rolemesh.config.NodeAgentConfig;

/**
 * Requests come and go while processes start, load, die and hang: no slot has two processes, none is ended with requests,
 * whoever waits is served in the end, and the end comes when it is wanted.
 */
class SlotsPropertyTest {
    private static final NodeAgentConfig CONFIG = Configs.of(3, """
            kept: {model: kept.gguf, slots: [s0, s1], pin: true}
            early: {model: early.gguf, slots: [s1, s2], preload: true}
            brief: {model: brief.gguf, slots: [s1, s2], ttl_s: 20, load_timeout_s: 30}
            any: {model: any.gguf, slots: [s0, s1, s2], load_timeout_s: 30}
            """);
    private static final List<String> ROLES = List.copyOf(CONFIG.roles().keySet());

    /** One thing that happens; what {@code a} and {@code b} choose depends on the kind. */
    record Event(Kind kind, int a, int b) {
        enum Kind {
            WAIT,
            GIVE_UP,
            TAKE,
            LEAVE,
            LAUNCHED,
            REFUSED,
            NOT_STARTED,
            READY,
            ENDED,
            DIED,
            CONDEMNED,
            LOAD,
            UNLOAD,
            OBSTACLES,
            TIME
        }
    }

    @Property(tries = 500)
    void slots_are_in_order_whatever_happens_and_whoever_waits_is_served(
            @ForAll("events") @Size(max = 80) List<Event> events) {
        SlotsModel slots = after(events);
        slots.obstacles(Map.of());
        slots.assertServesWhoeverWaits();
    }

    @Property(tries = 500)
    void the_end_comes_once_all_processes_have_ended(@ForAll("events") @Size(max = 60) List<Event> events) {
        after(events).assertEnds();
    }

    private static SlotsModel after(List<Event> events) {
        SlotsModel slots = new SlotsModel(CONFIG);
        for (Event event : events) {
            happen(event, slots);
            slots.assertInOrder();
        }
        return slots;
    }

    private static void happen(Event event, SlotsModel slots) {
        String role = ROLES.get(event.a() % ROLES.size());
        switch (event.kind()) {
            case WAIT -> slots.wait(role);
            case GIVE_UP -> slots.giveUp(role);
            case TAKE -> slots.take(role);
            case LEAVE -> slots.leave(event.a());
            case LAUNCHED -> slots.launched(event.a());
            case REFUSED -> slots.refused(event.a());
            case NOT_STARTED -> slots.notStarted(event.a());
            case READY -> slots.ready(event.a());
            case ENDED -> slots.ended(event.a(), false);
            case DIED -> slots.ended(event.a(), true);
            case CONDEMNED -> slots.condemned(event.a());
            case LOAD -> slots.load(role);
            case UNLOAD -> slots.unload(role);
            case OBSTACLES -> slots.obstacles(some(event));
            case TIME -> slots.after(event.b() / 4.0);
        }
    }

    private static Map<Board.Berth, String> some(Event event) {
        Map<Board.Berth, String> found = new HashMap<>();
        for (int i = 0; i < event.b() % 4; i++) {
            found.put(new Board.Berth(ROLES.get((event.a() + i) % ROLES.size()), "s" + event.b() % 3), "no room");
        }
        return found;
    }

    @Provide
    Arbitrary<List<Event>> events() {
        Arbitrary<Event.Kind> kind = Arbitraries.frequencyOf(
                Tuple.of(4, Arbitraries.just(Event.Kind.WAIT)),
                Tuple.of(6, Arbitraries.of(Event.Kind.LAUNCHED, Event.Kind.READY)),
                Tuple.of(3, Arbitraries.of(Event.Kind.TAKE, Event.Kind.LEAVE)),
                Tuple.of(3, Arbitraries.of(Event.Kind.ENDED, Event.Kind.TIME)),
                Tuple.of(4, Arbitraries.of(Event.Kind.class)));
        Arbitrary<Integer> number = Arbitraries.integers().between(0, 59);
        return Combinators.combine(kind, number, number).as(Event::new).list();
    }
}
